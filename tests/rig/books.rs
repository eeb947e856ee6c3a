//! The books: what the world saw, what the stores hold, and whether both fit what was promised.

use super::{place::Place, redis};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

/// A line of the world.
#[derive(Debug, Clone)]
pub struct Deed {
    /// When, in microseconds.
    pub at: u128,
    /// By which process.
    pub process: u32,
    /// `begin`, `end`, `ready`, `idle` or `left`.
    pub phase: String,
    /// Of which run.
    pub run: String,
    /// Which step.
    pub step: String,
    /// Under which key.
    pub key: String,
}

/// What the world saw.
#[derive(Debug, Default)]
pub struct Books {
    /// In the order in which it happened.
    pub deeds: Vec<Deed>,
}

/// The tables of workflows.
const TABLES: [&str; 5] =
    ["workflow_runs", "workflow_events", "workflow_signals", "workflow_workers", "workflow_schedules"];

impl Books {
    /// Reads the world. A line that is not finished yet is left out.
    pub fn read(world: &Path) -> Self {
        let text = std::fs::read_to_string(world).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let deeds = whole
            .lines()
            .map(|line| {
                let parts: Vec<&str> = line.split('\t').collect();
                assert_eq!(parts.len(), 6, "a broken line of the world: {line}");
                Deed {
                    at: parts[0].parse().unwrap(),
                    process: parts[1].parse().unwrap(),
                    phase: parts[2].to_owned(),
                    run: parts[3].to_owned(),
                    step: parts[4].to_owned(),
                    key: parts[5].to_owned(),
                }
            })
            .collect();
        Self { deeds }
    }

    /// Deeds of a phase.
    pub fn of(&self, phase: &str) -> impl Iterator<Item = &Deed> {
        self.deeds.iter().filter(move |deed| deed.phase == phase)
    }

    /// When each run began its first effect, in microseconds.
    pub fn begun(&self) -> HashMap<&str, u128> {
        let mut first = HashMap::new();
        for deed in self.of("begin") {
            let at = first.entry(deed.run.as_str()).or_insert(deed.at);
            *at = deed.at.min(*at);
        }
        first
    }

    /// Effects that were carried out to their end.
    pub fn ended(&self) -> usize {
        self.of("end").count()
    }

    /// How often an effect was carried out to its end again.
    pub fn repeats(&self) -> usize {
        let different: HashSet<_> = self.of("end").map(|deed| (&deed.run, &deed.step)).collect();
        self.ended() - different.len()
    }

    /// What a process had begun and not ended when it wrote its last line.
    pub fn unfinished(&self, process: u32) -> Vec<(String, String)> {
        let mut open = HashSet::new();
        for deed in self.deeds.iter().filter(|deed| deed.process == process) {
            let what = (deed.run.clone(), deed.step.clone());
            match deed.phase.as_str() {
                "begin" => {
                    open.insert(what);
                }
                "end" => {
                    open.remove(&what);
                }
                _ => {}
            }
        }
        open.into_iter().collect()
    }

    /// After how many seconds each of these runs went on in another process, from the moment `since`.
    /// Only runs that did.
    pub fn resumed(&self, runs: &HashSet<&str>, not_by: u32, since: u128) -> Vec<f64> {
        let mut first: HashMap<&str, u128> = HashMap::new();
        for deed in self.of("begin").filter(|deed| deed.process != not_by && deed.at >= since) {
            if runs.contains(deed.run.as_str()) {
                first.entry(&deed.run).or_insert(deed.at);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
        first.values().map(|at| (at - since) as f64 / 1e6).collect()
    }

    /// What the stores and the world must agree on when everything is over: how many runs of which
    /// kind were accepted.
    pub fn check(&self, place: &Place, accepted: &[(&str, u64)], canaries: &[&str]) -> Result<(), String> {
        let mut wrong = Vec::new();
        let kinds: Vec<String> = accepted.iter().map(|(kind, _)| format!("'{kind}'")).collect();
        let kinds = kinds.join(", ");
        let mut expect = |what: &str, found: u64, wanted: u64| {
            if found != wanted {
                wrong.push(format!("{what}: {found} instead of {wanted}"));
            }
        };
        for (kind, count) in accepted {
            let done = format!("SELECT count(*) FROM workflow_runs WHERE kind = '{kind}' AND state = 3");
            expect(&format!("{kind} runs that are done"), place.count(&done), *count);
            let all = format!("SELECT count(*) FROM workflow_runs WHERE kind = '{kind}'");
            expect(&format!("{kind} runs at all"), place.count(&all), *count);
        }
        let transactions: u64 = accepted
            .iter()
            .map(|(kind, count)| match *kind {
                "transfer" | "deploy" => 2 * count,
                "sleeper" | "listener" => *count,
                _ => 0,
            })
            .sum();
        expect(
            "changes by tx steps",
            place.count("SELECT count(*) FROM workflow_runs WHERE kind = 'mark'"),
            transactions,
        );
        expect(
            "tx steps whose change is there twice",
            place.count(
                "SELECT count(*) FROM (SELECT 1 FROM workflow_runs WHERE kind = 'mark'
                 GROUP BY trace HAVING count(*) > 1) twice",
            ),
            0,
        );
        expect(
            "steps that were checkpointed twice",
            place.count(
                "SELECT count(*) FROM (SELECT 1 FROM workflow_events WHERE kind IN (2, 4, 5, 6, 7, 8)
                 GROUP BY run, kind, name HAVING count(*) > 1) twice",
            ),
            0,
        );
        expect(
            "histories with a gap",
            place.count(&format!(
                "SELECT count(*) FROM (SELECT 1 FROM workflow_events WHERE run IN (
                    SELECT id FROM workflow_runs WHERE kind IN ({kinds}))
                 GROUP BY run HAVING count(*) <> max(sequence)) gaps",
            )),
            0,
        );
        if let Err(different) = self.same_keys() {
            wrong.push(different);
        }
        wrong.extend(leaks(place, canaries));
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    /// Whether every attempt at an effect carried the key of the first, and no two steps share one.
    pub fn same_keys(&self) -> Result<(), String> {
        let mut by_step: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut by_key: HashMap<&str, (&str, &str)> = HashMap::new();
        for deed in self.of("begin").chain(self.of("end")) {
            let step = (deed.run.as_str(), deed.step.as_str());
            let key = *by_step.entry(step).or_insert(&deed.key);
            if key != deed.key {
                return Err(format!("{step:?} was tried under {key} and {}", deed.key));
            }
            let owner = *by_key.entry(&deed.key).or_insert(step);
            if owner != step {
                return Err(format!("{owner:?} and {step:?} share the key {}", deed.key));
            }
        }
        Ok(())
    }
}

/// Where a canary is found in the tables of workflows or in Redis.
pub fn leaks(place: &Place, canaries: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |where_: &str, text: &str| {
        for canary in canaries {
            if text.contains(canary) {
                found.push(format!("the secret {canary} is in {where_}"));
            }
        }
    };
    for table in TABLES {
        let sql = if place.is_file() {
            format!("SELECT * FROM {table}")
        } else {
            format!("SELECT row_to_json(t)::text FROM {table} t")
        };
        look(table, &place.query(&sql).join("\n"));
    }
    if let Some(url) = &place.redis {
        look("Redis", &redis::dump(url, &place.prefix));
    }
    found
}

/// The value below which this share of the values lies; 0 of none.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    if values.is_empty() {
        return 0.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index into a list that fits into memory"
    )]
    let index = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len()) - 1;
    values[index]
}
