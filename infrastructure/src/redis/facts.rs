//! What an operator wants to know of a Redis, for a check of the installation.

use super::Redis;
use oathgate_application::error::PortError;
use redis::Pipeline;
use std::time::Duration;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a Redis tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisFacts {
    /// Its version, for example `7.2.4`.
    pub version: String,
    /// What it does when its memory is full (`maxmemory_policy`). None where it does not tell.
    pub eviction: Option<String>,
    /// Most memory that it may use, in bytes; 0 where there is no limit. None where it does not tell.
    pub memory_limit: Option<u64>,
    /// Whether it is a replica, which refuses writes.
    pub is_replica: bool,
}

impl Redis {
    /// Asks for them.
    ///
    /// # Errors
    /// [`PortError`] when there is no answer, or it may not be asked.
    pub async fn facts(&self) -> Result<RedisFacts, PortError> {
        let mut ask = Pipeline::new();
        ask.cmd("PING").ignore().cmd("INFO");
        let (info,): (String,) = self.send(&ask, PATIENCE).await?;
        Ok(read(&info))
    }
}

fn read(info: &str) -> RedisFacts {
    let field = |name: &str| {
        let mut lines = info.lines().filter_map(|line| line.trim().split_once(':'));
        lines.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    };
    RedisFacts {
        version: field("redis_version").unwrap_or_default(),
        eviction: field("maxmemory_policy"),
        memory_limit: field("maxmemory").and_then(|bytes| bytes.parse().ok()),
        is_replica: field("role").is_some_and(|role| role == "slave"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_read() {
        let info = "# Server\r\nredis_version:7.2.4\r\n\r\n# Memory\r\nmaxmemory:1048576\r\n\
                    maxmemory_human:1.00M\r\nmaxmemory_policy:allkeys-lru\r\n# Replication\r\nrole:master\r\n";
        let expected = RedisFacts {
            version: "7.2.4".to_owned(),
            eviction: Some("allkeys-lru".to_owned()),
            memory_limit: Some(1_048_576),
            is_replica: false,
        };
        assert_eq!(read(info), expected);
        assert_eq!(read("").eviction, None);
        assert!(read("role:slave").is_replica);
    }
}
