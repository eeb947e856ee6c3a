//! Requests that name an address ("I forgot my password", "send it again") in storage. The
//! address is kept here so that the workflow which looks at it holds an id alone, and so that the
//! request does the same work whether or not an account has the address.

use crate::error::PortError;
use async_trait::async_trait;
use oathgate_domain::{email::EmailAddress, ids::MailRequestId};
use time::OffsetDateTime;

/// Requests that name an address.
#[async_trait]
pub trait MailRequests: Send {
    /// Adds a request.
    async fn insert(
        &mut self,
        id: MailRequestId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<(), PortError>;

    /// The address that a request names. None where it was forgotten.
    async fn find(&mut self, id: MailRequestId) -> Result<Option<EmailAddress>, PortError>;

    /// Forgets a request. Nothing happens where it is gone.
    async fn delete(&mut self, id: MailRequestId) -> Result<(), PortError>;
}
