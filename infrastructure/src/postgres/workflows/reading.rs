//! Statements that take or give lists, and how their rows are read.

use crate::{
    postgres::{
        PostgresDatabase,
        fault::statement_fault,
        pool::{in_time, prepare},
    },
    sql::{SqlError, round_trips, statement::watched, workflow_changes::event_kind},
};
use deadpool_postgres::Object;
use futures_util::TryStreamExt;
use oathgate_application::{telemetry::database::wait, workflow::PendingSignal};
use oathgate_domain::workflow::Event;
use std::pin::pin;
use time::OffsetDateTime;
use tokio_postgres::{
    Row,
    types::{FromSql, ToSql},
};

/// Runs one statement that stands alone, and gives its rows as the driver has them.
///
/// # Errors
/// [`SqlError`].
pub(super) async fn query(
    database: &PostgresDatabase,
    sql: &'static str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, SqlError> {
    let client = database.client().await?;
    let result = query_on(&client, sql, params).await;
    if matches!(result, Err(SqlError::Away(_))) {
        // Whoever gets this connection next would wait for the same answer.
        drop(Object::take(client));
    }
    result
}

/// The same on a given connection. Several such calls at a time are one round trip.
///
/// # Errors
/// [`SqlError`].
pub(super) async fn query_on(
    client: &Object,
    sql: &'static str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, SqlError> {
    let statement = prepare(client, sql).await?;
    round_trips::note();
    let work = in_time(async {
        let rows = pin!(client.query_raw(&statement, params.iter().copied()).await?);
        rows.try_collect().await
    });
    // On the heap: statements stand in many a future, one in the other.
    wait(watched(sql, Box::pin(work))).await
}

/// The value of a column.
///
/// # Errors
/// [`SqlError::Defect`] where it holds something else.
pub(super) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T, SqlError> {
    row.try_get(column).map_err(|error| statement_fault(&error))
}

/// A column that is a list of the same length as others; none at all where they are empty.
fn list<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<std::vec::IntoIter<T>, SqlError> {
    Ok(get::<Option<Vec<T>>>(row, column)?.unwrap_or_default().into_iter())
}

/// The remembered events `e` of the run `$run`, as one list for each column. They are put in order once, by
/// the index, and not for each list anew. `$guard` may say when not to look for any.
macro_rules! events_of {
    ($run:literal, $guard:literal) => {
        concat!(
            "(SELECT array_agg(sequence) AS event_sequences, array_agg(recorded_at) AS event_times,
                array_agg(kind) AS event_kinds, array_agg(name) AS event_names,
                array_agg(attempt) AS event_attempts, array_agg(data) AS event_data
            FROM (SELECT sequence, recorded_at, kind, name, attempt, data FROM workflow_events WHERE run = ",
            $run,
            $guard,
            " AND kind IN (2, 4, 5, 6, 7, 8) ORDER BY sequence) AS ordered) AS e"
        )
    };
}

/// The waiting signals `s` of the run `$run`, as one list for each column.
macro_rules! signals_of {
    ($run:literal, $guard:literal) => {
        concat!(
            "(SELECT array_agg(id) AS signal_ids, array_agg(name) AS signal_names,
                array_agg(data) AS signal_data, array_agg(sent_at) AS signal_times
            FROM (SELECT id, name, data, sent_at FROM workflow_signals WHERE run = ",
            $run,
            $guard,
            " AND taken_by IS NULL ORDER BY sent_at, id) AS ordered) AS s"
        )
    };
}

pub(super) use {events_of, signals_of};

/// The events of a row with [`events_of`].
///
/// # Errors
/// [`SqlError::Defect`].
pub(super) fn events(row: &Row) -> Result<Vec<Event>, SqlError> {
    let mut times = list::<OffsetDateTime>(row, "event_times")?;
    let mut kinds = list::<i16>(row, "event_kinds")?;
    let mut names = list::<Option<String>>(row, "event_names")?;
    let mut attempts = list::<Option<i64>>(row, "event_attempts")?;
    let mut data = list::<Option<String>>(row, "event_data")?;
    list::<i64>(row, "event_sequences")?
        .map(|sequence| {
            Ok(Event {
                sequence,
                at: times.next().ok_or_else(uneven)?,
                kind: event_kind(kinds.next().ok_or_else(uneven)?.into())?,
                name: names.next().ok_or_else(uneven)?,
                attempt: attempts.next().ok_or_else(uneven)?,
                data: data.next().ok_or_else(uneven)?,
            })
        })
        .collect()
}

/// The signals of a row with [`signals_of`].
///
/// # Errors
/// [`SqlError::Defect`].
pub(super) fn signals(row: &Row) -> Result<Vec<PendingSignal>, SqlError> {
    let mut names = list::<String>(row, "signal_names")?;
    let mut data = list::<String>(row, "signal_data")?;
    let mut times = list::<OffsetDateTime>(row, "signal_times")?;
    list::<String>(row, "signal_ids")?
        .map(|id| {
            Ok(PendingSignal {
                id,
                name: names.next().ok_or_else(uneven)?,
                data: data.next().ok_or_else(uneven)?,
                at: times.next().ok_or_else(uneven)?,
            })
        })
        .collect()
}

fn uneven() -> SqlError {
    SqlError::defect("two columns of a list differ in length")
}
