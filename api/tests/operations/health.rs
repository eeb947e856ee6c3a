//! How the server says how it is doing.

use crate::world::{Setting, World};
use oathgate_api::health::HealthStatus;

const PATHS: [(&str, &str); 7] = [
    ("/health", "all"),
    ("/health/db", "database"),
    ("/health/workflows", "workflows"),
    ("/health/temporal", "workflows"),
    ("/health/redis", "redis"),
    ("/health/live", "live"),
    ("/health/ready", "ready"),
];

#[tokio::test]
async fn each_address_looks_at_its_part_and_says_how_it_is() {
    for (status, number) in [
        (HealthStatus::Up, 200),
        (HealthStatus::Degraded, 200),
        (HealthStatus::NotConfigured, 200),
        (HealthStatus::Down, 503),
    ] {
        let world = World::with(Setting { health: status, ..Setting::default() }).await;
        for (path, part) in PATHS {
            let answer = world.get(path, "").await;
            assert_eq!(answer.status, number, "{path}");
            assert_eq!(answer.json["checks"][0]["name"], part, "{path}");
            assert_eq!(answer.json["checks"][0]["since"], "1970-01-01T00:00:00Z");
        }
    }
}
