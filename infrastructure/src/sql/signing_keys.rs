//! Signing keys. Their private parts are sealed before they come here.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::signing_keys::SigningKeys};
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};

/// The columns of a key in the order that [`key`] reads.
macro_rules! columns {
    () => {
        "id, algorithm, public_jwk, sealed_private, created_at, retired_at"
    };
}

statements! {
    LIST = concat!("SELECT ", columns!(), " FROM signing_keys ORDER BY created_at DESC, id DESC");
    INSERT_IF_FIRST = concat!(
        "INSERT INTO signing_keys (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (algorithm) WHERE retired_at IS NULL DO NOTHING"
    );
}

fn key(row: &Row) -> Result<StoredSigningKey, SqlError> {
    Ok(StoredSigningKey {
        id: row.text(0)?,
        algorithm: SigningAlgorithm::parse(&row.text(1)?).ok_or(SqlError::Column(1))?,
        public_jwk: row.text(2)?,
        sealed_private: row.bytes(3)?,
        created_at: row.time(4)?,
        retired_at: row.opt_time(5)?,
    })
}

#[async_trait]
impl<S: Session> SigningKeys for SqlUnit<S> {
    async fn list(&mut self) -> Result<Vec<StoredSigningKey>, PortError> {
        let rows = self.session.query(LIST, params![]).await?;
        Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
    }

    async fn insert_if_first(&mut self, key: &StoredSigningKey) -> Result<bool, PortError> {
        self.changed(
            INSERT_IF_FIRST,
            params![
                key.id.as_str(),
                key.algorithm.as_str(),
                key.public_jwk.as_str(),
                key.sealed_private.as_slice(),
                key.created_at,
                key.retired_at,
            ],
        )
        .await
    }
}
