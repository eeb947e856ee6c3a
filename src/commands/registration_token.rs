//! `oathgate client registration-token …`.

use crate::{
    cli::{Format, NewRegistrationToken, RegistrationTokenCommand},
    failure::Failure,
    output,
};
use oathgate_application::{oauth::registration::RegisterClient, ports::oauth::InitialToken};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) async fn run(
    registration: &RegisterClient,
    command: RegistrationTokenCommand,
) -> Result<(), Failure> {
    match command {
        RegistrationTokenCommand::Create(new) => create(registration, &new).await,
        RegistrationTokenCommand::List { format } => list(registration, format).await,
        RegistrationTokenCommand::Revoke { id, format } => {
            if !registration.disallow(id).await? {
                return Err(Failure::new(format!("there is no token {id}")));
            }
            match format {
                Format::Json => output::print_json(&json!({ "id": id.to_string(), "revoked": true })),
                Format::Table => output::print(&format!("{id} is no token any more.")),
            }
        }
    }
}

async fn create(registration: &RegisterClient, new: &NewRegistrationToken) -> Result<(), Failure> {
    let lifetime = Duration::days(new.days.into());
    let (token, secret) = registration.allow(&new.note, new.uses, lifetime).await?;
    match new.format {
        Format::Json => {
            let mut object = as_json(&token);
            object["token"] = secret.expose().into();
            output::print_json(&object)
        }
        Format::Table => output::print(&format!(
            "Created token {}, good until {} and for {} registrations.\nThe token, shown this once: {}",
            token.id,
            when(token.expires_at),
            token.uses_left,
            secret.expose()
        )),
    }
}

async fn list(registration: &RegisterClient, format: Format) -> Result<(), Failure> {
    let tokens = registration.allowed().await?;
    if format == Format::Json {
        return output::print_json(&tokens.iter().map(as_json).collect());
    }
    let rows: Vec<[String; 4]> = tokens
        .iter()
        .map(|token| {
            [
                token.id.to_string(),
                token.uses_left.to_string(),
                when(token.expires_at),
                output::printable(&token.note),
            ]
        })
        .collect();
    output::print(&output::table(["ID", "USES LEFT", "UNTIL", "NOTE"], &rows))
}

fn as_json(token: &InitialToken) -> Value {
    json!({
        "id": token.id.to_string(),
        "note": token.note,
        "uses_left": token.uses_left,
        "created_at": when(token.created_at),
        "expires_at": when(token.expires_at),
    })
}

fn when(time: OffsetDateTime) -> String {
    time.replace_nanosecond(0).ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
