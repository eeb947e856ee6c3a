//! Everything that keeps a secret or proves something: password hashing, the keys that follow
//! from the `ENCRYPTION_KEY`, signed access tokens, and what clients have signed. One library does the arithmetic
//! (aws-lc-rs); only hashes that come from other systems are verified by crates of their own.

mod client_signatures;
pub mod master_keys;
pub mod password;
mod pseudonyms;
pub mod signing;

pub use client_signatures::ClientSignatures;
pub use master_keys::{KeyTextFault, MasterKeys};
pub use password::{HashPool, HashPoolSettings, KnownHashes, bare_rate};
pub use pseudonyms::HmacPseudonyms;
pub use signing::{JwtAccessTokens, KeySet, SealedKeyMaker, SharedSecret, generate_signing_key};
