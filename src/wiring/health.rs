//! How the parts of the server are doing, as `/health` tells.

use super::Foundation;
use async_trait::async_trait;
use oathgate_api::health::{Health, HealthCheck, HealthReport, HealthStatus, Subject};
use oathgate_application::{
    error::PortError,
    ports::{clock::Clock, hints::Hints, store::Store, workflow_store::WorkflowStore},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long a finding counts: whoever asks more often than this asks nobody else.
const FRESH: Duration = Duration::from_secs(1);
/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a run may be due before the workers do not keep up.
const LATE: Duration = Duration::from_secs(30);

/// What goes on meanwhile.
const WITHOUT_REDIS: &str = "each server counts limits for itself, and workers look for work in the database";

/// Looks at the parts of a server.
pub(crate) struct SiteHealth {
    clock: Arc<dyn Clock>,
    store: Arc<dyn Store>,
    runs: Arc<dyn WorkflowStore>,
    redis: Option<Arc<dyn Hints>>,
    stopping: CancellationToken,
    process: Part,
    database: Part,
    workflows: Part,
    queue: Part,
}

/// What was last found of a part.
struct Part {
    name: &'static str,
    last: Mutex<Option<(Instant, HealthCheck)>>,
}

type Finding = (HealthStatus, Option<String>);

impl SiteHealth {
    /// Looks at the parts of `foundation`. Not ready any more once `stopping` is cancelled.
    pub(crate) fn new(foundation: &Foundation, uses_redis: bool, stopping: CancellationToken) -> Self {
        Self {
            clock: Arc::clone(&foundation.clock),
            store: Arc::clone(&foundation.store),
            runs: Arc::clone(&foundation.runs),
            redis: uses_redis.then(|| Arc::clone(&foundation.hints)),
            stopping,
            process: Part::new("process"),
            database: Part::new("database"),
            workflows: Part::new("workflows"),
            queue: Part::new("redis"),
        }
    }

    async fn database(&self) -> HealthCheck {
        let ask = async { of_answer(self.store.ping().await) };
        self.database.look(&*self.clock, ask).await
    }

    async fn workflows(&self) -> HealthCheck {
        let ask = async {
            let health = match self.runs.health().await {
                Ok(health) => health,
                Err(error) => return of_answer(Err(error)),
            };
            let keeps_up = health.oldest_due <= LATE && health.paused == 0;
            let status = match health.workers {
                0 => HealthStatus::Down,
                _ if keeps_up => HealthStatus::Up,
                _ => HealthStatus::Degraded,
            };
            let detail = format!(
                "workers: {}; runs due: {}, the oldest for {} s; runs that wait for a person: {}",
                health.workers,
                health.due,
                health.oldest_due.as_secs(),
                health.paused
            );
            (status, Some(detail))
        };
        self.workflows.look(&*self.clock, ask).await
    }

    async fn redis(&self) -> HealthCheck {
        let ask = async {
            match &self.redis {
                Some(redis) => match of_answer(redis.ping().await) {
                    (status @ HealthStatus::Down, Some(why)) => {
                        (status, Some(format!("{why}; {WITHOUT_REDIS}")))
                    }
                    finding => finding,
                },
                None => (HealthStatus::NotConfigured, None),
            }
        };
        self.queue.look(&*self.clock, ask).await
    }

    async fn process(&self, matters: bool) -> HealthCheck {
        let stops = matters && self.stopping.is_cancelled();
        let ask = async {
            if stops {
                (HealthStatus::Down, Some("it is about to stop".to_owned()))
            } else {
                (HealthStatus::Up, None)
            }
        };
        self.process.look_now(&*self.clock, ask).await
    }
}

#[async_trait]
impl Health for SiteHealth {
    async fn look(&self, subject: Subject) -> HealthReport {
        HealthReport::new(match subject {
            Subject::Live => vec![self.process(false).await],
            Subject::Ready => {
                let (process, database) = tokio::join!(self.process(true), self.database());
                vec![process, database]
            }
            Subject::Database => vec![self.database().await],
            Subject::Workflows => vec![self.workflows().await],
            Subject::Redis => vec![self.redis().await],
            Subject::All => {
                let (database, workflows, redis) =
                    tokio::join!(self.database(), self.workflows(), self.redis());
                vec![database, workflows, redis]
            }
        })
    }
}

impl Part {
    fn new(name: &'static str) -> Self {
        Self { name, last: Mutex::default() }
    }

    /// What was found a moment ago, or what is found now. Many who ask at the same time cause one look.
    async fn look(&self, clock: &dyn Clock, ask: impl Future<Output = Finding>) -> HealthCheck {
        let mut last = self.last.lock().await;
        match &*last {
            Some((at, check)) if at.elapsed() < FRESH => check.clone(),
            _ => self.find(&mut last, clock, ask).await,
        }
    }

    async fn look_now(&self, clock: &dyn Clock, ask: impl Future<Output = Finding>) -> HealthCheck {
        self.find(&mut *self.last.lock().await, clock, ask).await
    }

    async fn find(
        &self,
        last: &mut Option<(Instant, HealthCheck)>,
        clock: &dyn Clock,
        ask: impl Future<Output = Finding>,
    ) -> HealthCheck {
        let late = || (HealthStatus::Down, Some("it does not answer".to_owned()));
        let (status, detail) = timeout(PATIENCE, ask).await.unwrap_or_else(|_| late());
        let since = match last {
            Some((_, before)) if before.status == status => before.since,
            _ => clock.now(),
        };
        if last.as_ref().is_some_and(|(_, before)| before.status != status) {
            tracing::warn!(part = self.name, ?status, detail, "health has changed");
        }
        let check = HealthCheck { name: self.name.to_owned(), status, since, detail };
        *last = Some((Instant::now(), check.clone()));
        check
    }
}

/// The error's cause may name hosts and is for the log alone.
fn of_answer(answer: Result<(), PortError>) -> Finding {
    match answer {
        Ok(()) => (HealthStatus::Up, None),
        Err(error) => {
            tracing::debug!(error = &error as &dyn std::error::Error, "no sign of life");
            (HealthStatus::Down, Some(error.to_string()))
        }
    }
}
