//! The end of accounts.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::erasures::Erasures};
use oathgate_domain::{account::PasswordHash, email::EmailAddress, ids::AccountId};
use time::OffsetDateTime;

statements! {
    PLAN = "UPDATE accounts SET erasure_due_at = $2, updated_at = $3 \
         WHERE id = $1 AND status = 'active' AND erasure_due_at IS NULL";
    CANCEL = "UPDATE accounts SET erasure_due_at = NULL, updated_at = $3 \
         WHERE id = $1 AND status = 'active' AND erasure_due_at = $2";
    FREEZE = "UPDATE accounts SET status = 'disabled', updated_at = $3 \
         WHERE id = $1 AND erasure_due_at = $2";
    ANONYMISE = "UPDATE accounts SET email = $2, email_canonical = $3, username = NULL, \
         username_canonical = NULL, first_name = NULL, last_name = NULL, password = $4, \
         is_admin = FALSE, updated_at = $5, email_verified_at = NULL, last_login_at = NULL, locale = NULL, \
         phone_number = NULL, address = NULL \
         WHERE id = $1 AND status = 'disabled' AND erasure_due_at IS NOT NULL";
    DELETE_CHALLENGES = "DELETE FROM challenges WHERE account = $1";
    DELETE_SESSIONS = "DELETE FROM sessions WHERE account = $1";
    DELETE_DEVICES = "DELETE FROM known_devices WHERE account = $1";
    DELETE_EXPORTS = "DELETE FROM data_exports WHERE account = $1";
    DELETE_CONSENTS = "DELETE FROM oauth_consents WHERE account = $1";
    DELETE_USERNAMES = "DELETE FROM usernames WHERE holder = $1 \
         OR holder IN (SELECT account FROM registrations WHERE belongs_to = $1)";
    DELETE_REGISTRATIONS = "DELETE FROM registrations WHERE belongs_to = $1";
    /// The rest goes with it, by its foreign keys.
    PURGE = "DELETE FROM accounts WHERE id = $1 AND status = 'disabled' AND erasure_due_at IS NOT NULL";
}

/// What is deleted of an account that loses its owner. User names are found by registrations.
const TRACES: [&str; 7] = [
    DELETE_CHALLENGES,
    DELETE_SESSIONS,
    DELETE_DEVICES,
    DELETE_EXPORTS,
    DELETE_CONSENTS,
    DELETE_USERNAMES,
    DELETE_REGISTRATIONS,
];

#[async_trait]
impl<S: Session> Erasures for SqlUnit<S> {
    async fn plan(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(PLAN, params![id.0, due_at, now]).await
    }

    async fn cancel(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(CANCEL, params![id.0, due_at, now]).await
    }

    async fn freeze(
        &mut self,
        id: AccountId,
        due_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(FREEZE, params![id.0, due_at, now]).await
    }

    async fn anonymise(
        &mut self,
        id: AccountId,
        stand_in: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        let nobody =
            params![id.0, stand_in.as_str(), stand_in.canonical(), PasswordHash::unusable().as_str(), now,];
        if !self.changed(ANONYMISE, nobody).await? {
            return Ok(false);
        }
        for delete in TRACES {
            self.session.execute(delete, params![id.0]).await?;
        }
        Ok(true)
    }

    async fn purge(&mut self, id: AccountId) -> Result<bool, PortError> {
        self.changed(PURGE, params![id.0]).await
    }
}
