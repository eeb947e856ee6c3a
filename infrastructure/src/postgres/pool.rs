//! The pool of connections to one PostgreSQL server.

use crate::{
    postgres::{
        address::{Address, AddressError},
        convert,
        fault::{is_stale_statement, pool_fault, statement_fault},
        session::{PostgresRead, PostgresUnit},
        tls,
    },
    sql::{
        Row, SqlError, Value, round_trips,
        statement::{turn, watched},
        value::check,
    },
};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Runtime};
use futures_util::TryStreamExt;
use oathgate_application::{
    patience,
    telemetry::{database::wait, measures},
};
use std::{pin::pin, time::Duration};
use tokio::time::timeout;
use tokio_postgres::types::ToSql;

/// How long the server may work on one statement, locks included.
const STATEMENT_LIMIT: Duration = Duration::from_secs(10);
/// How long an answer is awaited: a little longer, since the server itself may be what hangs. Less where
/// somebody waits for it ([`patience`]).
const ANSWER_LIMIT: Duration = Duration::from_secs(12);
/// How long a transaction may idle before the server ends it. Only a client that has vanished
/// lets one idle.
const IDLE_LIMIT: Duration = Duration::from_secs(15);

/// How to use a server.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// Most connections at a time.
    pub pool_size: usize,
    /// What the server's own lists call this program.
    pub application_name: String,
    /// How long it may take to wait for a free connection, and to open one.
    pub patience: Duration,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { pool_size: 16, application_name: "oathgate".to_owned(), patience: Duration::from_secs(3) }
    }
}

/// A PostgreSQL database.
#[derive(Clone)]
pub struct PostgresDatabase {
    pool: Pool,
}

impl PostgresDatabase {
    /// Prepares the connections to the database at `address` (`postgresql://…`). They are opened
    /// when they are needed, so a server that is away is no error here.
    ///
    /// # Errors
    /// [`AddressError`] where the address, or a certificate that it names, cannot be used.
    pub fn connect(address: &str, options: &PostgresOptions) -> Result<Self, AddressError> {
        let Address { mut config, tls: mode, trust } = address.parse()?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(options.patience);
        }
        if config.get_application_name().is_none() {
            config.application_name(&options.application_name);
        }
        // Compiling a statement (`jit`) takes the server a hundred times as long as to carry it out: it goes by
        // estimates, which a full table makes large, and all statements here end after a few rows.
        // A page out of order costs hardly more than the next one (`random_page_cost`), as all is in memory or on
        // flash. By the default, which is that of turning disks, a plan that was made while a table was new reads
        // all of it, until it is analysed.
        // Settings of the address come last, so that they win.
        let settings = format!(
            "-c statement_timeout={} -c idle_in_transaction_session_timeout={} -c TimeZone=UTC -c jit=off \
             -c random_page_cost=1.1 {}",
            STATEMENT_LIMIT.as_millis(),
            IDLE_LIMIT.as_millis(),
            config.get_options().unwrap_or_default(),
        );
        config
            .options(settings.trim_end())
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(20));
        let manager = Manager::from_config(
            config,
            tls::connector(mode, &trust)?,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .runtime(Runtime::Tokio1)
            .max_size(options.pool_size.max(1))
            // What was used last is warm, on the server too.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(options.patience))
            .create_timeout(Some(options.patience))
            .recycle_timeout(Some(options.patience))
            .build();
        match pool {
            Ok(pool) => Ok(Self { pool }),
            // Only a pool with time limits and without a runtime cannot be built.
            Err(error) => Err(AddressError::Unsupported(error.to_string())),
        }
    }

    /// A connection. It must go back without an open transaction.
    ///
    /// # Errors
    /// [`SqlError::Away`] within a few seconds.
    pub(crate) async fn client(&self) -> Result<Object, SqlError> {
        wait(turn(async { self.pool.get().await.map_err(pool_fault) })).await
    }

    /// A session that begins a transaction with its first statement.
    ///
    /// # Errors
    /// [`SqlError::Away`] within a few seconds.
    pub(crate) async fn unit(&self) -> Result<PostgresUnit, SqlError> {
        Ok(PostgresUnit::new(self.client().await?))
    }

    /// A session in which each statement stands alone.
    ///
    /// # Errors
    /// [`SqlError::Away`] within a few seconds.
    pub(crate) async fn reader(&self) -> Result<PostgresRead, SqlError> {
        Ok(PostgresRead::new(self.client().await?))
    }

    /// Runs one statement that stands alone, and gives its rows: one round trip.
    ///
    /// # Errors
    /// [`SqlError`].
    pub(crate) async fn query(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        Ok(self.run(sql, params).await?.1)
    }

    /// Runs one statement that stands alone, and tells how many rows it changed: one round trip.
    ///
    /// # Errors
    /// [`SqlError`].
    pub(crate) async fn execute(&self, sql: &'static str, params: &[Value]) -> Result<u64, SqlError> {
        Ok(self.run(sql, params).await?.0)
    }

    /// Reports how the pool stands.
    pub fn report(&self) {
        let status = self.pool.status();
        let open = f64::from(u32::try_from(status.size).unwrap_or(u32::MAX));
        let idle = f64::from(u32::try_from(status.available).unwrap_or(u32::MAX));
        measures::POOL_SIZE.set([], f64::from(u32::try_from(status.max_size).unwrap_or(u32::MAX)));
        measures::POOL_OPEN.set([], open);
        measures::POOL_IDLE.set([], idle);
    }

    async fn run(&self, sql: &'static str, params: &[Value]) -> Result<(u64, Vec<Row>), SqlError> {
        let client = self.client().await?;
        let result = run(&client, sql, params).await;
        if matches!(result, Err(SqlError::Away(_))) {
            // Whoever gets this connection next would wait for the same answer.
            drop(Object::take(client));
        }
        result
    }
}

