//! How long a task waits for the database and how often, so that a request's log line can tell.

use std::{cell::Cell, time::Duration};

/// What work has cost of the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Toll {
    /// Round trips: statements, commits, and preparations of statements that a connection had not seen.
    pub round_trips: u32,
    /// Time in which the task waited for the database, a turn at it included.
    pub waited: Duration,
}

#[derive(Default)]
struct Account {
    round_trips: Cell<u32>,
    waited: Cell<Duration>,
    /// Whether a wait is being measured; one inside of it is part of it.
    waiting: Cell<bool>,
}

tokio::task_local! {
    static ACCOUNT: Account;
}

/// Carries out `work` and tells what it cost of the database. Work that it spawns is not counted.
pub async fn counted<F: Future>(work: F) -> (F::Output, Toll) {
    ACCOUNT
        .scope(Account::default(), async {
            let output = work.await;
            let toll = ACCOUNT.with(|account| Toll {
                round_trips: account.round_trips.get(),
                waited: account.waited.get(),
            });
            (output, toll)
        })
        .await
}

/// Notes one round trip, where somebody counts.
pub fn round_trip() {
    // An error only says that nobody counts.
    let _ = ACCOUNT.try_with(|account| account.round_trips.set(account.round_trips.get().saturating_add(1)));
}

/// Awaits the database, and counts the time where somebody counts.
pub async fn wait<F: Future>(work: F) -> F::Output {
    let outermost = ACCOUNT.try_with(|account| !account.waiting.replace(true)).unwrap_or(false);
    let _measured = outermost.then(|| Measured(std::time::Instant::now()));
    work.await
}

/// Adds the time until it is dropped, also where the work is given up.
struct Measured(std::time::Instant);

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = ACCOUNT.try_with(|account| {
            account.waiting.set(false);
            account.waited.set(account.waited.get().saturating_add(self.0.elapsed()));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waits_inside_of_waits_count_once() {
        let ((), toll) = counted(async {
            wait(async {
                round_trip();
                wait(std::future::ready(())).await;
                round_trip();
            })
            .await;
        })
        .await;
        assert_eq!(toll.round_trips, 2);
    }

    #[tokio::test]
    async fn nobody_counts_and_nothing_breaks() {
        round_trip();
        assert_eq!(wait(std::future::ready(7)).await, 7);
    }
}
