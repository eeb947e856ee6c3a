//! Requests of devices without a browser.

use super::words::{client_id, digest, resources, scopes};
use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::oauth::Devices};
use oathgate_domain::{
    ids::{AccountId, SessionId},
    oauth::{AllowedDevice, ClientId, DEVICE_INTERVAL, DeviceRequest, DeviceState, Poll},
    secret::TokenDigest,
};
use time::OffsetDateTime;

statements! {
    INSERT = "INSERT INTO oauth_device_requests (device_code, user_code, client, scopes, created_at, \
         expires_at, state, pause, asked_ms, too_soon, resources) \
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, 0, $8, $9) ON CONFLICT DO NOTHING";
    /// Milliseconds are whole numbers in both engines, and can be reckoned with in the statement
    /// itself: two questions at the same time see one another.
    POLL = "UPDATE oauth_device_requests SET \
         too_soon = asked_ms + 1000 * pause > $3, \
         pause = CASE WHEN asked_ms + 1000 * pause > $3 AND pause < 60 THEN pause + $4 ELSE pause END, \
         asked_ms = $3 \
         WHERE device_code = $1 AND client = $2 RETURNING state, expires_at, too_soon";
    TAKE = "UPDATE oauth_device_requests SET state = 'used' \
         WHERE device_code = $1 AND client = $2 AND state = 'allowed' AND expires_at > $3 \
         RETURNING account, session, authenticated_at, scopes, resources";
    FIND_WAITING = "SELECT device_code, user_code, client, scopes, created_at, expires_at, resources \
         FROM oauth_device_requests WHERE user_code = $1 AND state = 'waiting' AND expires_at > $2";
    ALLOW = "UPDATE oauth_device_requests SET state = 'allowed', account = $3, session = $4, \
         authenticated_at = $5 WHERE user_code = $1 AND state = 'waiting' AND expires_at > $2";
    DENY = "UPDATE oauth_device_requests SET state = 'denied' \
         WHERE user_code = $1 AND state = 'waiting' AND expires_at > $2";
    COUNT_GUESS = "INSERT INTO oauth_device_guesses (account, guesses, since) VALUES ($1, 1, $3) \
         ON CONFLICT (account) DO UPDATE SET \
         guesses = CASE WHEN oauth_device_guesses.since < $2 THEN 1 \
             ELSE oauth_device_guesses.guesses + 1 END, \
         since = CASE WHEN oauth_device_guesses.since < $2 THEN excluded.since \
             ELSE oauth_device_guesses.since END \
         RETURNING guesses";
    UNCOUNT_GUESS = "UPDATE oauth_device_guesses SET guesses = guesses - 1 \
         WHERE account = $1 AND guesses > 0";
}

fn request(row: &Row) -> Result<DeviceRequest, SqlError> {
    Ok(DeviceRequest {
        device_code: digest(row, 0)?,
        user_code: digest(row, 1)?,
        client: client_id(row, 2)?,
        scopes: scopes(row, 3)?,
        created_at: row.time(4)?,
        expires_at: row.time(5)?,
        resources: resources(row, 6)?,
    })
}

fn poll(row: &Row) -> Result<Poll, SqlError> {
    Ok(Poll {
        state: DeviceState::parse(&row.text(0)?).ok_or(SqlError::Column(0))?,
        expires_at: row.time(1)?,
        too_soon: row.bool(2)?,
    })
}

fn allowed(row: &Row) -> Result<AllowedDevice, SqlError> {
    Ok(AllowedDevice {
        account: AccountId(row.uuid(0)?),
        session: SessionId(row.uuid(1)?),
        authenticated_at: row.time(2)?,
        scopes: scopes(row, 3)?,
        resources: resources(row, 4)?,
    })
}

#[async_trait]
impl<S: Session> Devices for SqlUnit<S> {
    async fn insert(&mut self, request: &DeviceRequest) -> Result<bool, PortError> {
        self.changed(
            INSERT,
            params![
                &request.device_code.0[..],
                &request.user_code.0[..],
                request.client.as_str(),
                request.scopes.to_string(),
                request.created_at,
                request.expires_at,
                DEVICE_INTERVAL,
                false,
                request.resources.to_string(),
            ],
        )
        .await
    }

    async fn poll(
        &mut self,
        device_code: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<Poll>, PortError> {
        let milliseconds = now.unix_timestamp() * 1000 + i64::from(now.millisecond());
        let asked = params![&device_code.0[..], client.as_str(), milliseconds, DEVICE_INTERVAL];
        let rows = self.session.query(POLL, asked).await?;
        Ok(rows.first().map(poll).transpose()?)
    }

    async fn take(
        &mut self,
        device_code: TokenDigest,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<Option<AllowedDevice>, PortError> {
        let rows = self.session.query(TAKE, params![&device_code.0[..], client.as_str(), now]).await?;
        Ok(rows.first().map(allowed).transpose()?)
    }

    async fn find_waiting(
        &mut self,
        user_code: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<Option<DeviceRequest>, PortError> {
        let rows = self.session.query(FIND_WAITING, params![&user_code.0[..], now]).await?;
        Ok(rows.first().map(request).transpose()?)
    }

    async fn decide(
        &mut self,
        user_code: TokenDigest,
        allowed: Option<&AllowedDevice>,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        let code = &user_code.0[..];
        match allowed {
            Some(by) => {
                let by = params![code, now, by.account.0, by.session.0, by.authenticated_at];
                self.changed(ALLOW, by).await
            }
            None => self.changed(DENY, params![code, now]).await,
        }
    }

    async fn count_guess(
        &mut self,
        account: AccountId,
        since: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<u32, PortError> {
        let rows = self.session.query(COUNT_GUESS, params![account.0, since, now]).await?;
        let counted = rows.first().map(|row| row.count(0)).transpose()?;
        Ok(counted.unwrap_or(u32::MAX))
    }

    async fn uncount_guess(&mut self, account: AccountId) -> Result<(), PortError> {
        self.session.execute(UNCOUNT_GUESS, params![account.0]).await?;
        Ok(())
    }
}
