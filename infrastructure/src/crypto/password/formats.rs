//! Which password hashes can be verified.

use super::{imported::Imported, pbkdf2_phc::Pbkdf2};
use oathgate_application::import::HashFormats;
use oathgate_domain::account::PasswordHash;

/// PBKDF2, and those of other systems that are verified once more and then replaced.
#[derive(Debug, Clone, Copy)]
pub struct KnownHashes;

impl HashFormats for KnownHashes {
    fn knows(&self, hash: &PasswordHash) -> bool {
        Pbkdf2::parse(hash.as_str()).is_some() || Imported::parse(hash.as_str()).is_some()
    }
}
