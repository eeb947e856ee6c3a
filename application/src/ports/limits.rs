//! Counting what is asked for, so that nobody can ask too often. What is counted is shared by all
//! servers where they share a Redis, and never precious: losing it forgives.

use async_trait::async_trait;
use oathgate_domain::rate::{Allowance, Rate, Slowdown};
use std::time::Duration;

/// A network that came too early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offender {
    /// The limit.
    pub limit: String,
    /// The network.
    pub network: String,
    /// How often it was refused.
    pub times: u64,
}

/// Counts requests and failed attempts.
///
/// Names tell buckets apart. They may hold addresses of people and networks: an adapter keeps no
/// more than a hash of them. Who was refused is kept by the network, for two hours at most. No call fails; where the shared counter is away, an adapter counts
/// for its own process.
#[async_trait]
pub trait Limits: Send + Sync {
    /// Whether they are counted for all servers together at present. None where this is the only one.
    fn are_shared(&self) -> Option<bool> {
        None
    }

    /// Notes that a network came too early.
    async fn refused(&self, limit: &str, network: &str);

    /// The networks that came too early most often since the beginning of the hour before, most often first.
    async fn offenders(&self, most: usize) -> Vec<Offender>;

    /// Takes one time out of the bucket `name`, which is full at first.
    async fn take(&self, name: &str, rate: Rate) -> Allowance;

    /// Begins an attempt that may fail, and counts it as failed until [`Limits::forgive`]: attempts
    /// at the same time cannot all be the last that is free. Counted under the first of `places` that
    /// is known by [`Limits::know`], else under `name`.
    ///
    /// # Errors
    /// How long to wait. Such an attempt is not counted.
    async fn attempt(&self, name: &str, places: &[String], slowdown: Slowdown) -> Result<(), Duration>;

    /// Forgets the attempts of `name` and of `places`, because one succeeded.
    async fn forgive(&self, name: &str, places: &[String]);

    /// Knows `places` for some time: their attempts are counted apart.
    async fn know(&self, places: &[String], how_long: Duration);
}
