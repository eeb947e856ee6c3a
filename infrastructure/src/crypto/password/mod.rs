//! Password hashing: PBKDF2-HMAC-SHA256 on threads of its own, and the verification of hashes
//! that were made elsewhere.

mod formats;
mod gauge;
mod imported;
mod judge;
mod pbkdf2_phc;
mod pool;

pub use formats::KnownHashes;
pub use judge::bare_rate;
pub use pool::{HashPool, HashPoolSettings};
