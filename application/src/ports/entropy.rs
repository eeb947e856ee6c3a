//! Chance.

use uuid::Uuid;

/// Draws what nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` from a cryptographically secure source.
    fn fill(&self, bytes: &mut [u8]);

    /// An identifier that sorts by the time it was drawn (UUID version 7, RFC 9562 §5.7).
    fn ordered_id(&self) -> Uuid;

    /// An identifier of 122 random bits (UUID version 4): nothing about it can be guessed.
    fn random_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A uniform number in `0.0..1.0`, for jitter.
    fn chance(&self) -> f64 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}
