//! What is left over, and deleted in small batches. Each batch is found again from the start, so that
//! nothing needs to be remembered between two of them.

use crate::sql::{
    Dialect, Session, SqlError, SqlUnit,
    ledger::{Statements, listed},
    params,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::retention::{Leftover, MOST_AT_ONCE, Retention},
};
use oathgate_domain::ids::{AccountId, RegistrationId, RunId};
use time::OffsetDateTime;
use uuid::Uuid;

/// Up to `$2` rows of a table, found by `$which`.
macro_rules! forget {
    ($table:literal, $key:literal, $which:literal) => {
        concat!(
            "DELETE FROM ",
            $table,
            " WHERE (",
            $key,
            ") IN (SELECT ",
            $key,
            " FROM ",
            $table,
            " WHERE ",
            $which,
            " LIMIT $2)"
        )
    };
}

const SESSIONS: &str = forget!("sessions", "id", "expires_at <= $1 OR revoked_at <= $1");
const GRANTS: &str = forget!("oauth_grants", "id", "expires_at <= $1 OR revoked_at <= $1");
const CODES: &str = forget!("oauth_authorization_codes", "digest", "expires_at <= $1");
const INTERACTIONS: &str = forget!("oauth_interactions", "id", "expires_at <= $1");
const PUSHED_REQUESTS: &str = forget!("oauth_pushed_requests", "digest", "expires_at <= $1");
const REPLAYS: &str = forget!("oauth_replays", "digest", "expires_at <= $1");
const DEVICE_REQUESTS: &str = forget!("oauth_device_requests", "device_code", "expires_at <= $1");
const DEVICE_GUESSES: &str = forget!("oauth_device_guesses", "account", "since <= $1");
const CHALLENGES: &str = forget!("challenges", "id", "expires_at <= $1");
const MAIL_REQUESTS: &str = forget!("mail_requests", "id", "created_at <= $1");
const FAREWELLS: &str = forget!("farewells", "run", "created_at <= $1");
const EXPORTS: &str = forget!("data_exports", "id", "expires_at <= $1");
const KNOWN_DEVICES: &str = forget!("known_devices", "account, digest", "last_seen_at <= $1");

/// Ended runs. Ids grow with time, and a run ends after it was begun: the oldest ids are looked at
/// up to the one of that time (`$3`), which needs no index of its own. With `$4`, only runs of that
/// kind that ended well.
macro_rules! ended_runs {
    () => {
        "(SELECT id FROM workflow_runs WHERE id < $3 AND state > 2 AND closed_at < $1 \
         AND (CAST($4 AS TEXT) IS NULL OR (kind = $4 AND state = 3)) ORDER BY id LIMIT $2)"
    };
}
const RUNS_POSTGRES: &str = concat!(
    "WITH gone AS (DELETE FROM workflow_runs WHERE id IN ",
    ended_runs!(),
    " RETURNING id), \
     histories AS (DELETE FROM workflow_events WHERE run IN (SELECT id FROM gone)) \
     SELECT count(*) FROM gone"
);
const HISTORIES_SQLITE: &str = concat!("DELETE FROM workflow_events WHERE run IN ", ended_runs!());
const RUNS_SQLITE: &str = concat!("DELETE FROM workflow_runs WHERE id IN ", ended_runs!());

const STALE_REGISTRATIONS: &str =
    "SELECT id, belongs_to FROM registrations WHERE created_at < $1 ORDER BY created_at, id LIMIT $2";
const STALE_ACCOUNTS: &str = "SELECT id FROM accounts WHERE status = 'unverified' AND email_verified_at IS NULL \
     AND created_at < $1 AND updated_at < $1 AND NOT EXISTS \
     (SELECT 1 FROM registrations WHERE registrations.belongs_to = accounts.id) ORDER BY id LIMIT $2";
const STRANDED_POSTGRES: &str = "SELECT id FROM workflow_runs WHERE state = 0 AND wake_at < $1 \
     AND EXISTS (SELECT 1 FROM workflow_workers) \
     AND kind NOT IN (SELECT unnest(kinds) FROM workflow_workers) ORDER BY id LIMIT $2";
const STRANDED_SQLITE: &str = "SELECT id FROM workflow_runs WHERE state = 0 AND wake_at < $1 \
     AND EXISTS (SELECT 1 FROM workflow_workers) AND kind NOT IN (SELECT kind.value \
         FROM workflow_workers, json_each(workflow_workers.kinds) AS kind) ORDER BY id LIMIT $2";

