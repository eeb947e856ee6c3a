//! What was stored and means nothing any more: the run stands, says why, and holds nobody else up.

use crate::{
    toys::{Deed, Trip},
    workshop::Workshop,
};
use oathgate_domain::{ids::RunId, workflow::RunStatus};

impl Workshop {
    /// Changes the database behind everybody's back.
    fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.directory.path().join("oathgate.db")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1);
    }

    async fn assert_stands(&self, run: RunId, code: &str) {
        let summary = self.detail(run).await.summary;
        assert_eq!((summary.status, summary.fault.unwrap().code.as_str()), (RunStatus::Paused, code));
    }
}

#[tokio::test]
async fn a_value_that_no_longer_parses_stops_its_run_alone() {
    let shop = Workshop::still().await;
    shop.toys.plan("travel", &[Deed::Fail]);
    let run = shop.start::<Trip>(1).await;
    shop.engine().run_until_idle().await.unwrap();
    // The run's own event alone: the others remember the same.
    let hex = run.0.simple();
    let tamper = |value: &str| {
        shop.tamper(&format!(
            "UPDATE workflow_events SET data = '{value}' WHERE run = x'{hex}' AND kind = 2 AND name = 'pack'"
        ));
    };
    for value in [r#"{"value":"seven"}"#, "{"] {
        tamper(value);
        shop.retry(run).await;
        let other = shop.start::<Trip>(10 + i64::try_from(value.len()).unwrap()).await;
        shop.engine().run_until_idle().await.unwrap();
        shop.assert_stands(run, "unreadable_value").await;
        assert_eq!(shop.status(other).await, RunStatus::Done);
    }
    // Mended, it goes on where it stood.
    tamper(r#"{"value":7}"#);
    shop.retry(run).await;
    shop.engine().run_until_idle().await.unwrap();
    assert_eq!(shop.status(run).await, RunStatus::Done);
}

#[tokio::test]
async fn an_input_that_means_nothing_stops_its_run() {
    let shop = Workshop::still().await;
    let run = shop.start::<Trip>(1).await;
    shop.tamper("UPDATE workflow_runs SET input = '\"one\"' WHERE kind = 'trip'");
    shop.engine().run_until_idle().await.unwrap();
    shop.assert_stands(run, "unreadable_input").await;
    assert_eq!((shop.marks(), shop.toys.begun("travel")), (0, 0));
}
