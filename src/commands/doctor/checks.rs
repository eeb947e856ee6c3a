//! The checks themselves. Each asks one part as the server would, changes nothing, and takes a few seconds
//! at most.

use super::{finding::Finding, surroundings};
use crate::{
    config::{RedisPlace, Settings},
    failure::{Failure, chain},
    wiring::{Foundation, OpenDatabase, kept_in, master_keys, open_keys, redis, smtp_mailer},
};
use oathgate_infrastructure::{crypto::MasterKeys, migrate::MigrateError, postgres::PostgresFacts};
use std::time::Duration;
use tokio::{net::lookup_host, time::timeout};
use url::Url;

/// How far clocks may be apart.
const MOST_SKEW: time::Duration = time::Duration::seconds(5);
/// How long a name may take to be looked up.
const LOOK_UP: Duration = Duration::from_secs(5);
/// How long a run may be due before workers do not keep up.
const LATE: Duration = Duration::from_secs(30);

/// What is checked.
pub(super) struct Checks<'a> {
    pub(super) settings: &'a Settings,
    /// Whether what `dev` does without may be missing.
    pub(super) dev: bool,
}

impl Checks<'_> {
    /// Every check, in the order in which things depend on each other.
    pub(super) async fn run(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.addresses().await);
        let keys = match self.keys() {
            Ok(keys) => keys,
            Err(finding) => {
                findings.push(finding);
                None
            }
        };
        findings.extend(self.storage(keys.as_deref()).await);
        if let Some(place) = &self.settings.storage.redis {
            findings.push(check_redis(place).await);
        }
        findings.extend(self.mail().await);
        findings
    }

    async fn addresses(&self) -> Vec<Finding> {
        let addresses = &self.settings.addresses;
        let mut findings = Vec::new();
        let mut urls = vec![("BACKEND_URL", &addresses.backend)];
        if addresses.frontend != addresses.backend {
            urls.push(("FRONTEND_URL", &addresses.frontend));
        }
        for (name, url) in urls {
            findings.push(if resolves(url).await {
                Finding::ok("addresses", format!("{name} is {url}"))
            } else {
                Finding::warn(
                    "addresses",
                    format!("{name} is {url}, and this machine does not find its host"),
                )
                .mend("check the name, or ignore this where only clients can resolve it")
            });
        }
        if let Some(files) = &addresses.tls {
            findings.push(surroundings::certificate(files));
        }
        if let Some(endpoint) = &self.settings.logging.traces {
            findings.push(surroundings::collector(endpoint).await);
        }
        findings
    }

    /// The keys, where there are any to open anything with.
    fn keys(&self) -> Result<Option<std::sync::Arc<MasterKeys>>, Finding> {
        let file = kept_in(&self.settings.storage.data_dir);
        if self.settings.tokens.encryption_key.is_none() && (!self.dev || !file.exists()) {
            // A missing key is told among the settings already, and `dev` makes one.
            return Ok(None);
        }
        master_keys(self.settings).map(Some).map_err(|failure| {
            Finding::fail("keys", failure.to_string(), format!("restore the key, or {}", file.display()))
        })
    }

    async fn storage(&self, keys: Option<&MasterKeys>) -> Vec<Finding> {
        if let Some(file) = self.settings.storage.database.file()
            && !file.exists()
        {
            let found = format!("there is no {} yet", file.display());
            return vec![if self.dev {
                Finding::ok("database", found).mend("`oathgate dev` makes it")
            } else {
                Finding::fail("database", found, "run `oathgate migrate`")
            }];
        }
        let foundation = match Foundation::lay(self.settings) {
            Ok(foundation) => foundation,
            Err(failure) => return vec![unreachable(&failure)],
        };
        let mut findings = Vec::new();
        let shown = self.settings.storage.database.shown();
        match &foundation.database {
            OpenDatabase::Sqlite(_) => findings.push(Finding::ok("database", format!("{shown} opens"))),
            OpenDatabase::Postgres(database) => match database.facts().await {
                Ok(facts) => findings.extend(self.server(&facts, &shown, &foundation)),
                Err(error) => {
                    return vec![unreachable(&Failure::because(format!("{shown} does not answer"), error))];
                }
            },
        }
        let schema = check_schema(&foundation.database).await;
        let usable = schema.verdict == super::Verdict::Ok;
        findings.push(schema);
        if usable {
            findings.extend(self.contents(&foundation, keys).await);
        }
        findings
    }

    fn server(&self, facts: &PostgresFacts, shown: &str, foundation: &Foundation) -> Vec<Finding> {
        let protection = if facts.encrypted { "encrypted" } else { "not encrypted" };
        let found = format!("PostgreSQL {} at {shown}, connection {protection}", facts.version);
        let mut findings = Vec::new();
        findings.push(if facts.is_replica {
            Finding::fail(
                "database",
                format!("{found}; it is a replica"),
                "point DATABASE_URL to the primary",
            )
        } else {
            Finding::ok("database", found)
        });
        if i64::try_from(self.settings.storage.pool).is_ok_and(|pool| pool > facts.connections) {
            findings.push(
                Finding::warn("database", format!("it takes {} connections in all", facts.connections))
                    .mend("lower OATHGATE_DATABASE_POOL, or raise max_connections of the server"),
            );
        }
        let skew = (facts.now - foundation.clock.now()).abs();
        findings.push(if skew > MOST_SKEW {
            let found = format!(
                "the clocks of this machine and of the database are {} s apart",
                skew.whole_seconds()
            );
            Finding::fail("clock", found, "keep both on time, for example by chrony or systemd-timesyncd")
        } else {
            Finding::ok("clock", "agrees with the database's")
        });
        findings
    }

    async fn contents(&self, foundation: &Foundation, keys: Option<&MasterKeys>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some(keys) = keys {
            findings.push(match open_keys(self.settings, foundation, keys).await {
                Ok(0) => Finding::ok("keys", "the encryption key can be used; the server makes a signing key at its start"),
                Ok(1) => Finding::ok("keys", "the encryption key opens the signing key"),
                Ok(number) => Finding::ok("keys", format!("the encryption key opens what signs, of {number} signing keys")),
                Err(failure) => {
                    let remedy = "set the ENCRYPTION_KEY under which the database was begun, first in the list or after the \
                                  present one with a comma between";
                    Finding::fail("keys", failure.to_string(), remedy)
                }
            });
        }
        findings.push(match foundation.runs.health().await {
            Err(error) => Finding::fail("workflows", chain(&error), "see the database's log"),
            Ok(health) if health.workers == 0 => {
                Finding::warn("workflows", format!("no worker is running; runs due: {}", health.due))
                    .mend("start `oathgate worker`, or the server with --with-worker")
            }
            Ok(health) if health.oldest_due > LATE => {
                let late = health.oldest_due.as_secs();
                Finding::warn("workflows", format!("runs due: {}, the oldest for {late} s", health.due))
                    .mend("start more workers, or look into their log")
            }
            Ok(health) if health.paused > 0 => {
                Finding::warn("workflows", format!("runs that wait for a person: {}", health.paused))
                    .mend("`oathgate workflow list --status paused` says why")
            }
            Ok(health) => {
                Finding::ok("workflows", format!("workers: {}, runs due: {}", health.workers, health.due))
            }
        });
        findings
    }

    async fn mail(&self) -> Option<Finding> {
        let Some(smtp) = &self.settings.mail.smtp else {
            // `serve` does without nothing: this is told among the settings already.
            return self.dev.then(|| Finding::ok("mail", "captured, nothing is sent"));
        };
        let remedy = "check SMTP_SERVER, SMTP_PORT, SMTP_SECURITY and the login";
        let mailer = match smtp_mailer(self.settings) {
            Ok(mailer) => mailer,
            Err(failure) => return Some(Finding::fail("mail", failure.to_string(), remedy)),
        };
        let server = format!("{}:{}", smtp.host, smtp.port);
        Some(match mailer.check().await {
            Ok(check) => {
                let tls = check.tls.unwrap_or_else(|| "in clear".to_owned());
                let login = if check.signed_in { ", signed in" } else { "" };
                Finding::ok("mail", format!("{server} takes mail ({tls}{login})"))
            }
            Err(fault) => Finding::fail("mail", format!("{server}: {fault}"), remedy),
        })
    }
}

