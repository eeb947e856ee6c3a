//! The life of signing keys: made, published, used, retired, forgotten.

mod ring;

pub use ring::{KeyRing, Refusal, Rotation};
