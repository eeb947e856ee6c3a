//! Whether the schema is the one that this program was written for.

use super::OpenDatabase;
use crate::failure::Failure;
use oathgate_infrastructure::migrate::{MigrateError, Status};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a server waits for somebody else to bring the schema up to date.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it looks.
const DISTANCE: Duration = Duration::from_millis(500);

/// Waits until the database answers and its schema is up to date, as a server does that is started at
/// the same time as its database and the migration.
///
/// # Errors
/// When it is not within half a minute, or never will be.
pub(crate) async fn wait_until_current(database: &OpenDatabase) -> Result<(), Failure> {
    let deadline = Instant::now() + PATIENCE;
    let mut told = false;
    loop {
        let failure = match judge(database.status().await) {
            Ok(()) => return Ok(()),
            Err(Verdict::Never(failure)) => return Err(failure),
            Err(Verdict::NotYet(failure)) => failure,
        };
        if Instant::now() >= deadline {
            return Err(failure);
        }
        if !told {
            tracing::warn!(seconds = PATIENCE.as_secs(), "waiting for the database: {failure}");
            told = true;
        }
        sleep(DISTANCE).await;
    }
}

/// Looks once.
///
/// # Errors
/// When the database does not answer, or its schema is not up to date.
pub(crate) async fn require_current(database: &OpenDatabase) -> Result<(), Failure> {
    judge(database.status().await).map_err(|(Verdict::NotYet(failure) | Verdict::Never(failure))| failure)
}

enum Verdict {
    NotYet(Failure),
    Never(Failure),
}

fn judge(status: Result<Status, MigrateError>) -> Result<(), Verdict> {
    match status {
        Ok(status) if status.is_current() => Ok(()),
        Ok(status) => {
            let pending = status.pending().count();
            let text =
                format!("the schema of the database lacks {pending} migrations; run `oathgate migrate`");
            Err(Verdict::NotYet(Failure::new(text)))
        }
        Err(error @ MigrateError::TooNew { .. }) => Err(Verdict::Never(Failure::new(error.to_string()))),
        Err(error) => Err(Verdict::NotYet(Failure::because("the database cannot be used", error))),
    }
}
