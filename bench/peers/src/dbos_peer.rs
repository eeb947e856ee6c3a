//! DBOS Transact: a library over Postgres. Runs are carried out by the process that starts them.

use crate::{Failure, callers};
use dbos::{Config, DBOS, step};
use std::time::Duration;

pub async fn measure(database: &str, count: usize, window: Duration) -> Result<(), Failure> {
    let mut config = Config::new("bench", database);
    config.app_version = Some("1".to_owned());
    config.executor_id = Some("bench".to_owned());
    // As many as our engine gets.
    config.max_connections = 16;
    let dbos = DBOS::new(config);
    let trio = dbos.register_workflow("trio", |number: i64| async move {
        let number = step("one", move || async move { dbos::Result::<i64>::Ok(number) }).await?;
        let number = step("two", move || async move { dbos::Result::<i64>::Ok(number) }).await?;
        let number = step("three", move || async move { dbos::Result::<i64>::Ok(number) }).await?;
        dbos::Result::<i64>::Ok(number)
    })?;
    dbos.launch().await?;
    callers(count, window, move || {
        let trio = trio.clone();
        async move {
            trio.run(1).await?;
            Ok(())
        }
    })
    .await?;
    dbos.shutdown().await;
    Ok(())
}
