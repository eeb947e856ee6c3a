//! Sessions on SQLite: one that holds the writer, one that only reads.

use crate::{
    sql::{Dialect, Row, Session, SqlError, Value, only_reads, round_trips},
    sqlite::{
        database::{SqliteDatabase, stopped},
        writer::Act,
    },
};
use async_trait::async_trait;
use oathgate_application::telemetry::database::wait;
use std::sync::mpsc::Sender;
use tokio::sync::oneshot;
use tracing::Span;

/// A transaction. It holds the writer; dropping it lets the writer roll back.
pub(crate) struct SqliteUnit {
    /// None while a statement is under way, and after one that failed or was given up: the writer
    /// then rolls back and serves others.
    acts: Option<Sender<Act>>,
}

impl SqliteUnit {
    /// A transaction that has begun.
    pub(super) fn new(acts: Sender<Act>) -> Self {
        Self { acts: Some(acts) }
    }

    async fn run(&mut self, sql: &'static str, params: Vec<Value>) -> Result<(u64, Vec<Row>), SqlError> {
        // Until the answer is here: this future may be dropped at the await.
        let acts = self.acts.take().ok_or_else(over)?;
        let (reply, answer) = oneshot::channel();
        round_trips::note();
        let span = Span::current();
        acts.send(Act::Run { sql, params, span, reply }).map_err(|_| held_too_long())?;
        let result = wait(answer).await.map_err(|_| stopped())??;
        self.acts = Some(acts);
        Ok(result)
    }
}

fn over() -> SqlError {
    SqlError::defect("a statement of this unit of work failed or was given up before")
}

fn held_too_long() -> SqlError {
    SqlError::away("the unit of work held the database for too long")
}

#[async_trait]
impl Session for SqliteUnit {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64, SqlError> {
        Ok(self.run(sql, params).await?.0)
    }

    async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        Ok(self.run(sql, params).await?.1)
    }

    async fn commit(self) -> Result<(), SqlError> {
        let acts = self.acts.ok_or_else(over)?;
        let (reply, answer) = oneshot::channel();
        round_trips::note();
        acts.send(Act::Commit(reply)).map_err(|_| held_too_long())?;
        wait(answer).await.map_err(|_| stopped())?
    }
}

/// A session in which each statement stands alone and sees what was committed before it.
pub(crate) struct SqliteRead {
    database: SqliteDatabase,
}

impl SqliteRead {
    /// A session on the readers of a database.
    pub(super) fn new(database: SqliteDatabase) -> Self {
        Self { database }
    }
}

#[async_trait]
impl Session for SqliteRead {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn execute(&mut self, _: &'static str, _: Vec<Value>) -> Result<u64, SqlError> {
        Err(SqlError::defect("a session that only reads was asked to write"))
    }

    async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        if !only_reads(sql) {
            return Err(SqlError::defect("a session that only reads was asked to write"));
        }
        Ok(self.database.on_reader(move |connection| connection.run(sql, &params)).await?.1)
    }

    async fn commit(self) -> Result<(), SqlError> {
        Ok(())
    }
}
