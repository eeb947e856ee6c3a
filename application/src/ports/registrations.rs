//! Registrations in storage.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{
    email::EmailAddress,
    ids::{AccountId, RegistrationId},
    registration::Registration,
};

/// Registrations.
#[async_trait]
pub trait Registrations: Send {
    /// Adds a registration.
    async fn insert(&mut self, registration: &Registration) -> Result<(), PortError>;

    /// The registration with this id.
    async fn find(&mut self, id: RegistrationId) -> Result<Option<Registration>, PortError>;

    /// Says that the registration belongs to `account`, which another registration may have made.
    async fn assign(&mut self, id: RegistrationId, account: AccountId) -> Result<(), PortError>;

    /// Corrects the address. False where there is no such registration.
    async fn set_email(&mut self, id: RegistrationId, email: &EmailAddress) -> Result<bool, PortError>;

    /// Forgets the registration, its password hash included. Nothing happens where it is gone.
    async fn delete(&mut self, id: RegistrationId) -> Result<(), PortError>;

    /// The ids of the registrations that belong to `account`.
    async fn of_account(&mut self, account: AccountId) -> Result<Vec<RegistrationId>, PortError>;
}
