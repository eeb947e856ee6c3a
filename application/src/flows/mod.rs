//! The workflows: what happens after a request was accepted. Each reads from top to bottom; its
//! state holds ids alone, and links are derived when a mail is made.

pub mod email_change;
pub mod erasure;
pub mod export;
pub mod notices;
pub mod password_reset;
pub mod ports;
mod post;
pub mod registration;
pub mod verification_mail;

use crate::workflow::Registry;
use ports::FlowPorts;

/// Every workflow that a worker of this version has code for.
pub fn registry() -> Registry<FlowPorts> {
    Registry::default()
        .with::<registration::RegistrationFlow>()
        .with::<verification_mail::VerificationMailFlow>()
        .with::<password_reset::PasswordResetFlow>()
        .with::<notices::PasswordChangedFlow>()
        .with::<notices::EmailChangedFlow>()
        .with::<notices::NewDeviceFlow>()
        .with::<email_change::EmailChangeFlow>()
        .with::<erasure::ErasureFlow>()
        .with::<export::ExportFlow>()
}
