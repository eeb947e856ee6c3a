//! `oathgate serve`: the API and the web app, for production.

use crate::{
    config::{Settings, Source},
    failure::Failure,
    lifecycle::{self, Stop},
    site::Site,
    telemetry::{self, Recorded},
    wiring::{Foundation, MailRoute, bind, master_keys, wait_until_current},
};
use std::sync::Arc;

pub(super) fn run(source: Source, with_worker: bool) -> Result<(), Failure> {
    let settings = Settings::for_serve(&source)?;
    let telemetry = telemetry::start(&settings, &source)?;
    let ended = lifecycle::run_server(start(settings, source, with_worker, telemetry.figures()));
    telemetry.end();
    ended
}

async fn start(
    settings: Settings,
    source: Source,
    with_worker: bool,
    figures: Recorded,
) -> Result<(), Failure> {
    let stop = Stop::on_signals(settings.operation.shutdown_delay)?;
    let listener = bind(settings.addresses.bind).await?;
    let address = listener.local_addr().ok();
    let keys = master_keys(&settings)?;
    let foundation = Foundation::lay(&settings)?;
    let mail = if with_worker { Some(MailRoute::new(&settings)?) } else { None };
    // A signal ends the wait: there is nothing to finish yet.
    let Some(ready) = stop.announced.run_until_cancelled(wait_until_current(&foundation.database)).await
    else {
        return Ok(());
    };
    ready?;

    let site = Site { settings: Arc::new(settings), source, foundation, keys, figures };
    let web = site.web(listener).await?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        address = address.map(tracing::field::display),
        issuer = site.settings.addresses.issuer(),
        database = site.settings.storage.database.shown(),
        redis = site.settings.storage.redis.is_some(),
        with_worker,
        "server starts"
    );
    site.run(Some(web), mail, stop).await
}
