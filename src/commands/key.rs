//! `oathgate key …`: the keys that sign tokens.

use super::tool;
use crate::{
    cli::{Format, KeyCommand, RetireKey, RotateKeys},
    config::Source,
    failure::Failure,
    output,
    wiring::{Foundation, key_ring, master_keys, operator, require_current},
};
use oathgate_application::{
    audit::By,
    keys::{KeyRing, Rotation},
};
use oathgate_domain::signing::{SigningAlgorithm, StoredSigningKey};
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn run(source: &Source, command: KeyCommand) -> Result<(), Failure> {
    tool(source, async |settings| {
        let foundation = Foundation::lay(&settings)?;
        require_current(&foundation.database).await?;
        let ring = key_ring(&settings, &foundation, &master_keys(&settings)?);
        match command {
            KeyCommand::List(listed) => list(&ring, listed.format).await,
            KeyCommand::Rotate(rotate) => self::rotate(&ring, &operator(source), &rotate).await,
            KeyCommand::Retire(retire) => self::retire(&ring, &operator(source), &retire).await,
        }
    })
}

async fn list(ring: &KeyRing, format: Format) -> Result<(), Failure> {
    let keys = ring.list().await?;
    if format == Format::Json {
        return output::print_json(&keys.iter().map(as_json).collect());
    }
    let rows: Vec<[String; 5]> = keys
        .iter()
        .map(|key| {
            let until = key.verifies_until.map_or_else(|| "-".to_owned(), when);
            let state = key.state().as_str().to_owned();
            [key.id.clone(), key.algorithm.as_str().to_owned(), state, when(key.created_at), until]
        })
        .collect();
    output::print(&output::table(["KEY", "ALGORITHM", "STATE", "MADE", "VERIFIES UNTIL"], &rows))
}

async fn rotate(ring: &KeyRing, by: &By, asked: &RotateKeys) -> Result<(), Failure> {
    let named: Vec<_> = asked.algorithms.iter().filter_map(|name| SigningAlgorithm::parse(name)).collect();
    let algorithms = if named.is_empty() { SigningAlgorithm::OF_PAIRS.to_vec() } else { named };
    let mut told = Vec::new();
    for algorithm in algorithms {
        let name = algorithm.as_str();
        match ring.rotate(by, algorithm, asked.at_once).await? {
            Rotation::Begun { next, run } if asked.format == Format::Table => output::print(&format!(
                "{name}: {next} is published, and signs in an hour (workflow {run})."
            ))?,
            Rotation::Done { active } if asked.format == Format::Table => {
                output::print(&format!("{name}: {active} signs from now on."))?;
            }
            Rotation::Begun { next, run } => {
                told.push(json!({ "algorithm": name, "key": next, "run": run.to_string() }));
            }
            Rotation::Done { active } => told.push(json!({ "algorithm": name, "key": active, "run": null })),
        }
    }
    if asked.format == Format::Json { output::print_json(&told.into()) } else { Ok(()) }
}

async fn retire(ring: &KeyRing, by: &By, asked: &RetireKey) -> Result<(), Failure> {
    let retired = ring.retire(by, &asked.key, asked.force).await;
    retired.map_err(|failure| Failure::of_use_case(failure, |refusal| refusal.to_string()))?;
    if asked.format == Format::Json {
        return output::print_json(&json!({ "key": asked.key, "deleted": true }));
    }
    output::print(&format!("{} is deleted.", asked.key))
}

fn as_json(key: &StoredSigningKey) -> Value {
    json!({
        "id": key.id,
        "algorithm": key.algorithm.as_str(),
        "state": key.state().as_str(),
        "public_jwk": serde_json::from_str(&key.public_jwk).unwrap_or(Value::Null),
        "created_at": when(key.created_at),
        "activated_at": key.activated_at.map(when),
        "retired_at": key.retired_at.map(when),
        "verifies_until": key.verifies_until.map(when),
    })
}

fn when(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
