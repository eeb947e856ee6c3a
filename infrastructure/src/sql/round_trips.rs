//! Counts how often a task waits for the database.

use oathgate_application::telemetry::database;

/// Carries out `work` and tells how many round trips to the database it made: statements, commits
/// and preparations of statements that a connection had not seen before. Work that it spawns is
/// not counted.
pub async fn counted<F: Future>(work: F) -> (F::Output, u32) {
    let (output, toll) = database::counted(work).await;
    (output, toll.round_trips)
}

/// Notes one round trip, where somebody counts.
pub(crate) fn note() {
    database::round_trip();
}
