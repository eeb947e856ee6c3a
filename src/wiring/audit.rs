//! The audit trail over the foundation, and what keeps it sealed and short.

use super::Foundation;
use crate::config::Source;
use oathgate_application::{
    audit::{By, Trail},
    error::PortError,
    operations::Operate,
    ports::{entropy::Entropy, token_keys::TokenKeys},
};
use std::{error::Error, sync::Arc, time::Duration};
use time::Duration as Age;
use tokio_util::sync::CancellationToken;

/// How long an entry waits for its seal, about.
const INTERVAL: Duration = Duration::from_secs(1);
/// After how many rounds old entries are looked for: once an hour.
const ROUNDS: u32 = 3600;

/// The audit trail.
pub(crate) fn trail(foundation: &Foundation, keys: Arc<dyn TokenKeys>) -> Trail {
    Trail {
        store: Arc::clone(&foundation.store),
        keys,
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    }
}

/// An operator's acts on workflows.
pub(crate) fn operate(foundation: &Foundation) -> Operate {
    Operate {
        store: Arc::clone(&foundation.store),
        runs: Arc::clone(&foundation.runs),
        entropy: Arc::clone(&foundation.entropy),
        clock: Arc::clone(&foundation.clock),
    }
}

/// Whoever gave a command.
pub(crate) fn operator(source: &Source) -> By {
    By::operator(source.get("USER").or_else(|| source.get("LOGNAME")))
}

/// Seals what was recorded, and deletes what is older than `retention`, until `stop`. Any number of
/// processes may do so at the same time.
pub(crate) async fn keep_trail(
    trail: Trail,
    entropy: Arc<dyn Entropy>,
    retention: Option<Age>,
    stop: CancellationToken,
) {
    let mut round = 0_u32;
    loop {
        // Uneven, so that processes that were started together do not go in step.
        let wait = INTERVAL.mul_f64(0.8 + 0.4 * entropy.chance());
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return;
        }
        told(seal(&trail).await, "the audit trail cannot be sealed");
        if let Some(age) = retention
            && round == 0
        {
            told(prune(&trail, age).await, "old entries of the audit trail cannot be deleted");
        }
        round = (round + 1) % ROUNDS;
    }
}

async fn seal(trail: &Trail) -> Result<(), PortError> {
    while trail.seal().await? > 0 {}
    Ok(())
}

async fn prune(trail: &Trail, age: Age) -> Result<(), PortError> {
    let before = trail.clock.now() - age;
    loop {
        let deleted = trail.prune(before, &By::system()).await?;
        if deleted == 0 {
            return Ok(());
        }
        tracing::info!(deleted, "old entries of the audit trail were deleted");
    }
}

fn told(done: Result<(), PortError>, what: &str) {
    match done {
        Ok(()) => {}
        Err(error @ PortError::Defect { .. }) => tracing::error!(error = &error as &dyn Error, "{what}"),
        Err(error) => tracing::warn!(error = &error as &dyn Error, "{what}"),
    }
}
