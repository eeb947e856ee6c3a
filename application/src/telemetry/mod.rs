//! What the program tells its operators: figures, times and traces.
//!
//! Whoever does something reports it here, as it happens, by the names of [`measures`]; the composition root
//! decides what becomes of it. Where nobody has asked for figures or traces, reporting costs next to nothing.

pub mod database;
mod measure;
pub mod measures;
pub mod propagation;

pub use measure::{Kind, Measure, Timer};
