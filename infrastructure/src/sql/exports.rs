//! Files with everything that is kept of a person.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::exports::{Export, Exports, Made},
};
use oathgate_domain::ids::{AccountId, ExportId};
use time::OffsetDateTime;

/// The columns of an export in the order that [`export`] reads.
macro_rules! columns {
    () => {
        "id, account, requested_at, made_at, expires_at"
    };
}

statements! {
    INSERT = "INSERT INTO data_exports (id, account, requested_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account) WHERE made_at IS NULL DO NOTHING";
    LIST = concat!(
        "SELECT ", columns!(), " FROM data_exports \
         WHERE account = $1 AND (expires_at IS NULL OR expires_at > $2) \
         ORDER BY requested_at DESC, id DESC LIMIT 50"
    );
    FIND = concat!("SELECT ", columns!(), " FROM data_exports WHERE id = $1");
    PUT = "UPDATE data_exports SET sealed = $2, made_at = $3, expires_at = $4 \
         WHERE id = $1 AND made_at IS NULL";
    OPEN = "SELECT sealed FROM data_exports WHERE id = $1 AND account = $2 AND expires_at > $3";
    FORGET = "DELETE FROM data_exports WHERE id = $1";
    FORGET_OF_ACCOUNT = "DELETE FROM data_exports WHERE id = $1 AND account = $2";
}

fn export(row: &Row) -> Result<Export, SqlError> {
    let made = match (row.opt_time(3)?, row.opt_time(4)?) {
        (Some(at), Some(expires_at)) => Some(Made { at, expires_at }),
        _ => None,
    };
    Ok(Export {
        id: ExportId(row.uuid(0)?),
        account: AccountId(row.uuid(1)?),
        requested_at: row.time(2)?,
        made,
    })
}

#[async_trait]
impl<S: Session> Exports for SqlUnit<S> {
    async fn insert(
        &mut self,
        id: ExportId,
        account: AccountId,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(INSERT, params![id.0, account.0, now]).await
    }

    async fn list(&mut self, account: AccountId, now: OffsetDateTime) -> Result<Vec<Export>, PortError> {
        let rows = self.session.query(LIST, params![account.0, now]).await?;
        Ok(rows.iter().map(export).collect::<Result<_, _>>()?)
    }

    async fn find(&mut self, id: ExportId) -> Result<Option<Export>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(export).transpose()?)
    }

    async fn put(&mut self, id: ExportId, sealed: &[u8], made: Made) -> Result<bool, PortError> {
        self.changed(PUT, params![id.0, sealed, made.at, made.expires_at]).await
    }

    async fn open(
        &mut self,
        id: ExportId,
        account: AccountId,
        now: OffsetDateTime,
    ) -> Result<Option<Vec<u8>>, PortError> {
        let rows = self.session.query(OPEN, params![id.0, account.0, now]).await?;
        Ok(rows.first().map(|row| row.bytes(0)).transpose()?)
    }

    async fn forget(&mut self, id: ExportId, account: Option<AccountId>) -> Result<bool, PortError> {
        match account {
            Some(account) => self.changed(FORGET_OF_ACCOUNT, params![id.0, account.0]).await,
            None => self.changed(FORGET, params![id.0]).await,
        }
    }
}
