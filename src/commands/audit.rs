//! `oathgate audit …`: the audit trail.

use super::tool;
use crate::{
    cli::{AuditCommand, AuditExport, AuditList, AuditVerify, Format},
    config::Source,
    failure::Failure,
    output,
    wiring::{Foundation, master_keys, operator, require_current, trail},
};
use oathgate_application::{
    audit::{By, Found, Trail},
    ports::audit::{AuditFilter, Recorded},
};
use oathgate_domain::audit::Link;
use serde_json::{Value, json};
use std::fmt::Write as _;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn run(source: &Source, command: AuditCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let trail = trail(&foundation, master_keys(&settings)?);
        match command {
            AuditCommand::List(list) => show(&trail, list).await,
            AuditCommand::Verify(how) => verify(&trail, &how).await,
            AuditCommand::Export(what) => export(&trail, &operator(source), &what).await,
        }
    })
}

async fn show(trail: &Trail, list: AuditList) -> Result<(), Failure> {
    let filter = AuditFilter {
        act: list.act,
        subject: list.account,
        actor: list.by,
        target: list.target,
        request_id: list.request,
        since: list.since,
        until: list.until,
        before: None,
        limit: list.limit,
    };
    let found = trail.search(&filter).await?;
    if list.format == Format::Json {
        return output::print_json(&found.iter().map(as_json).collect());
    }
    let rows: Vec<[String; 7]> = found
        .iter()
        .map(|Recorded { entry, link }| {
            let dash = || "-".to_owned();
            [
                when(entry.at),
                entry.act.clone(),
                entry.actor.to_string(),
                entry.subject.map_or_else(dash, |subject| subject.to_string()),
                entry.target.as_ref().map_or_else(dash, |target| format!("{}:{}", target.kind, target.id)),
                entry.address.clone().unwrap_or_else(dash),
                link.map_or_else(dash, |link| link.number.to_string()),
            ]
        })
        .collect();
    output::print(&output::table(["TIME", "ACT", "BY", "ABOUT", "TO", "FROM", "SEALED"], &rows))?;
    if found.len() == usize::from(list.limit)
        && let Some(last) = found.last()
    {
        output::note(&format!("there may be more: add --until {}", when(last.entry.at)));
    }
    Ok(())
}

async fn verify(trail: &Trail, how: &AuditVerify) -> Result<(), Failure> {
    let found = trail.verify(how.noted).await?;
    if how.format == Format::Json {
        output::print_json(&match found {
            Found::Whole(whole) => json!({
                "whole": true,
                "entries": whole.entries,
                "deleted_through": whole.base,
                "head": whole.head.number,
                "seal": hex(&whole.head),
                "unsealed_since": whole.unsealed_since.map(when),
            }),
            Found::Broken(broken) => json!({
                "whole": false,
                "number": broken.number,
                "entry": broken.entry.map(|entry| entry.to_string()),
                "flaw": broken.flaw.as_str(),
            }),
        })?;
    }
    match found {
        Found::Broken(_) if how.format == Format::Json => Err(Failure::Told),
        Found::Broken(broken) => {
            let entry = broken.entry.map(|entry| format!(" ({entry})")).unwrap_or_default();
            let text =
                format!("the audit trail is broken at number {}{entry}: {}", broken.number, broken.flaw);
            Err(Failure::new(text))
        }
        Found::Whole(_) if how.format == Format::Json => Ok(()),
        Found::Whole(whole) => {
            let mut text = format!("The audit trail is whole: {} entries.", whole.entries);
            if whole.head.number > 0 {
                // Writing to a string does not fail.
                let _ = write!(text, "\nLast entry: {}:{}", whole.head.number, hex(&whole.head));
            }
            if let Some(since) = whole.unsealed_since {
                let _ = write!(text, "\nNot sealed yet: entries since {}; workers do that.", when(since));
            }
            output::print(&text)
        }
    }
}

async fn export(trail: &Trail, by: &By, what: &AuditExport) -> Result<(), Failure> {
    trail.note_export(by, what.after).await?;
    let mut after = what.after;
    loop {
        let page = trail.chain(after).await?;
        let Some(link) = page.last().and_then(|last| last.link) else { return Ok(()) };
        let lines: Vec<String> = page.iter().map(|recorded| as_json(recorded).to_string()).collect();
        output::print(&lines.join("\n"))?;
        after = link.number;
    }
}

fn as_json(Recorded { entry, link }: &Recorded) -> Value {
    json!({
        "id": entry.id.to_string(),
        "at": entry.at.format(&Rfc3339).ok(),
        "act": entry.act,
        "actor": { "kind": entry.actor.kind(), "account": entry.actor.account().map(|id| id.to_string()) },
        "subject": entry.subject.map(|id| id.to_string()),
        "target": entry.target.as_ref().map(|target| json!({ "kind": target.kind, "id": target.id })),
        "address": entry.address,
        "user_agent": entry.user_agent,
        "request_id": entry.request_id,
        "details": entry.details.as_ref().and_then(|text| serde_json::from_str::<Value>(text).ok()),
        "number": link.map(|link| link.number),
        "seal": link.as_ref().map(hex),
    })
}

fn hex(link: &Link) -> String {
    link.seal.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn when(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0).ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
