//! The embedded database: one file, one thread that writes, a few that read.

use crate::{
    sql::{SqlError, round_trips, statement::turn},
    sqlite::{
        connection::{Role, SqliteConnection},
        fault::statement_fault,
        file,
        readers::{self, Reading},
        session::{SqliteRead, SqliteUnit},
        writer::{self, Closure, Order},
    },
};
use oathgate_application::{
    ports::clock::Clock,
    telemetry::{database::wait, measures},
};
use rusqlite::{Connection, OpenFlags};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
    time::timeout,
};
use tracing::Span;

/// How many threads read.
const READERS: usize = 4;
/// Most orders and readings that wait.
const QUEUE: usize = 1_024;
/// How long one waits for a turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder cannot be made.
    #[error("{path} cannot be made")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The database in it cannot be opened.
    #[error("the database in {path} cannot be opened")]
    Database {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: SqlError,
    },
    /// A thread could not be started.
    #[error("a thread for the database could not be started")]
    Thread(#[source] io::Error),
}

/// An embedded database.
#[derive(Clone)]
pub struct SqliteDatabase {
    orders: mpsc::Sender<Order>,
    readings: mpsc::Sender<Reading>,
    path: Arc<Path>,
    clock: Arc<dyn Clock>,
    patience: Duration,
}

impl SqliteDatabase {
    /// Opens the database in the file at `path`, which is made where there is none, readable by
    /// its owner alone. `clock` tells `workflow_now()`. Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        file::make(path)?;
        let in_file = |cause| OpenError::Database { path: path.to_owned(), cause };
        let open = |role| SqliteConnection::open(path, role, clock.clone()).map_err(in_file);
        let writer = open(Role::Writer)?;
        file::keep_log(&writer).map_err(in_file)?;
        let readers = (0..READERS).map(|_| open(Role::Reader)).collect::<Result<Vec<_>, _>>()?;

        let (orders, queue) = mpsc::channel(QUEUE);
        start("sqlite-writer".to_owned(), move || writer::work(&writer, queue))?;
        let (readings, queue) = mpsc::channel(QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        for (number, reader) in readers.into_iter().enumerate() {
            let queue = queue.clone();
            start(format!("sqlite-reader-{number}"), move || readers::work(&reader, &queue))?;
        }
        Ok(Self { orders, readings, path: path.into(), clock, patience: PATIENCE })
    }

    /// The same database, in which one waits that long for a turn rather than 5 s.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// One more connection that writes, apart from the threads; for changes of the schema.
    ///
    /// # Errors
    /// [`SqlError`].
    pub(crate) fn own_connection(&self) -> Result<Connection, SqlError> {
        Ok(SqliteConnection::open(&self.path, Role::Writer, self.clock.clone())?.inner)
    }

    /// Copies the database as it is now into the file `to`, which must be empty, while others read and write,
    /// and checks the copy.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn back_up(&self, to: &Path) -> Result<(), SqlError> {
        let connection = self.own_connection()?;
        let to = to.to_str().ok_or_else(|| SqlError::defect("the path is not UTF-8"))?.to_owned();
        let copying = spawn_blocking(move || {
            connection.execute("VACUUM INTO ?1", [&to]).map_err(statement_fault)?;
            let copy = Connection::open_with_flags(&to, OpenFlags::SQLITE_OPEN_READ_ONLY)
                .map_err(statement_fault)?;
            let found: String =
                copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(statement_fault)?;
            if found == "ok" { Ok(()) } else { Err(SqlError::defect("the copy is damaged")) }
        });
        copying.await.map_err(SqlError::defect)?
    }

    /// Carries out a small write durably. It is grouped with others that wait into one
    /// transaction, in which an error undoes only its own. It must neither begin nor end
    /// transactions. Where the caller does not wait for the end, it may or may not happen.
    ///
    /// # Errors
    /// What `work` gave; [`SqlError::Away`] where there was no turn within a few seconds.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SqlError> + Send + 'static,
    ) -> Result<T, SqlError> {
        self.small(work, true).await
    }

    /// The same without waiting for the disk: when the power goes, the last such writes may be forgotten.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn write_fleeting<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SqlError> + Send + 'static,
    ) -> Result<T, SqlError> {
        self.small(work, false).await
    }

    async fn small<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SqlError> + Send + 'static,
        lasting: bool,
    ) -> Result<T, SqlError> {
        let (reply, answer) = oneshot::channel();
        let span = Span::current();
        let work = move |connection: &Connection| span.in_scope(|| work(connection));
        wait(async {
            self.order(Order::Small(Box::new(Closure::new(work, lasting, reply)))).await?;
            answer.await.map_err(|_| stopped())?
        })
        .await
    }

    /// Reads in one snapshot, without waiting for the writer.
    ///
    /// # Errors
    /// What `work` gave; [`SqlError::Away`] where there was no turn within a few seconds.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SqlError> + Send + 'static,
    ) -> Result<T, SqlError> {
        self.on_reader(|connection| readers::in_snapshot(connection, work)).await
    }

    /// A session that holds the writer until it is committed or dropped.
    ///
    /// # Errors
    /// [`SqlError::Away`] where there was no turn within a few seconds.
    pub(crate) async fn unit(&self) -> Result<SqliteUnit, SqlError> {
        let begun = async {
            let (reply, answer) = oneshot::channel();
            self.order(Order::Unit(reply)).await?;
            answer.await.map_err(|_| stopped())?
        };
        let begun = async { timeout(self.patience, begun).await.map_err(|_| late())? };
        Ok(SqliteUnit::new(wait(turn(begun)).await?))
    }

    /// A session in which each statement stands alone and sees what was committed before it.
    pub(crate) fn reader(&self) -> SqliteRead {
        SqliteRead::new(self.clone())
    }

    /// Carries out `work` on one of the readers.
    pub(super) async fn on_reader<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SqliteConnection) -> Result<T, SqlError> + Send + 'static,
    ) -> Result<T, SqlError> {
        let (reply, answer) = oneshot::channel();
        let span = Span::current();
        let reading: Reading = Box::new(move |connection| {
            if !reply.is_closed() {
                // Nobody may be waiting any more.
                let _ = reply.send(span.in_scope(|| work(connection)));
            }
        });
        round_trips::note();
        wait(async {
            timeout(self.patience, self.readings.send(reading))
                .await
                .map_err(|_| late())?
                .map_err(|_| stopped())?;
            answer.await.map_err(|_| stopped())?
        })
        .await
    }

    /// Reports how the threads stand: all of them are there all the time.
    pub fn report(&self) {
        let threads = f64::from(u32::try_from(READERS + 1).unwrap_or(u32::MAX));
        measures::POOL_SIZE.set([], threads);
        measures::POOL_OPEN.set([], threads);
    }

    async fn order(&self, order: Order) -> Result<(), SqlError> {
        round_trips::note();
        timeout(self.patience, self.orders.send(order)).await.map_err(|_| late())?.map_err(|_| stopped())
    }
}

fn start(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
    thread::Builder::new().name(name).spawn(work).map(drop).map_err(OpenError::Thread)
}

/// There was no turn in time.
pub(super) fn late() -> SqlError {
    SqlError::away("too much waits for the database")
}

/// The thread is gone, or gave up.
pub(super) fn stopped() -> SqlError {
    SqlError::away("the database's thread gave no answer")
}