async fn resolves(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = (host.trim_matches(['[', ']']), url.port_or_known_default().unwrap_or(443));
    timeout(LOOK_UP, lookup_host(address)).await.is_ok_and(|found| found.is_ok_and(|found| found.count() > 0))
}

fn unreachable(failure: &Failure) -> Finding {
    let remedy = "check DATABASE_URL, that the server runs, and that it lets this machine in";
    Finding::fail("database", failure.to_string(), remedy)
}

async fn check_schema(database: &OpenDatabase) -> Finding {
    match database.status().await {
        Ok(status) if status.is_current() => {
            Finding::ok("schema", format!("up to date, {} migrations", status.steps.len()))
        }
        Ok(status) => {
            let found =
                format!("{} of {} migrations are pending", status.pending().count(), status.steps.len());
            Finding::fail("schema", found, "run `oathgate migrate`")
        }
        Err(error @ MigrateError::TooNew { .. }) => {
            Finding::fail("schema", error.to_string(), "start the version that migrated it, or a later one")
        }
        Err(error) => Finding::fail("schema", chain(&error), "see the database's log"),
    }
}

async fn check_redis(place: &RedisPlace) -> Finding {
    let shown = place.shown();
    let asked = async { redis(place)?.facts().await.map_err(Failure::from) };
    let facts = match asked.await {
        Ok(facts) => facts,
        Err(failure) => {
            return Finding::fail(
                "redis",
                format!("{shown}: {failure}"),
                "check REDIS_URL, and that the server runs",
            );
        }
    };
    let found = format!("Redis {} at {shown}", facts.version);
    if facts.is_replica {
        return Finding::fail("redis", format!("{found}; it is a replica"), "point REDIS_URL to the primary");
    }
    match facts.eviction.as_deref() {
        Some(policy) if policy != "noeviction" && facts.memory_limit.is_some_and(|limit| limit > 0) => {
            Finding::warn("redis", format!("{found}; full memory makes it forget rate limits ({policy})"))
                .mend("set maxmemory-policy to noeviction, or give it more memory")
        }
        _ => Finding::ok("redis", found),
    }
}
