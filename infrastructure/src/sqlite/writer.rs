//! The one thread that writes. It carries out small writes and units of work one after the other, and
//! groups those that wait into one transaction: a group costs one flush to the disk, whatever its size.
//!
//! Each has a savepoint of its own, so that one that fails undoes itself alone. Whoever wants something
//! kept is answered after the flush. Writes that may be forgotten when the power goes are not flushed, unless
//! they come along with others; they are never lost alone, since a later flush takes them with it. What a unit reads may be of the same group, and not on the disk yet:
//! should the flush fail, then so does the unit that builds on it.

use crate::{
    sql::{Row, SqlError, Value},
    sqlite::connection::SqliteConnection,
};
use rusqlite::Connection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Sender, channel},
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};
use tracing::Span;

/// Most orders in one transaction.
const GROUP: usize = 64;
/// A group that is this old after a unit of work ends: those that are done wait for it.
const GROUP_TIME: Duration = Duration::from_millis(10);
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
    Commit(Promise),
}

/// Who waits to hear that a unit of work is kept.
pub(super) type Promise = oneshot::Sender<Result<(), SqlError>>;

/// A small write.
pub(super) trait SmallWrite: Send {
    /// Whether nobody waits for it any more, so that it need not be begun.
    fn is_abandoned(&self) -> bool;
    /// Whether it must be on the disk when it is answered.
    fn is_lasting(&self) -> bool;
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
    lasting: bool,
    reply: oneshot::Sender<Result<T, SqlError>>,
}

impl<T, F> Closure<T, F> {
    /// `work`, whose result goes to `reply`; when it is on the disk, if it is to be `lasting`.
    pub(super) fn new(work: F, lasting: bool, reply: oneshot::Sender<Result<T, SqlError>>) -> Self {
        Self { work: Some(work), result: None, lasting, reply }
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

    fn is_lasting(&self) -> bool {
        self.lasting
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
    let mut left = None;
    while let Some(first) = left.take().or_else(|| orders.blocking_recv()) {
        if first.is_abandoned() {
            continue;
        }
        let lasting = first.is_lasting();
        let mut group = Group { connection, since: Instant::now(), lasting, done: Vec::new(), left: None };
        let fate = match begin(connection, lasting) {
            Ok(()) => group.carry_out(first, &mut orders),
            Err(error) => {
                // Those behind it would wait for just as long, one after the other.
                group.refuse(first, &mut orders, &error);
                Err(error)
            }
        };
        roll_back_if_open(connection);
        left = group.left;
        for done in group.done {
            done.answer(fate.as_ref().map(|&()| ()).map_err(SqlError::again));
        }
    }
}

impl Order {
    /// Whether nobody waits for it any more, so that it need not be begun.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Unit(reply) => reply.is_closed(),
            Self::Small(write) => write.is_abandoned(),
        }
    }

    /// Whether it must be on the disk when it is answered.
    fn is_lasting(&self) -> bool {
        match self {
            Self::Unit(_) => true,
            Self::Small(write) => write.is_lasting(),
        }
    }
}

/// An order that was carried out, and is kept or not with its group.
enum Done {
    Unit(Promise),
    Small(Box<dyn SmallWrite>),
}

impl Done {
    fn answer(self, fate: Result<(), SqlError>) {
        match self {
            // Nobody may be waiting any more.
            Self::Unit(promise) => drop(promise.send(fate)),
            Self::Small(write) => write.answer(fate),
        }
    }
}

/// Orders in one transaction.
struct Group<'a> {
    connection: &'a SqliteConnection,
    since: Instant,
    /// Whether it is flushed; that is set before it begins.
    lasting: bool,
    done: Vec<Done>,
    /// What must be flushed, and came when this was not.
    left: Option<Order>,
}

impl Group<'_> {
    /// Carries out `first` and what waits behind it, and commits.
    fn carry_out(&mut self, first: Order, orders: &mut mpsc::Receiver<Order>) -> Result<(), SqlError> {
        let mut next = Some(first);
        while let Some(order) = next {
            let is_unit = matches!(order, Order::Unit(_));
            if !order.is_abandoned() {
                self.serve(order)?;
            }
            let is_old = is_unit && self.since.elapsed() >= GROUP_TIME;
            let has_room = self.done.len() < GROUP && !is_old;
            next = if has_room { orders.try_recv().ok() } else { None };
            if !self.lasting && next.as_ref().is_some_and(Order::is_lasting) {
                self.left = next.take();
            }
        }
        if self.done.is_empty() { Ok(()) } else { self.connection.command("COMMIT") }
    }

    /// Carries out one order in a savepoint of its own.
    fn serve(&mut self, order: Order) -> Result<(), SqlError> {
        self.connection.command("SAVEPOINT own")?;
        let keep = match order {
            Order::Small(mut write) => {
                let time = self.connection.set_time();
                let keep = time.is_ok() && write.run(&self.connection.inner);
                self.done.push(Done::Small(write));
                time?;
                keep
            }
            Order::Unit(reply) => {
                let kept = serve_unit(self.connection, reply);
                let keep = kept.is_some();
                self.done.extend(kept.map(Done::Unit));
                keep
            }
        };
        if self.connection.inner.is_autocommit() {
            // A full disk, for example, rolls back everything on the spot.
            return Err(SqlError::away("the transaction was rolled back by a failing write"));
        }
        if !keep {
            self.connection.command("ROLLBACK TO own")?;
        }
        self.connection.command("RELEASE own")
    }

    /// Tells everybody who waits that there is no transaction to be had.
    fn refuse(&mut self, first: Order, orders: &mut mpsc::Receiver<Order>, error: &SqlError) {
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Unit(reply) => drop(reply.send(Err(error.again()))),
                Order::Small(write) => self.done.push(Done::Small(write)),
            }
            next = if self.done.len() < GROUP { orders.try_recv().ok() } else { None };
        }
    }
}

/// Serves a unit until it is to be kept, is dropped, or has held the writer for too long. Gives who waits
/// to hear that it is kept.
fn serve_unit(
    connection: &SqliteConnection,
    reply: oneshot::Sender<Result<Sender<Act>, SqlError>>,
) -> Option<Promise> {
    let (sender, acts) = channel();
    reply.send(Ok(sender)).ok()?;
    let since = Instant::now();
    while let Ok(act) = acts.recv_timeout(HOLD_LIMIT.saturating_sub(since.elapsed())) {
        match act {
            Act::Run { sql, params, span, reply } => {
                let result = span.in_scope(|| connection.run(sql, &params));
                let undone = connection.inner.is_autocommit();
                let _ = reply.send(result);
                if undone {
                    return None;
                }
            }
            Act::Commit(promise) => return Some(promise),
        }
    }
    None
}

fn begin(connection: &SqliteConnection, lasting: bool) -> Result<(), SqlError> {
    connection.flush(lasting)?;
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
