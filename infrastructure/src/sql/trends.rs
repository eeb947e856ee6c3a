//! Counts over time. No hot path; what a call costs is bounded by how many rows it looks at.

use crate::sql::{
    Dialect, Row, Session, SqlError, SqlUnit,
    ledger::{Statements, listed},
    params,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::trends::{Counted, Source, Tallies, Tally, Trends},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Most rows that a count looks at.
const MOST: i64 = 100_000;
/// How long before a mail its run may have been accepted: a registration waits a week for an answer.
const LONGEST_RUN: Duration = Duration::days(8);

/// Counts the latest rows by stretch and by what they tell. `$1` since when, `$2` the length of a stretch
/// in microseconds, `$3` how many rows at most.
macro_rules! tally {
    (postgres, $what:expr, $latest:expr) => {
        tally!("CAST(floor(extract(epoch FROM at) * 1000000 / CAST($2 AS bigint)) AS bigint)", $what, $latest)
    };
    (sqlite, $what:expr, $latest:expr) => {
        tally!("at / $2", $what, $latest)
    };
    ($stretch:literal, $what:expr, $latest:expr) => {
        concat!("SELECT ", $stretch, ", ", $what, ", count(*) FROM (", $latest, ") AS latest GROUP BY 1, 2")
    };
}

macro_rules! sign_ins {
    ($engine:ident) => {
        tally!(
            $engine,
            "CASE act WHEN 'sign_in.succeeded' THEN 'sign_in' WHEN 'sign_in.refused' THEN 'refused' \
                ELSE 'other' END",
            "SELECT at, act FROM audit_entries WHERE at >= $1 ORDER BY at DESC, id DESC LIMIT $3"
        )
    };
}

/// `$4` is the least id of that time: ids grow with time.
macro_rules! accounts {
    ($engine:ident) => {
        tally!(
            $engine,
            "CASE WHEN at >= $1 THEN 'account' ELSE 'other' END",
            "SELECT created_at AS at FROM accounts WHERE id >= $4 ORDER BY id DESC LIMIT $3"
        )
    };
}

macro_rules! mails {
    ($engine:ident, $value:literal) => {
        tally!(
            $engine,
            concat!(
                "CASE WHEN at < $1 OR name IS NULL OR name NOT LIKE 'mail|_%' ESCAPE '|' THEN 'other' \
                    WHEN kind = 3 THEN 'failed' WHEN kind <> 2 THEN 'other' \
                    WHEN ",
                $value,
                " = 'Sent' THEN 'sent' WHEN ",
                $value,
                " = 'Bounced' THEN 'bounced' ELSE 'other' END"
            ),
            "SELECT recorded_at AS at, kind, name, data FROM workflow_events WHERE run >= $4 \
                ORDER BY run DESC, sequence DESC LIMIT $3"
        )
    };
}

macro_rules! trouble {
    ($engine:ident) => {
        tally!(
            $engine,
            "CASE WHEN at < $1 THEN 'other' WHEN state = 4 THEN 'run_failed' ELSE 'run_paused' END",
            "SELECT created_at AS at, state FROM workflow_runs WHERE state IN (2, 4) AND id >= $4 \
                ORDER BY id DESC LIMIT $3"
        )
    };
}

const SIGN_INS_POSTGRES: &str = sign_ins!(postgres);
const SIGN_INS_SQLITE: &str = sign_ins!(sqlite);
const ACCOUNTS_POSTGRES: &str = accounts!(postgres);
const ACCOUNTS_SQLITE: &str = accounts!(sqlite);
const MAILS_POSTGRES: &str = mails!(postgres, "CAST(data AS json) ->> 'value'");
const MAILS_SQLITE: &str = mails!(sqlite, "data ->> 'value'");
const TROUBLE_POSTGRES: &str = trouble!(postgres);
const TROUBLE_SQLITE: &str = trouble!(sqlite);

/// What PostgreSQL runs.
pub(super) const POSTGRES_STATEMENTS: Statements =
    listed![SIGN_INS_POSTGRES, ACCOUNTS_POSTGRES, MAILS_POSTGRES, TROUBLE_POSTGRES];
/// What SQLite runs.
pub(super) const SQLITE_STATEMENTS: Statements =
    listed![SIGN_INS_SQLITE, ACCOUNTS_SQLITE, MAILS_SQLITE, TROUBLE_SQLITE];

/// The least identifier that is drawn at a time (RFC 9562 §5.7).
fn least_id(at: OffsetDateTime) -> Uuid {
    let millisecond = u128::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    Uuid::from_u128(millisecond << 80)
}

fn counted(word: &str) -> Option<Counted> {
    Some(match word {
        "sign_in" => Counted::SignIn,
        "refused" => Counted::SignInRefused,
        "account" => Counted::NewAccount,
        "sent" => Counted::MailSent,
        "bounced" => Counted::MailBounced,
        "failed" => Counted::MailFailed,
        "run_failed" => Counted::RunFailed,
        "run_paused" => Counted::RunPaused,
        _ => return None,
    })
}

/// How many rows, and what they tell where that is counted.
fn read(row: &Row, stretch: i64) -> Result<(u64, Option<Tally>), SqlError> {
    let count = u64::try_from(row.int(2)?).map_err(|_| SqlError::Column(2))?;
    let begins = i128::from(row.int(0)?) * i128::from(stretch) * 1000;
    let begins = OffsetDateTime::from_unix_timestamp_nanos(begins).map_err(|_| SqlError::Column(0))?;
    Ok((count, counted(&row.text(1)?).map(|what| Tally { begins, what, count })))
}

#[async_trait]
impl<S: Session> Trends for SqlUnit<S> {
    async fn tally(
        &mut self,
        source: Source,
        since: OffsetDateTime,
        stretch: Duration,
    ) -> Result<Tallies, PortError> {
        let sql = match (source, S::DIALECT) {
            (Source::SignIns, Dialect::Postgres) => SIGN_INS_POSTGRES,
            (Source::SignIns, Dialect::Sqlite) => SIGN_INS_SQLITE,
            (Source::Accounts, Dialect::Postgres) => ACCOUNTS_POSTGRES,
            (Source::Accounts, Dialect::Sqlite) => ACCOUNTS_SQLITE,
            (Source::Mails, Dialect::Postgres) => MAILS_POSTGRES,
            (Source::Mails, Dialect::Sqlite) => MAILS_SQLITE,
            (Source::Trouble, Dialect::Postgres) => TROUBLE_POSTGRES,
            (Source::Trouble, Dialect::Sqlite) => TROUBLE_SQLITE,
        };
        let micros = i64::try_from(stretch.whole_microseconds()).unwrap_or(i64::MAX).max(1);
        let mut params = params![since, micros, MOST];
        match source {
            Source::SignIns => {}
            Source::Accounts | Source::Trouble => params.push(least_id(since).into()),
            Source::Mails => params.push(least_id(since - LONGEST_RUN).into()),
        }
        let rows = self.session.query(sql, params).await?;
        let read = rows.iter().map(|row| read(row, micros)).collect::<Result<Vec<_>, _>>()?;
        let looked_at: u64 = read.iter().map(|(count, _)| count).sum();
        Ok(Tallies {
            tallies: read.into_iter().filter_map(|(_, tally)| tally).collect(),
            is_partial: looked_at >= MOST.unsigned_abs(),
        })
    }
}
