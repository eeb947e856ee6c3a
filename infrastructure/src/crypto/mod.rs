//! Everything that keeps a secret or proves something: password hashing, the keys that follow
//! from the `ENCRYPTION_KEY`, and signed access tokens. One library does the arithmetic
//! (aws-lc-rs); only hashes that come from other systems are verified by crates of their own.

pub mod master_keys;
pub mod password;
pub mod signing;

pub use master_keys::{KeyTextFault, MasterKeys};
pub use password::{HashPool, HashPoolSettings, bare_rate};
pub use signing::{JwtAccessTokens, KeySet, SharedSecret, generate_signing_key};
