//! What pairwise subjects are computed by: HMAC-SHA256 under a secret that the database keeps sealed.

use aws_lc_rs::{hmac, rand};
use oathgate_application::{
    error::PortError,
    ports::{pseudonyms::Pseudonyms, sealer::Sealer},
};
use zeroize::Zeroizing;

/// What the secret is sealed for.
const PURPOSE: &str = "secret of pairwise subjects";

/// Pseudonyms under one secret.
pub struct HmacPseudonyms(hmac::Key);

impl HmacPseudonyms {
    /// Those under this secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Draws a secret, sealed.
    ///
    /// # Errors
    /// [`PortError`] when the system gives no random numbers or the cipher fails.
    pub fn draw(sealer: &dyn Sealer) -> Result<Vec<u8>, PortError> {
        let mut secret = Zeroizing::new([0; 32]);
        rand::fill(secret.as_mut_slice()).map_err(|error| PortError::unavailable("random numbers", error))?;
        sealer.seal(PURPOSE, secret.as_slice())
    }

    /// Those under a sealed secret.
    ///
    /// # Errors
    /// [`PortError::Defect`] when it does not open.
    pub fn open(sealer: &dyn Sealer, sealed: &[u8]) -> Result<Self, PortError> {
        let secret = Zeroizing::new(sealer.open(PURPOSE, sealed)?);
        let secret = secret.as_slice().try_into();
        Ok(Self::new(secret.map_err(|error| PortError::defect("the secret of pairwise subjects", error))?))
    }

    /// The same secret, sealed under the present key.
    ///
    /// # Errors
    /// [`PortError::Defect`] when it does not open or the cipher fails.
    pub fn reseal(sealer: &dyn Sealer, sealed: &[u8]) -> Result<Vec<u8>, PortError> {
        sealer.seal(PURPOSE, Zeroizing::new(sealer.open(PURPOSE, sealed)?).as_slice())
    }
}

impl std::fmt::Debug for HmacPseudonyms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HmacPseudonyms")
    }
}

impl Pseudonyms for HmacPseudonyms {
    fn mac(&self, purpose: &str, sector: &str, id: &[u8; 16]) -> [u8; 32] {
        let mut mac = hmac::Context::with_key(&self.0);
        // Lengths come first, so that no two lists of parts are the same message.
        for part in [purpose.as_bytes(), sector.as_bytes(), id] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let mut code = [0; 32];
        code.copy_from_slice(mac.sign().as_ref());
        code
    }
}
