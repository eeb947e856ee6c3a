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

    /// Whether what [`Self::seal`] gave is sealed under the present key.
    fn is_current(&self, sealed: &[u8]) -> bool;

    /// As [`Self::seal`], under a key of the caller's instead, which can be destroyed.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the cipher fails.
    fn seal_under(&self, key: &[u8; 32], purpose: &str, plain: &[u8]) -> Result<Vec<u8>, PortError>;

    /// Decrypts what [`Self::seal_under`] gave.
    ///
    /// # Errors
    /// [`PortError::Defect`] when it was changed, or sealed under another key or for another purpose.
    fn open_under(&self, key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, PortError>;
}
