//! Cryptography through its ports: password hashes of every kind, derived keys, signed tokens.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[path = "crypto/access_tokens.rs"]
mod access_tokens;
#[path = "crypto/id_tokens.rs"]
mod id_tokens;
#[path = "crypto/master_keys.rs"]
mod master_keys;
#[path = "crypto/passwords.rs"]
mod passwords;
#[path = "crypto/pseudonyms.rs"]
mod pseudonyms;
#[path = "crypto/signing_keys.rs"]
mod signing_keys;
