//! How the server is doing, for people, load balancers and orchestrators.

use crate::tags::Tag;
use async_trait::async_trait;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};

/// What to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Everything.
    All,
    /// The database.
    Database,
    /// The workflow engine: the store, its workers and its backlog.
    Workflows,
    /// Redis.
    Redis,
    /// Whether this process runs at all.
    Live,
    /// Whether this process can serve requests now.
    Ready,
}

/// How a part is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It works.
    Up,
    /// It works, but not as it should.
    Degraded,
    /// It does not work.
    Down,
    /// This server is set up without it.
    NotConfigured,
}

/// One part of the server.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HealthCheck {
    /// Which part, for example `database`.
    pub name: String,
    /// How it is doing.
    pub status: HealthStatus,
    /// Since when, as far as this process has seen.
    pub since: OffsetDateTime,
    /// What is known besides. Never a secret.
    pub detail: Option<String>,
}

/// How the server is doing.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(example)]
pub struct HealthReport {
    /// The worst of the parts.
    pub status: HealthStatus,
    /// Every part that was looked at.
    pub checks: Vec<HealthCheck>,
}

impl HealthReport {
    /// A report of these parts. `down` where any of them is, else `degraded` where any of them is.
    pub fn new(checks: Vec<HealthCheck>) -> Self {
        let any = |status| checks.iter().any(|check| check.status == status);
        let status = if any(HealthStatus::Down) {
            HealthStatus::Down
        } else if any(HealthStatus::Degraded) {
            HealthStatus::Degraded
        } else {
            HealthStatus::Up
        };
        Self { status, checks }
    }
}

impl Example for HealthReport {
    fn example() -> Self {
        Self::new(vec![HealthCheck {
            name: "database".to_owned(),
            status: HealthStatus::Up,
            since: datetime!(2026-01-02 12:00 UTC),
            detail: None,
        }])
    }
}

/// Looks at the parts of the server. The composition root, which knows them, implements it.
#[async_trait]
pub trait Health: Send + Sync {
    /// Looks at the parts that belong to a subject, within a few seconds.
    async fn look(&self, subject: Subject) -> HealthReport;
}

#[derive(ApiResponse)]
pub(crate) enum HealthAnswer {
    /// Everything that was looked at works.
    #[oai(status = 200)]
    Well(Json<HealthReport>),
    /// A part does not work; the report says which, and since when.
    #[oai(status = 503)]
    Unwell(Json<HealthReport>),
}

pub(crate) struct HealthApi {
    pub(crate) health: Arc<dyn Health>,
}

impl HealthApi {
    async fn answer(&self, subject: Subject) -> HealthAnswer {
        let report = self.health.look(subject).await;
        if report.status == HealthStatus::Down {
            HealthAnswer::Unwell(Json(report))
        } else {
            HealthAnswer::Well(Json(report))
        }
    }
}

#[OpenApi(tag = "Tag::Health")]
impl HealthApi {
    /// Everything
    ///
    /// Looks at every part of the server.
    #[oai(path = "/health", method = "get", operation_id = "health")]
    async fn all(&self) -> HealthAnswer {
        self.answer(Subject::All).await
    }

    /// The database
    ///
    /// Asks the database for a sign of life.
    #[oai(path = "/health/db", method = "get", operation_id = "health_db")]
    async fn database(&self) -> HealthAnswer {
        self.answer(Subject::Database).await
    }

    /// The workflows
    ///
    /// Whether workers are there and keep up.
    #[oai(path = "/health/workflows", method = "get", operation_id = "health_workflows")]
    async fn workflows(&self) -> HealthAnswer {
        self.answer(Subject::Workflows).await
    }

    /// The workflows, at their former address
    ///
    /// The same as `/health/workflows`.
    #[oai(path = "/health/temporal", method = "get", operation_id = "health_temporal", deprecated)]
    async fn temporal(&self) -> HealthAnswer {
        self.answer(Subject::Workflows).await
    }

    /// Redis
    ///
    /// Asks Redis for a sign of life, where the server uses it.
    #[oai(path = "/health/redis", method = "get", operation_id = "health_redis")]
    async fn redis(&self) -> HealthAnswer {
        self.answer(Subject::Redis).await
    }

    /// Is it alive?
    ///
    /// For the liveness probe of an orchestrator: looks at nothing but this process.
    #[oai(path = "/health/live", method = "get", operation_id = "health_live")]
    async fn live(&self) -> HealthAnswer {
        self.answer(Subject::Live).await
    }

    /// Is it ready?
    ///
    /// For the readiness probe of an orchestrator: whether requests can be served now. 503 as soon as the
    /// process is asked to stop.
    #[oai(path = "/health/ready", method = "get", operation_id = "health_ready")]
    async fn ready(&self) -> HealthAnswer {
        self.answer(Subject::Ready).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_part_decides() {
        let report = |statuses: &[HealthStatus]| {
            let check = |status: &HealthStatus| HealthCheck {
                name: "x".to_owned(),
                status: *status,
                since: OffsetDateTime::UNIX_EPOCH,
                detail: None,
            };
            HealthReport::new(statuses.iter().map(check).collect()).status
        };
        assert_eq!(report(&[]), HealthStatus::Up);
        assert_eq!(report(&[HealthStatus::Up, HealthStatus::NotConfigured]), HealthStatus::Up);
        assert_eq!(report(&[HealthStatus::Degraded, HealthStatus::Up]), HealthStatus::Degraded);
        assert_eq!(report(&[HealthStatus::Degraded, HealthStatus::Down]), HealthStatus::Down);
    }
}
