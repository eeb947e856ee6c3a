//! `oathgate dev`: everything in one process, without any settings.

use crate::{
    config::{Database, Settings, Source},
    failure::Failure,
    lifecycle::{self, Stop},
    output,
    site::Site,
    telemetry::{self, Recorded},
    wiring::{Foundation, MailRoute, bind, kept_in, make_docs_client, make_sure, set_up},
};
use oathgate_domain::secret::Secret;
use std::{fmt::Write, sync::Arc};

pub(super) fn run(source: Source) -> Result<(), Failure> {
    let settings = Settings::for_dev(&source)?;
    let telemetry = telemetry::start(&settings, &source)?;
    let ended = lifecycle::run_server(start(settings, source, telemetry.figures()));
    telemetry.end();
    ended
}

async fn start(mut settings: Settings, source: Source, figures: Recorded) -> Result<(), Failure> {
    let stop = Stop::on_signals(settings.operation.shutdown_delay)?;
    // First: a second `dev` beside a running one must not touch anything.
    let listener = bind(settings.addresses.bind).await?;
    if let Ok(address) = listener.local_addr() {
        settings.addresses.listening_on(address.port());
    }
    let (keys, made_key) = make_sure(&settings)?;
    let foundation = Foundation::lay(&settings)?;
    let migrated = foundation.database.migrate().await;
    migrated.map_err(|error| Failure::because("the database cannot be brought up to date", error))?;
    let mail = MailRoute::new(&settings)?;

    make_docs_client(&settings, &foundation, &keys).await?;
    let site = Site { settings: Arc::new(settings), source, foundation, keys, figures };
    let web = site.web(listener).await?;
    let invitation = set_up(&site.settings, &site.foundation, web.parts()).invite().await?;
    output::print(&banner(&site.settings, made_key, invitation.as_ref()))?;
    site.run(Some(web), Some(mail), stop).await
}

/// What somebody wants to know who has just started it.
fn banner(settings: &Settings, made_key: bool, invitation: Option<&Secret>) -> String {
    let (web, api) = (settings.addresses.web_app(), settings.addresses.issuer());
    let mut lines = vec![
        ("Web app", web.to_owned()),
        ("API docs", format!("{api}/docs")),
        ("Health", format!("{api}/health")),
    ];
    match &settings.mail.smtp {
        None => lines.insert(2, ("Mail", format!("{api}/dev/mailbox  (captured, nothing is sent)"))),
        Some(smtp) => lines.insert(2, ("Mail", format!("sent by {}:{}", smtp.host, smtp.port))),
    }
    lines.push(("Database", settings.storage.database.shown()));
    if settings.tokens.encryption_key.is_none() {
        let note = if made_key { "  (new; keep it with the database)" } else { "" };
        lines.push(("Key", format!("{}{note}", kept_in(&settings.storage.data_dir).display())));
    }

    let mut text = format!("\n  Oathgate {} for development\n\n", env!("CARGO_PKG_VERSION"));
    for (label, value) in lines {
        // Writing to a string does not fail.
        let _ = writeln!(text, "    {label:<10}{value}");
    }
    if let Some(link) = invitation {
        let _ = write!(
            text,
            "\n  There is no administrator yet. This link creates the first one, once, within 24 hours:\n\n    {}\n",
            link.expose()
        );
    }
    if matches!(settings.storage.database, Database::Postgres(_)) {
        text.push_str("\n  The schema of the database is up to date.\n");
    }
    text.push_str("\n  Ctrl-C stops it.\n");
    text
}
