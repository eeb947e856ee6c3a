//! Devices that somebody signed in with.

use crate::sql::{Session, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::known_devices::KnownDevices};
use oathgate_domain::{ids::AccountId, secret::TokenDigest};
use time::OffsetDateTime;

statements! {
    SEEN_AGAIN = "UPDATE known_devices SET last_seen_at = $3 WHERE account = $1 AND digest = $2";
    INSERT = "INSERT INTO known_devices (account, digest, created_at, last_seen_at) \
         VALUES ($1, $2, $3, $3) ON CONFLICT (account, digest) DO NOTHING";
}

#[async_trait]
impl<S: Session> KnownDevices for SqlUnit<S> {
    async fn note(
        &mut self,
        account: AccountId,
        device: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        let row = params![account.0, &device.0[..], now];
        if self.changed(SEEN_AGAIN, row.clone()).await? {
            return Ok(false);
        }
        self.changed(INSERT, row).await
    }
}
