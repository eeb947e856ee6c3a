//! The one thread that writes. It carries out units of work one after the other, and groups the
//! small writes that wait meanwhile into one transaction each time: a group costs one flush to the
//! disk, whatever its size.

use crate::{
    sql::{Row, SqlError, Value},
    sqlite::connection::SqliteConnection,
};
use rusqlite::Connection;
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, Sender, channel},
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};
use tracing::Span;

/// Most small writes in one transaction.
const GROUP: usize = 64;
/// Most orders that the thread holds in its hands; the others wait in the channel.
const IN_HAND: usize = 256;
/// How long a unit of work may hold the writer.
const HOLD_LIMIT: Duration = Duration::from_secs(10);

/// Something to be written.
pub(super) enum Order {
    /// A unit of work, which sends its statements through the given channel.
    Unit(oneshot::Sender<Result<Sender<Act>, SqlError>>),
    /// A small write that is grouped with others.
    Small(Box<dyn SmallWrite>),
}

/// What a unit of work does with the writer while it holds it.
pub(super) enum Act {
    /// Runs a statement.
    Run {
        /// The statement.
        sql: &'static str,
        /// Its parameters.
        params: Vec<Value>,
        /// On whose behalf, for the log and for traces.
        span: Span,
        /// Who waits for it.
        reply: oneshot::Sender<Result<(u64, Vec<Row>), SqlError>>,
    },
    /// Commits, and ends the unit.
    Commit(oneshot::Sender<Result<(), SqlError>>),
}

/// A small write.
pub(super) trait SmallWrite: Send {
    /// Whether nobody waits for it any more, so that it need not be begun.
    fn is_abandoned(&self) -> bool;
    /// Does it, and tells whether what it did is to be kept.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Answers whoever waits, when it is known what became of the transaction.
    fn answer(self: Box<Self>, committed: Result<(), SqlError>);
}

/// A closure as a small write.
pub(super) struct Closure<T, F> {
    /// None once it was run.
    work: Option<F>,
    /// What it gave.
    result: Option<Result<T, SqlError>>,
    reply: oneshot::Sender<Result<T, SqlError>>,
}

impl<T, F> Closure<T, F> {
    /// `work`, whose result goes to `reply`.
    pub(super) fn new(work: F, reply: oneshot::Sender<Result<T, SqlError>>) -> Self {
        Self { work: Some(work), result: None, reply }
    }
}

impl<T, F> SmallWrite for Closure<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, SqlError> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, connection: &Connection) -> bool {
        let Some(work) = self.work.take() else { return false };
        // The savepoint undoes what a panic left behind.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(SqlError::defect("a write panicked")));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), SqlError>) {
        let result = match (self.result, committed) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(fate)) => Err(fate),
            (Some(done), Ok(())) => done,
            (None, Ok(())) => Err(SqlError::Contended),
        };
        // Nobody may be waiting any more.
        let _ = self.reply.send(result);
    }
}

/// Works until nobody can give orders any more.
pub(super) fn work(connection: &SqliteConnection, mut orders: mpsc::Receiver<Order>) {
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match orders.blocking_recv() {
                Some(order) => waiting.push_back(order),
                None => return,
            }
        }
        while waiting.len() < IN_HAND
            && let Ok(order) = orders.try_recv()
        {
            waiting.push_back(order);
        }
        // A group and a unit in turn: neither kind can keep the other waiting.
        write_group(connection, take_group(&mut waiting));
        if let Some(place) = waiting.iter().position(|order| matches!(order, Order::Unit(_)))
            && let Some(Order::Unit(reply)) = waiting.remove(place)
        {
            serve_unit(connection, reply);
        }
    }
}

fn take_group(waiting: &mut VecDeque<Order>) -> Vec<Box<dyn SmallWrite>> {
    let mut group = Vec::new();
    let mut others = VecDeque::with_capacity(waiting.len());
    for order in waiting.drain(..) {
        match order {
            Order::Small(write) if write.is_abandoned() => {}
            Order::Small(write) if group.len() < GROUP => group.push(write),
            other => others.push_back(other),
        }
    }
    *waiting = others;
    group
}

fn write_group(connection: &SqliteConnection, mut group: Vec<Box<dyn SmallWrite>>) {
    if group.is_empty() {
        return;
    }
    let fate = begin(connection).and_then(|()| {
        let done = match &mut group[..] {
            [only] => connection.set_time().map(|()| only.run(&connection.inner)),
            several => run_all(connection, several).map(|()| true),
        };
        match done {
            Ok(true) => connection.command("COMMIT"),
            // The only one failed; its own error answers.
            Ok(false) => Err(SqlError::Contended),
            Err(error) => Err(error),
        }
    });
    roll_back_if_open(connection);
    for write in group {
        write.answer(match &fate {
            Ok(()) => Ok(()),
            Err(error) => Err(error.again()),
        });
    }
}

/// Runs each write in a savepoint of its own, so that one that fails undoes itself alone.
fn run_all(connection: &SqliteConnection, group: &mut [Box<dyn SmallWrite>]) -> Result<(), SqlError> {
    for write in group {
        connection.set_time()?;
        connection.command("SAVEPOINT small_write")?;
        let keep = write.run(&connection.inner);
        if connection.inner.is_autocommit() {
            // A full disk, for example, rolls back everything on the spot.
            return Err(SqlError::away("the transaction was rolled back by a failing write"));
        }
        if !keep {
            connection.command("ROLLBACK TO small_write")?;
        }
        connection.command("RELEASE small_write")?;
    }
    Ok(())
}

fn serve_unit(connection: &SqliteConnection, reply: oneshot::Sender<Result<Sender<Act>, SqlError>>) {
    if reply.is_closed() {
        return;
    }
    if let Err(error) = begin(connection) {
        let _ = reply.send(Err(error));
        return;
    }
    let (sender, acts) = channel();
    if reply.send(Ok(sender)).is_ok() {
        serve_acts(connection, &acts);
    }
    roll_back_if_open(connection);
}

/// Serves a unit until it commits, is dropped, or has held the writer for too long.
fn serve_acts(connection: &SqliteConnection, acts: &Receiver<Act>) {
    let since = Instant::now();
    while let Ok(act) = acts.recv_timeout(HOLD_LIMIT.saturating_sub(since.elapsed())) {
        match act {
            Act::Run { sql, params, span, reply } => {
                let result = span.in_scope(|| connection.run(sql, &params));
                let undone = connection.inner.is_autocommit();
                let _ = reply.send(result);
                if undone {
                    return;
                }
            }
            Act::Commit(reply) => {
                let _ = reply.send(connection.command("COMMIT"));
                return;
            }
        }
    }
}

fn begin(connection: &SqliteConnection) -> Result<(), SqlError> {
    connection.command("BEGIN IMMEDIATE").map_err(|error| match error {
        // It was waited for, so nothing is gained by trying again at once.
        SqlError::Contended => SqlError::away("another process keeps writing to the database file"),
        other => other,
    })
}

fn roll_back_if_open(connection: &SqliteConnection) {
    if !connection.inner.is_autocommit()
        && let Err(error) = connection.command("ROLLBACK")
    {
        tracing::error!(error = &error as &dyn std::error::Error, "a transaction could not be rolled back");
    }
}
