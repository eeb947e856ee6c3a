//! Counters that all servers of an installation share.
//!
//! Each call is one script, so it is carried out as a whole, by the clock of Redis. Names are kept
//! as hashes, and everything has an end, so that nothing piles up.

use super::Redis;
use crate::local::{LocalLimits, ranked};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::{
        clock::Clock,
        limits::{Limits, Offender},
    },
    telemetry::measures,
};
use oathgate_domain::rate::{Allowance, Rate, Slowdown};
use redis::Pipeline;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// How long an answer may take before the process counts for itself.
const PATIENCE: Duration = Duration::from_millis(250);

/// [`Rate::take`]: the bucket's name; the interval in microseconds and the burst. Gives whether it is
/// allowed, what remains, the wait and the time until it is full.
const TAKE: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local every, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local from = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = from + every
local horizon = now + every * burst
if after > horizon then return {0, 0, after - horizon, from - now} end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
return {1, math.floor((horizon - after) / every), 0, after - now}
";

/// [`Slowdown`]: the attempts of the name; for each place its attempts, and whether it is known; how many
/// are free, the first and the longest wait in microseconds, and after how many milliseconds all is
/// forgotten. Gives the wait.
const ATTEMPT: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local key = KEYS[1]
for place = 2, #KEYS, 2 do
    if redis.call('EXISTS', KEYS[place + 1]) == 1 then
        key = KEYS[place]
        break
    end
end
local made = redis.call('HMGET', key, 'count', 'next')
local count, next = tonumber(made[1] or 0), tonumber(made[2] or 0)
if next > now then return next - now end
count = count + 1
local wait = 0
local beyond = count - tonumber(ARGV[1])
if beyond > 0 then
    wait = math.min(tonumber(ARGV[2]) * 2 ^ math.min(beyond - 1, 40), tonumber(ARGV[3]))
end
redis.call('HSET', key, 'count', count, 'next', string.format('%.0f', now + wait))
redis.call('PEXPIRE', key, ARGV[4])
return 0
";

/// Notes a refusal on the page of the hour, which is kept for two, and holds the most frequent alone. The name
/// of the pages; the entry; most entries.
const REFUSED: &str = "
local page = KEYS[1] .. ':' .. math.floor(redis.call('TIME')[1] / 3600)
redis.call('ZINCRBY', page, 1, ARGV[1])
redis.call('EXPIRE', page, 7200)
local over = redis.call('ZCARD', page) - tonumber(ARGV[2])
if over > 0 then redis.call('ZREMRANGEBYRANK', page, 0, over - 1) end
return 1
";

/// The most frequent entries of this page and the one before: entry, count, and so on.
const OFFENDERS: &str = "
local hour = math.floor(redis.call('TIME')[1] / 3600)
local all = {}
for back = 0, 1 do
    local page = KEYS[1] .. ':' .. (hour - back)
    for _, value in ipairs(redis.call('ZREVRANGE', page, 0, tonumber(ARGV[1]), 'WITHSCORES')) do
        all[#all + 1] = value
    end
end
return all
";

/// Most entries of a page.
const PAGE: u32 = 10_000;

/// Counts in Redis; in the process while Redis does not answer.
pub struct RedisLimits {
    redis: Redis,
    own: LocalLimits,
    is_away: AtomicBool,
}

impl RedisLimits {
    /// Counters of the installation that `redis` belongs to.
    pub fn new(redis: Redis, clock: Arc<dyn Clock>) -> Self {
        measures::LIMITS_SHARED.set([], 1.0);
        Self { redis, own: LocalLimits::new(clock), is_away: AtomicBool::new(false) }
    }

    fn key(&self, kind: &str, name: &str) -> String {
        let hash = blake3::hash(name.as_bytes()).to_hex();
        self.redis.key(&format!("limit:{kind}:{}", &hash[..32]))
    }

    /// What Redis answers. None where it does not, which is logged when it begins and when it is over.
    async fn ask<T: redis::FromRedisValue>(&self, commands: &Pipeline) -> Option<T> {
        let answer: Result<(T,), PortError> = self.redis.send(commands, PATIENCE).await;
        match answer {
            Ok((answer,)) => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    measures::LIMITS_SHARED.set([], 1.0);
                    tracing::info!("redis is back: limits are shared by all servers again");
                }
                Some(answer)
            }
            Err(error) => {
                if !self.is_away.swap(true, Ordering::Relaxed) {
                    measures::LIMITS_SHARED.set([], 0.0);
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "redis is away: limits are counted by each server for itself"
                    );
                }
                None
            }
        }
    }
}

