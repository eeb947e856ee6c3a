//! What pairwise subjects are computed by.

/// HMAC-SHA256 under a secret of the database that never changes: unlike [`TokenKeys`], it does not follow from the
/// `ENCRYPTION_KEY`, so that another one makes nobody a stranger to their clients.
///
/// [`TokenKeys`]: super::token_keys::TokenKeys
pub trait Pseudonyms: Send + Sync {
    /// The code of `id` in `sector` for `purpose`; no two of these give the same but by chance.
    fn mac(&self, purpose: &str, sector: &str, id: &[u8; 16]) -> [u8; 32];
}
