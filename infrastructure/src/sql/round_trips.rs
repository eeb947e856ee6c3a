//! Counts how often a task waits for the database, so that a request's log line can tell.

use std::cell::Cell;

tokio::task_local! {
    static COUNT: Cell<u32>;
}

/// Carries out `work` and tells how many round trips to the database it made: statements, commits
/// and preparations of statements that a connection had not seen before. Work that it spawns is
/// not counted.
pub async fn counted<F: Future>(work: F) -> (F::Output, u32) {
    COUNT
        .scope(Cell::new(0), async {
            let output = work.await;
            (output, COUNT.with(Cell::get))
        })
        .await
}

/// Notes one round trip, where somebody counts.
pub(crate) fn note() {
    // An error only says that nobody counts.
    let _ = COUNT.try_with(|count| count.set(count.get().saturating_add(1)));
}
