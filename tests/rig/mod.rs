//! Engines with toy workflows in processes of their own, over any backing, and the books that
//! tell what they did: what the fault suite and the benchmark of the engine stand on.
#![allow(dead_code, reason = "the suite and the benchmark each use a part")]

pub mod books;
pub mod drain;
pub mod flows;
pub mod lag;
pub mod load;
pub mod node;
pub mod paper;
pub mod place;
pub mod proxy;
pub mod redis;

pub use books::Books;
pub use node::{Node, NodeSpec};
pub use place::{Backing, Ground, Place};
