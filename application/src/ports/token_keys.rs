//! Keys from which opaque tokens are derived and by which they are recognised as ours.

/// HMAC-SHA256 under keys that are derived from the `ENCRYPTION_KEY` by HKDF-SHA256 (RFC 5869).
pub trait TokenKeys: Send + Sync {
    /// Names the key to use for new tokens.
    fn current(&self) -> u32;

    /// HMAC-SHA256 of `parts` under the key `key` for `purpose`. Each part is preceded by its
    /// length, so that no two lists of parts are the same message. None where the key is not
    /// known (any more).
    fn mac(&self, key: u32, purpose: &str, parts: &[&[u8]]) -> Option<[u8; 32]>;
}
