//! What administrators have changed about limits.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::limit_changes::{LimitChange, LimitChanges},
};
use oathgate_domain::rate::Rate;
use std::time::Duration;

statements! {
    ALL = "SELECT name, burst, every_micros, changed_at FROM rate_limits ORDER BY name";
    SET = "INSERT INTO rate_limits (name, burst, every_micros, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (name) DO UPDATE SET burst = excluded.burst, every_micros = excluded.every_micros, \
         changed_at = excluded.changed_at";
    FORGET = "DELETE FROM rate_limits WHERE name = $1";
}

fn change(row: &Row) -> Result<LimitChange, SqlError> {
    let burst = u32::try_from(row.int(1)?).map_err(|_| SqlError::Column(1))?;
    let every = u64::try_from(row.int(2)?).map_err(|_| SqlError::Column(2))?;
    Ok(LimitChange {
        name: row.text(0)?,
        rate: Rate::new(burst, Duration::from_micros(every)),
        changed_at: row.time(3)?,
    })
}

#[async_trait]
impl<S: Session> LimitChanges for SqlUnit<S> {
    async fn all(&mut self) -> Result<Vec<LimitChange>, PortError> {
        let rows = self.session.query(ALL, params![]).await?;
        Ok(rows.iter().map(change).collect::<Result<_, _>>()?)
    }

    async fn set(&mut self, change: &LimitChange) -> Result<(), PortError> {
        let row = params![
            change.name.as_str(),
            i64::from(change.rate.burst),
            change.rate.every_micros(),
            change.changed_at
        ];
        self.session.execute(SET, row).await?;
        Ok(())
    }

    async fn forget(&mut self, name: &str) -> Result<bool, PortError> {
        self.changed(FORGET, params![name]).await
    }
}
