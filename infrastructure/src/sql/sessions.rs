//! Sessions and their refresh tokens.

use crate::sql::{
    Row, Session as Connection, SqlError, SqlUnit,
    account_statements::{account, columns as account_columns},
    ledger::statements,
    params,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::sessions::{Rotated, Sessions},
};
use oathgate_domain::{
    account::Account,
    ids::{AccountId, SessionId},
    secret::TokenDigest,
    session::{Session, StoredRefresh},
};
use time::{OffsetDateTime, macros::datetime};

/// The columns of a session in the order that [`session`] reads.
macro_rules! columns {
    () => {
        "sessions.id, sessions.account, sessions.created_at, sessions.last_seen_at, \
         sessions.expires_at, sessions.revoked_at, sessions.user_agent, sessions.address, \
         sessions.generation, sessions.rotated_at"
    };
}
/// How many columns that is.
const COLUMNS: usize = 10;

/// Behind the beginning of every session.
const END_OF_TIME: OffsetDateTime = datetime!(9999-12-31 0:00 UTC);

statements! {
    OPEN = "INSERT INTO sessions (id, account, created_at, last_seen_at, expires_at, revoked_at, \
         user_agent, address, generation, rotated_at, refresh_digest) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// The account is looked at in the same statement, so that disabling it needs no race won.
    /// Its row is read again for the answer: SQLite returns columns of the changed table alone.
    ROTATE = concat!(
        "UPDATE sessions SET refresh_digest = $4, generation = generation + 1, rotated_at = $5, \
         last_seen_at = $5, expires_at = $6 \
         WHERE id = $1 AND generation = $2 AND refresh_digest = $3 \
         AND revoked_at IS NULL AND expires_at > $5 \
         AND EXISTS (SELECT 1 FROM accounts \
             WHERE accounts.id = sessions.account AND accounts.status = 'active') \
         RETURNING ", columns!(),
        ", (SELECT accounts.is_admin FROM accounts WHERE accounts.id = sessions.account)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM sessions WHERE id = $1");
    FIND_LIVE = concat!(
        "SELECT ", columns!(), ", ", account_columns!(), " FROM sessions \
         JOIN accounts ON accounts.id = sessions.account \
         WHERE sessions.id = $1 AND sessions.revoked_at IS NULL AND sessions.expires_at > $2"
    );
    LIST_LIVE = concat!(
        "SELECT ", columns!(), " FROM sessions \
         WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 \
         ORDER BY last_seen_at DESC, id DESC LIMIT $3"
    );
    LIST_ALL = concat!(
        "SELECT ", columns!(), " FROM sessions WHERE account = $1 ORDER BY created_at DESC, id DESC LIMIT $2"
    );
    HISTORY = concat!(
        "SELECT ", columns!(), " FROM sessions \
         WHERE account = $1 AND created_at < $2 ORDER BY created_at DESC, id DESC LIMIT $3"
    );
    REVOKE = "UPDATE sessions SET revoked_at = $2 \
         WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_OF_ACCOUNT = "UPDATE sessions SET revoked_at = $2 \
         WHERE id = $1 AND account = $3 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_ALL = "UPDATE sessions SET revoked_at = $2 \
         WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2";
    REVOKE_ALL_BUT = "UPDATE sessions SET revoked_at = $2 \
         WHERE account = $1 AND id <> $3 AND revoked_at IS NULL AND expires_at > $2";
}

fn session(row: &Row) -> Result<Session, SqlError> {
    Ok(Session {
        id: SessionId(row.uuid(0)?),
        account: AccountId(row.uuid(1)?),
        created_at: row.time(2)?,
        last_seen_at: row.time(3)?,
        expires_at: row.time(4)?,
        revoked_at: row.opt_time(5)?,
        user_agent: row.opt_text(6)?,
        address: row.opt_text(7)?,
        generation: row.count(8)?,
        rotated_at: row.time(9)?,
    })
}

#[async_trait]
impl<S: Connection> Sessions for SqlUnit<S> {
    async fn open(&mut self, session: &Session, refresh: TokenDigest) -> Result<(), PortError> {
        self.session
            .execute(
                OPEN,
                params![
                    session.id.0,
                    session.account.0,
                    session.created_at,
                    session.last_seen_at,
                    session.expires_at,
                    session.revoked_at,
                    session.user_agent.as_deref(),
                    session.address.as_deref(),
                    session.generation,
                    session.rotated_at,
                    &refresh.0[..],
                ],
            )
            .await?;
        Ok(())
    }

    async fn rotate(
        &mut self,
        id: SessionId,
        presented: StoredRefresh,
        next: TokenDigest,
        now: OffsetDateTime,
        expires_at: OffsetDateTime,
    ) -> Result<Option<Rotated>, PortError> {
        let rows = self
            .session
            .query(
                ROTATE,
                params![id.0, presented.generation, &presented.digest.0[..], &next.0[..], now, expires_at,],
            )
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Rotated { session: session(row)?, is_admin: row.bool(COLUMNS)? }))
    }

    async fn find(&mut self, id: SessionId) -> Result<Option<Session>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(session).transpose()?)
    }

    async fn find_live(
        &mut self,
        id: SessionId,
        now: OffsetDateTime,
    ) -> Result<Option<(Session, Account)>, PortError> {
        let rows = self.session.query(FIND_LIVE, params![id.0, now]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some((session(row)?, account(row, COLUMNS)?)))
    }

    async fn history(
        &mut self,
        account: AccountId,
        before: Option<OffsetDateTime>,
        limit: u16,
    ) -> Result<Vec<Session>, PortError> {
        let before = before.unwrap_or(END_OF_TIME);
        let rows = self.session.query(HISTORY, params![account.0, before, limit.min(200)]).await?;
        Ok(rows.iter().map(session).collect::<Result<_, _>>()?)
    }

    async fn list_live(
        &mut self,
        account: AccountId,
        now: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<Session>, PortError> {
        let rows = self.session.query(LIST_LIVE, params![account.0, now, limit]).await?;
        Ok(rows.iter().map(session).collect::<Result<_, _>>()?)
    }

    async fn list_all(&mut self, account: AccountId, limit: u16) -> Result<Vec<Session>, PortError> {
        let rows = self.session.query(LIST_ALL, params![account.0, limit]).await?;
        Ok(rows.iter().map(session).collect::<Result<_, _>>()?)
    }

    async fn revoke(
        &mut self,
        id: SessionId,
        account: Option<AccountId>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        match account {
            Some(account) => self.changed(REVOKE_OF_ACCOUNT, params![id.0, now, account.0]).await,
            None => self.changed(REVOKE, params![id.0, now]).await,
        }
    }

    async fn revoke_all(
        &mut self,
        account: AccountId,
        keep: Option<SessionId>,
        now: OffsetDateTime,
    ) -> Result<u64, PortError> {
        Ok(match keep {
            Some(keep) => self.session.execute(REVOKE_ALL_BUT, params![account.0, now, keep.0]).await?,
            None => self.session.execute(REVOKE_ALL, params![account.0, now]).await?,
        })
    }
}
