//! What is left when a scenario is over, so that two courses of it can be compared.

use crate::world::World;
use oathgate_domain::workflow::EventKind;
use std::collections::BTreeMap;

/// Tables whose rows depend on who died when.
const BESIDE: [&str; 3] = ["workflow_events", "workflow_workers", "schema_migrations"];

/// How a run ended, and which steps it remembers.
type Run = (String, &'static str, Vec<(&'static str, String)>);

/// What is left: how many rows each table has, how each run ended and which steps it remembers, each
/// as often as it remembers it, and what was mailed to whom.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trace {
    rows: BTreeMap<String, i64>,
    runs: Vec<Run>,
    mails: Vec<(String, String)>,
}

impl Trace {
    pub(crate) async fn of(world: &World) -> Self {
        let mut runs = Vec::new();
        for run in world.all_runs().await {
            let events = world.runs.detail(run.id).await.unwrap().unwrap().events;
            let remembered = |kind: EventKind| kind.is_remembered();
            let mut steps: Vec<_> = events
                .into_iter()
                .filter(|event| remembered(event.kind))
                .map(|event| (event.kind.as_str(), event.name.unwrap_or_default()))
                .collect();
            steps.sort();
            runs.push((run.kind, run.status.as_str(), steps));
        }
        runs.sort();
        let mails = world.mails().into_iter().map(|letter| {
            let content = format!("{:?}", letter.content);
            let kind = content.split([' ', '{', '(']).next().unwrap_or_default().to_owned();
            (letter.to.as_str().to_owned(), kind)
        });
        Self { rows: rows(world), runs, mails: mails.collect() }
    }
}

fn rows(world: &World) -> BTreeMap<String, i64> {
    let connection = rusqlite::Connection::open(world.file()).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let mut names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names
        .map(Result::unwrap)
        .filter(|name| !BESIDE.contains(&name.as_str()))
        .map(|name| {
            let count = format!("SELECT count(*) FROM \"{name}\"");
            let count = connection.query_row(&count, [], |row| row.get(0)).unwrap();
            (name, count)
        })
        .collect()
}