#[async_trait]
impl Limits for RedisLimits {
    fn are_shared(&self) -> Option<bool> {
        Some(!self.is_away.load(Ordering::Relaxed))
    }

    async fn refused(&self, limit: &str, network: &str) {
        let mut ask = Pipeline::new();
        ask.cmd("EVAL").arg(REFUSED).arg(1).arg(self.redis.key("limit:offenders"));
        ask.arg(format!("{limit} {network}")).arg(PAGE);
        if self.ask::<u64>(&ask).await.is_none() {
            self.own.refused(limit, network).await;
        }
    }

    async fn offenders(&self, most: usize) -> Vec<Offender> {
        let mut ask = Pipeline::new();
        ask.cmd("EVAL").arg(OFFENDERS).arg(1).arg(self.redis.key("limit:offenders"));
        // More than are wanted, since those of two pages are added up.
        ask.arg(most.saturating_mul(4));
        let Some(found) = self.ask::<Vec<(String, f64)>>(&ask).await else {
            return self.own.offenders(most).await;
        };
        let mut counted = HashMap::new();
        for (entry, times) in found {
            if let Some((limit, network)) = entry.split_once(' ') {
                let times = Duration::try_from_secs_f64(times).unwrap_or_default().as_secs();
                *counted.entry((limit.to_owned(), network.to_owned())).or_default() += times;
            }
        }
        ranked(counted, most)
    }

    async fn take(&self, name: &str, rate: Rate) -> Allowance {
        let mut ask = Pipeline::new();
        ask.cmd("EVAL").arg(TAKE).arg(1).arg(self.key("rate", name));
        ask.arg(rate.every_micros()).arg(rate.burst.max(1));
        match self.ask::<(bool, u32, u64, u64)>(&ask).await {
            Some((allowed, remaining, wait, full_in)) => Allowance {
                wait: (!allowed).then(|| Duration::from_micros(wait)),
                remaining,
                full_in: Duration::from_micros(full_in),
            },
            None => self.own.take(name, rate).await,
        }
    }

    async fn attempt(&self, name: &str, places: &[String], slowdown: Slowdown) -> Result<(), Duration> {
        let mut ask = Pipeline::new();
        ask.cmd("EVAL").arg(ATTEMPT).arg(1 + 2 * places.len()).arg(self.key("attempts", name));
        for place in places {
            ask.arg(self.key("attempts", place)).arg(self.key("known", place));
        }
        ask.arg(slowdown.free).arg(micros(slowdown.first)).arg(micros(slowdown.longest));
        ask.arg(millis(slowdown.forget));
        match self.ask::<u64>(&ask).await {
            Some(0) => Ok(()),
            Some(wait) => Err(Duration::from_micros(wait)),
            None => self.own.attempt(name, places, slowdown).await,
        }
    }

    async fn forgive(&self, name: &str, places: &[String]) {
        let mut ask = Pipeline::new();
        ask.cmd("DEL").arg(self.key("attempts", name));
        for place in places {
            ask.arg(self.key("attempts", place));
        }
        // Also what was counted here meanwhile.
        self.own.forgive(name, places).await;
        let _: Option<u64> = self.ask(&ask).await;
    }

    async fn know(&self, places: &[String], how_long: Duration) {
        let mut ask = Pipeline::new();
        for place in places {
            ask.cmd("SET").arg(self.key("known", place)).arg(1).arg("PX").arg(millis(how_long)).ignore();
        }
        // The one answer that is looked at.
        ask.cmd("PING");
        self.own.know(places, how_long).await;
        let _: Option<String> = self.ask(&ask).await;
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1)
}
