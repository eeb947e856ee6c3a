//! How long somebody who waits is kept waiting for one answer of the database.
//!
//! Sweeps and steps of workflows have time: the store's own limit holds for them. Who has sent a request
//! has not, and is better told soon that the database is away.

use std::time::Duration;

tokio::task_local! {
    static PATIENCE: Duration;
}

/// Carries out `work` for somebody who waits no longer than `limit` for any one answer. Work that it
/// spawns has nobody who waits.
pub async fn within<F: Future>(limit: Duration, work: F) -> F::Output {
    PATIENCE.scope(limit, work).await
}

/// How long one answer may take: `most`, or less where somebody waits.
pub fn at_most(most: Duration) -> Duration {
    PATIENCE.try_with(|limit| most.min(*limit)).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_shortens_a_limit_and_never_lengthens_it() {
        let [short, long] = [Duration::from_secs(1), Duration::from_secs(9)];
        assert_eq!(at_most(long), long);
        within(short, async {
            assert_eq!(at_most(long), short);
            assert_eq!(at_most(Duration::ZERO), Duration::ZERO);
            assert_eq!(tokio::spawn(async move { at_most(long) }).await.unwrap(), long);
        })
        .await;
    }
}
