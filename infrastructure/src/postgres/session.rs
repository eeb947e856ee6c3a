//! Sessions on PostgreSQL: one with a transaction, one without.

use crate::{
    postgres::pool::{in_time, prepare, run, run_prepared},
    sql::{Dialect, Row, Session, SqlError, Value, only_reads, round_trips, value::check},
};
use async_trait::async_trait;
use deadpool_postgres::Object;
use futures_util::future::join;
use oathgate_application::telemetry::database::wait;
use std::time::Duration;
use tokio::{runtime::Handle, time::timeout};

/// How long a connection may take to roll back before it is given up.
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

/// What is known of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not begun: nothing was sent.
    Fresh,
    /// Begun, and every statement so far was answered well.
    Open,
    /// A statement is under way, was given up while it was, or failed.
    Unknown,
}

/// A transaction. It begins with its first statement, in the same round trip.
pub(crate) struct PostgresUnit {
    /// None once it was committed.
    client: Option<Object>,
    state: State,
}

impl PostgresUnit {
    /// A transaction on a clean connection.
    pub(super) fn new(client: Object) -> Self {
        Self { client: Some(client), state: State::Fresh }
    }

    async fn run(&mut self, sql: &'static str, params: &[Value]) -> Result<(u64, Vec<Row>), SqlError> {
        let Some(client) = &self.client else { return Err(over()) };
        check(params)?;
        let before = self.state;
        if before == State::Unknown {
            return Err(over());
        }
        // Until the answer is here: this future may be dropped at any await.
        self.state = State::Unknown;
        let statement = prepare(client, sql).await?;
        round_trips::note();
        let result = if before == State::Fresh {
            // Both messages leave before either answer is awaited.
            let (begun, result) = wait(join(
                in_time(client.batch_execute("BEGIN")),
                run_prepared(client, sql, &statement, params),
            ))
            .await;
            begun?;
            result?
        } else {
            run_prepared(client, sql, &statement, params).await?
        };
        self.state = State::Open;
        Ok(result)
    }
}

fn over() -> SqlError {
    SqlError::defect("a statement of this unit of work failed or was given up before")
}

#[async_trait]
impl Session for PostgresUnit {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64, SqlError> {
        Ok(self.run(sql, &params).await?.0)
    }

    async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        Ok(self.run(sql, &params).await?.1)
    }

    async fn commit(mut self) -> Result<(), SqlError> {
        match self.state {
            State::Fresh => Ok(()),
            // The server would answer such a commit well, and roll back.
            State::Unknown => Err(over()),
            State::Open => {
                let Some(client) = &self.client else { return Err(over()) };
                self.state = State::Unknown;
                round_trips::note();
                wait(in_time(client.batch_execute("COMMIT"))).await?;
                self.client = None;
                Ok(())
            }
        }
    }
}

impl Drop for PostgresUnit {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        if self.state == State::Fresh || client.is_closed() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else {
            // Nobody is left to roll back: the server does when the connection closes.
            drop(Object::take(client));
            return;
        };
        // Off to the side; the connection only goes back to the pool once it is clean.
        runtime.spawn(async move {
            let rolled_back = timeout(ROLLBACK_LIMIT, client.batch_execute("ROLLBACK")).await;
            if !matches!(rolled_back, Ok(Ok(()))) {
                drop(Object::take(client));
            }
        });
    }
}

/// A session in which each statement stands alone and sees what was committed before it.
pub(crate) struct PostgresRead {
    /// None once the server stopped answering on it.
    client: Option<Object>,
}

impl PostgresRead {
    /// A session on a clean connection.
    pub(super) fn new(client: Object) -> Self {
        Self { client: Some(client) }
    }
}

#[async_trait]
impl Session for PostgresRead {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn execute(&mut self, _: &'static str, _: Vec<Value>) -> Result<u64, SqlError> {
        Err(SqlError::defect("a session that only reads was asked to write"))
    }

    async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        if !only_reads(sql) {
            return Err(SqlError::defect("a session that only reads was asked to write"));
        }
        let Some(client) = &self.client else { return Err(SqlError::away("the server stopped answering")) };
        let result = run(client, sql, &params).await;
        if matches!(result, Err(SqlError::Away(_))) {
            // Whoever gets this connection next would wait for the same answer.
            drop(self.client.take().map(Object::take));
        }
        Ok(result?.1)
    }

    async fn commit(self) -> Result<(), SqlError> {
        Ok(())
    }
}
