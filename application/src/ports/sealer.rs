//! Encryption of what must be read again.

use crate::error::PortError;

/// Authenticated encryption (AES-256-GCM) under the `ENCRYPTION_KEY`.
pub trait Sealer: Send + Sync {
    /// Encrypts. `purpose` is bound to the result: it opens under the same purpose only.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the cipher fails.
    fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, PortError>;

    /// Decrypts what [`Self::seal`] gave, under the present key or an earlier one.
    ///
    /// # Errors
    /// [`PortError::Defect`] when it was changed, or sealed under a key that is not known.
    fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, PortError>;
}
