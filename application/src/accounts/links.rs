//! Addresses of pages that mails lead to.

use crate::{error::PortError, ports::token_keys::TokenKeys, tokens::LinkToken};
use oathgate_domain::{challenge::Challenge, secret::Secret};
use std::sync::Arc;

/// Makes the addresses of pages below `FRONTEND_URL`.
#[derive(Clone)]
pub struct Links {
    base: String,
    keys: Arc<dyn TokenKeys>,
}

impl Links {
    /// Links to pages below `base`, an http(s) URL.
    pub fn new(base: &str, keys: Arc<dyn TokenKeys>) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), keys }
    }

    /// The key from which the tokens of new challenges are derived.
    pub fn current_key(&self) -> u32 {
        self.keys.current()
    }

    /// The sign-in page.
    pub fn sign_in(&self) -> String {
        format!("{}/login", self.base)
    }

    /// The page on which to ask for a new password.
    pub fn forgot_password(&self) -> String {
        format!("{}/forgot-password", self.base)
    }

    /// The page on which somebody gets or deletes what is kept of them.
    pub fn own_data(&self) -> String {
        format!("{}/account/data", self.base)
    }

    /// The page that verifies an address.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the challenge's key is not known any more.
    pub fn verify_email(&self, challenge: &Challenge) -> Result<Secret, PortError> {
        self.with_token("verify-email", challenge)
    }

    /// The page that sets a new password.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the challenge's key is not known any more.
    pub fn reset_password(&self, challenge: &Challenge) -> Result<Secret, PortError> {
        self.with_token("reset-password", challenge)
    }

    /// The page that keeps an account which was to be erased.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the challenge's key is not known any more.
    pub fn cancel_erasure(&self, challenge: &Challenge) -> Result<Secret, PortError> {
        self.with_token("cancel-erasure", challenge)
    }

    /// The page that creates the first administrator.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the challenge's key is not known any more.
    pub fn set_up(&self, challenge: &Challenge) -> Result<Secret, PortError> {
        self.with_token("setup", challenge)
    }

    fn with_token(&self, page: &str, challenge: &Challenge) -> Result<Secret, PortError> {
        let token = LinkToken::write(challenge, &*self.keys).ok_or_else(|| {
            PortError::defect("challenge", "it was made under a key that is not known any more")
        })?;
        Ok(Secret::new(format!("{}/{page}?token={}", self.base, token.expose())))
    }
}