/// What both engines run.
pub(super) const STATEMENTS: Statements = listed![
    SESSIONS,
    GRANTS,
    CODES,
    INTERACTIONS,
    PUSHED_REQUESTS,
    REPLAYS,
    DEVICE_REQUESTS,
    DEVICE_GUESSES,
    CHALLENGES,
    MAIL_REQUESTS,
    FAREWELLS,
    EXPORTS,
    KNOWN_DEVICES,
    STALE_REGISTRATIONS,
    STALE_ACCOUNTS,
];
/// What PostgreSQL runs besides.
pub(super) const POSTGRES_STATEMENTS: Statements = listed![RUNS_POSTGRES, STRANDED_POSTGRES];
/// What SQLite runs besides.
pub(super) const SQLITE_STATEMENTS: Statements = listed![HISTORIES_SQLITE, RUNS_SQLITE, STRANDED_SQLITE];

impl<S: Session> SqlUnit<S> {
    /// Deletes ended runs with all that belongs to them.
    async fn forget_runs(&mut self, before: OffsetDateTime, kind: Option<&str>) -> Result<u64, SqlError> {
        let params = params![before, MOST_AT_ONCE / 10, first_id_of(before), kind];
        match S::DIALECT {
            Dialect::Postgres => {
                let rows = self.session.query(RUNS_POSTGRES, params).await?;
                let gone = rows.first().map(|row| row.int(0)).transpose()?;
                Ok(gone.and_then(|gone| u64::try_from(gone).ok()).unwrap_or(0))
            }
            Dialect::Sqlite => {
                self.session.execute(HISTORIES_SQLITE, params.clone()).await?;
                self.session.execute(RUNS_SQLITE, params).await
            }
        }
    }
}

/// The lowest identifier of that time (UUID version 7, RFC 9562 §5.7: its first 48 bits are
/// milliseconds since 1970).
fn first_id_of(time: OffsetDateTime) -> Uuid {
    let milliseconds = time.unix_timestamp_nanos().div_euclid(1_000_000);
    Uuid::from_u128(u128::try_from(milliseconds).unwrap_or(0) << 80)
}

#[async_trait]
impl<S: Session> Retention for SqlUnit<S> {
    async fn forget(&mut self, what: Leftover, before: OffsetDateTime) -> Result<u64, PortError> {
        let sql = match what {
            Leftover::Sessions => SESSIONS,
            Leftover::Grants => GRANTS,
            Leftover::Codes => CODES,
            Leftover::Interactions => INTERACTIONS,
            Leftover::PushedRequests => PUSHED_REQUESTS,
            Leftover::Replays => REPLAYS,
            Leftover::DeviceRequests => DEVICE_REQUESTS,
            Leftover::DeviceGuesses => DEVICE_GUESSES,
            Leftover::Challenges => CHALLENGES,
            Leftover::MailRequests => MAIL_REQUESTS,
            Leftover::Farewells => FAREWELLS,
            Leftover::Exports => EXPORTS,
            Leftover::KnownDevices => KNOWN_DEVICES,
            Leftover::Runs => return Ok(self.forget_runs(before, None).await?),
            Leftover::Sweeps => return Ok(self.forget_runs(before, Some("retention")).await?),
        };
        Ok(self.session.execute(sql, params![before, MOST_AT_ONCE]).await?)
    }

    async fn stale_registrations(
        &mut self,
        before: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<(RegistrationId, AccountId)>, PortError> {
        let rows = self.session.query(STALE_REGISTRATIONS, params![before, limit]).await?;
        let stale = rows.iter().map(|row| Ok((RegistrationId(row.uuid(0)?), AccountId(row.uuid(1)?))));
        Ok(stale.collect::<Result<_, SqlError>>()?)
    }

    async fn stale_accounts(
        &mut self,
        before: OffsetDateTime,
        limit: u16,
    ) -> Result<Vec<AccountId>, PortError> {
        let rows = self.session.query(STALE_ACCOUNTS, params![before, limit]).await?;
        Ok(rows.iter().map(|row| row.uuid(0).map(AccountId)).collect::<Result<_, _>>()?)
    }

    async fn stranded_runs(&mut self, before: OffsetDateTime, limit: u16) -> Result<Vec<RunId>, PortError> {
        let sql = match S::DIALECT {
            Dialect::Postgres => STRANDED_POSTGRES,
            Dialect::Sqlite => STRANDED_SQLITE,
        };
        let rows = self.session.query(sql, params![before, limit]).await?;
        Ok(rows.iter().map(|row| row.uuid(0).map(RunId)).collect::<Result<_, _>>()?)
    }
}
