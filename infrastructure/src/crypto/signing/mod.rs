//! Signed access tokens (RFC 9068) and the keys that sign them.

mod access_tokens;
mod claims;
mod id_tokens;
mod key;
mod key_set;
mod maker;
mod public;

pub use access_tokens::JwtAccessTokens;
pub use key::{SharedSecret, SharedSecretFault, generate_signing_key};
pub use key_set::KeySet;
pub use maker::SealedKeyMaker;
