//! Signing keys. Their private parts are sealed before they come here.

use crate::sql::{Row, Session, SqlError, SqlUnit, Value, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::signing_keys::SigningKeys};
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};
use time::OffsetDateTime;

/// The columns of a key in the order that [`key`] reads.
macro_rules! columns {
    () => {
        "id, algorithm, public_jwk, sealed_private, created_at, activated_at, retired_at, verifies_until"
    };
}

statements! {
    LIST = concat!("SELECT ", columns!(), " FROM signing_keys ORDER BY created_at DESC, id DESC");
    INSERT_IF_FIRST = concat!(
        "INSERT INTO signing_keys (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (algorithm) WHERE activated_at IS NOT NULL AND retired_at IS NULL DO NOTHING"
    );
    INSERT_NEXT = concat!(
        "INSERT INTO signing_keys (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (algorithm) WHERE activated_at IS NULL DO NOTHING"
    );
    RETIRE = "UPDATE signing_keys SET retired_at = $3, verifies_until = $4 \
         WHERE algorithm = $1 AND activated_at IS NOT NULL AND retired_at IS NULL \
         AND EXISTS (SELECT 1 FROM signing_keys AS upcoming \
             WHERE upcoming.algorithm = $1 AND upcoming.activated_at IS NULL \
             AND upcoming.created_at <= $2) \
         RETURNING id";
    ACTIVATE = "UPDATE signing_keys SET activated_at = $3 \
         WHERE algorithm = $1 AND activated_at IS NULL AND created_at <= $2 RETURNING id";
    FORGET = "DELETE FROM signing_keys \
         WHERE retired_at IS NOT NULL AND verifies_until <= $1 RETURNING id";
    REMOVE = "DELETE FROM signing_keys \
         WHERE id = $1 AND (activated_at IS NULL OR retired_at IS NOT NULL)";
}

fn key(row: &Row) -> Result<StoredSigningKey, SqlError> {
    Ok(StoredSigningKey {
        id: row.text(0)?,
        algorithm: SigningAlgorithm::parse(&row.text(1)?).ok_or(SqlError::Column(1))?,
        public_jwk: row.text(2)?,
        sealed_private: row.bytes(3)?,
        created_at: row.time(4)?,
        activated_at: row.opt_time(5)?,
        retired_at: row.opt_time(6)?,
        verifies_until: row.opt_time(7)?,
    })
}

fn values(key: &StoredSigningKey) -> Vec<Value> {
    params![
        key.id.as_str(),
        key.algorithm.as_str(),
        key.public_jwk.as_str(),
        key.sealed_private.as_slice(),
        key.created_at,
        key.activated_at,
        key.retired_at,
        key.verifies_until,
    ]
}

#[async_trait]
impl<S: Session> SigningKeys for SqlUnit<S> {
    async fn list(&mut self) -> Result<Vec<StoredSigningKey>, PortError> {
        let rows = self.session.query(LIST, params![]).await?;
        Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
    }

    async fn insert_if_first(&mut self, key: &StoredSigningKey) -> Result<bool, PortError> {
        self.changed(INSERT_IF_FIRST, values(key)).await
    }

    async fn insert_next(&mut self, key: &StoredSigningKey) -> Result<bool, PortError> {
        self.changed(INSERT_NEXT, values(key)).await
    }

    async fn activate_next(
        &mut self,
        algorithm: SigningAlgorithm,
        known_since: OffsetDateTime,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<Option<(String, Option<String>)>, PortError> {
        let of = algorithm.as_str();
        let retired = self.session.query(RETIRE, params![of, known_since, now, until]).await?;
        let retired = retired.first().map(|row| row.text(0)).transpose()?;
        let active = self.session.query(ACTIVATE, params![of, known_since, now]).await?;
        match (active.first(), retired) {
            (Some(row), retired) => Ok(Some((row.text(0)?, retired))),
            (None, None) => Ok(None),
            // The next one was withdrawn between both statements; the unit is rolled back.
            (None, Some(_)) => Err(PortError::Contended),
        }
    }

    async fn forget(&mut self, now: OffsetDateTime) -> Result<Vec<String>, PortError> {
        let rows = self.session.query(FORGET, params![now]).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?)
    }

    async fn remove(&mut self, id: &str) -> Result<bool, PortError> {
        self.changed(REMOVE, params![id]).await
    }
}
