//! Requests that name an address.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::mail_requests::MailRequests};
use oathgate_domain::{email::EmailAddress, ids::MailRequestId};
use time::OffsetDateTime;

statements! {
    INSERT = "INSERT INTO mail_requests (id, email, created_at) VALUES ($1, $2, $3)";
    FIND = "SELECT email FROM mail_requests WHERE id = $1";
    DELETE = "DELETE FROM mail_requests WHERE id = $1";
}

#[async_trait]
impl<S: Session> MailRequests for SqlUnit<S> {
    async fn insert(
        &mut self,
        id: MailRequestId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<(), PortError> {
        self.session.execute(INSERT, params![id.0, email.as_str(), now]).await?;
        Ok(())
    }

    async fn find(&mut self, id: MailRequestId) -> Result<Option<EmailAddress>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(|row| row.text(0).map(EmailAddress::from_storage)).transpose()?)
    }

    async fn delete(&mut self, id: MailRequestId) -> Result<(), PortError> {
        self.session.execute(DELETE, params![id.0]).await?;
        Ok(())
    }
}