/// Runs one statement on a connection.
///
/// # Errors
/// [`SqlError`].
pub(crate) async fn run(
    client: &Object,
    sql: &'static str,
    params: &[Value],
) -> Result<(u64, Vec<Row>), SqlError> {
    check(params)?;
    let statement = prepare(client, sql).await?;
    round_trips::note();
    run_prepared(client, sql, &statement, params).await
}

/// Prepares a statement, where this connection has not seen it before.
///
/// # Errors
/// [`SqlError`].
pub(super) async fn prepare(
    client: &Object,
    sql: &'static str,
) -> Result<tokio_postgres::Statement, SqlError> {
    let known = client.statement_cache.size();
    let statement = wait(in_time(client.prepare_cached(sql))).await?;
    if client.statement_cache.size() != known {
        round_trips::note();
    }
    Ok(statement)
}

/// Runs a statement that was prepared. Its message is on its way when this was polled once.
///
/// # Errors
/// [`SqlError`].
pub(super) async fn run_prepared(
    client: &Object,
    sql: &'static str,
    statement: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<(u64, Vec<Row>), SqlError> {
    let collect = async {
        let params = params.iter().map(|value| value as &(dyn ToSql + Sync));
        let mut stream = pin!(client.query_raw(statement, params).await?);
        let mut rows = Vec::new();
        while let Some(row) = stream.try_next().await? {
            rows.push(row);
        }
        Ok::<_, tokio_postgres::Error>((stream.rows_affected().unwrap_or(0), rows))
    };
    let work = async {
        let result = timeout(patience::at_most(ANSWER_LIMIT), collect).await;
        if let Ok(Err(error)) = &result
            && error.code().is_some_and(is_stale_statement)
        {
            client.statement_cache.remove(sql, &[]);
        }
        let (changed, rows) = answered(result)?;
        Ok((changed, rows.iter().map(convert::row).collect::<Result<_, _>>()?))
    };
    // On the heap: statements stand in many a future, one in the other.
    wait(watched(sql, Box::pin(work))).await
}

/// Awaits an answer of the server, but not for ever.
///
/// # Errors
/// [`SqlError`].
pub(super) async fn in_time<T>(
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, SqlError> {
    answered(timeout(patience::at_most(ANSWER_LIMIT), work).await)
}

fn answered<T>(
    result: Result<Result<T, tokio_postgres::Error>, tokio::time::error::Elapsed>,
) -> Result<T, SqlError> {
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(statement_fault(&error)),
        Err(_) => Err(SqlError::away("the server did not answer in time")),
    }
}
