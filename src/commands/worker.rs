//! `oathgate worker`: workflows alone.

use crate::{
    config::{Settings, Source},
    failure::Failure,
    lifecycle::{self, Stop},
    site::Site,
    telemetry::{self, Recorded},
    wiring::{Foundation, MailRoute, master_keys, wait_until_current},
};
use std::sync::Arc;

pub(super) fn run(source: Source) -> Result<(), Failure> {
    let settings = Settings::for_serve(&source)?;
    let telemetry = telemetry::start(&settings, &source)?;
    let ended = lifecycle::run_server(start(settings, source, telemetry.figures()));
    telemetry.end();
    ended
}

async fn start(settings: Settings, source: Source, figures: Recorded) -> Result<(), Failure> {
    let stop = Stop::on_signals(settings.operation.shutdown_delay)?;
    let keys = master_keys(&settings)?;
    let foundation = Foundation::lay(&settings)?;
    let mail = MailRoute::new(&settings)?;
    // A signal ends the wait: there is nothing to finish yet.
    let Some(ready) = stop.announced.run_until_cancelled(wait_until_current(&foundation.database)).await
    else {
        return Ok(());
    };
    ready?;
    Site { settings: Arc::new(settings), source, foundation, keys, figures }.run(None, Some(mail), stop).await
}
