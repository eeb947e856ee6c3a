//! Hints by way of Redis streams: one per priority, read by one group of workers.
//!
//! An entry is an id and nothing else. It is delivered without acknowledgement and deleted once
//! it was read, so that nothing piles up; whatever gets lost on the way is found by the sweeper.
//! Only commands that Redis 5 knows are used.

use super::connection::{Pause, Redis, away_or_defect};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::hints::{Hint, Hints, NearWorker},
};
use oathgate_domain::{
    ids::{RunId, WorkerId},
    workflow::Priority,
};
use redis::{
    Cmd, Pipeline, RedisError, aio::MultiplexedConnection, cmd, from_redis_value, streams::StreamReadReply,
};
use std::{
    collections::VecDeque,
    sync::{
        PoisonError, RwLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// The group of all workers.
const GROUP: &str = "workers";
/// The field that holds the run's id.
const FIELD: &str = "r";
/// About how many entries a stream keeps at most.
const LENGTH: u64 = 10_000;
/// Most hints that go over in one piece, either way.
const BATCH: usize = 512;
/// How long a read blocks. A stream that was deleted meanwhile is noticed after it.
const BLOCK: Duration = Duration::from_secs(2);
/// How much longer than it may block a read is waited for; then its connection is given up.
const GRACE: Duration = Duration::from_secs(3);
/// How long giving hints, deleting them and asking for their number may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a sign of life may take.
const PING: Duration = Duration::from_secs(2);

/// Carries hints between processes.
pub struct RedisHints {
    redis: Redis,
    urgent: String,
    normal: String,
    consumer: String,
    reader: Mutex<Reader>,
    unreadable: AtomicU64,
    /// The worker of this process. What it has room for needs not go by way of Redis.
    near: RwLock<Option<Weak<dyn NearWorker>>>,
}

/// The reading side. There is one, and it has its connection for itself, because a read that
/// blocks holds up everything behind it.
#[derive(Default)]
struct Reader {
    /// Taken out while a read is under way: a call that is dropped drops the connection with it,
    /// so that no later one ever gets its answer.
    connection: Option<MultiplexedConnection>,
    pause: Pause,
    /// What came over the limit; it is given out first.
    rest: VecDeque<RunId>,
}

impl RedisHints {
    /// Hints of the installation that `redis` belongs to, read in the name of `worker`.
    pub fn new(redis: Redis, worker: WorkerId) -> Self {
        Self {
            urgent: redis.key("workflow:high"),
            normal: redis.key("workflow:normal"),
            redis,
            consumer: worker.to_string(),
            reader: Mutex::default(),
            unreadable: AtomicU64::new(0),
            near: RwLock::default(),
        }
    }

    /// How many entries were dropped because they did not hold an id.
    pub fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    fn stream(&self, priority: Priority) -> &str {
        match priority {
            Priority::High => &self.urgent,
            Priority::Normal => &self.normal,
        }
    }

    /// A read of at most `count` entries of each of `streams`.
    fn read(&self, count: usize, block: Option<Duration>, streams: &[&str]) -> Cmd {
        let mut read = cmd("XREADGROUP");
        read.arg("GROUP").arg(GROUP).arg(&self.consumer).arg("COUNT").arg(count);
        if let Some(block) = block {
            // Nothing means for ever; so at least a millisecond.
            read.arg("BLOCK").arg(block.as_millis().max(1).to_string());
        }
        read.arg("NOACK").arg("STREAMS").arg(streams);
        for _ in streams {
            read.arg(">");
        }
        read
    }

    /// Runs a read; makes the group where it is missing, from the first entry on, because
    /// hints that nobody has read yet are as good as new.
    async fn run(
        &self,
        connection: &mut MultiplexedConnection,
        read: &Cmd,
        patience: Duration,
    ) -> Result<Vec<RunId>, RedisError> {
        let answer = match timeout(patience, read.query_async(connection)).await {
            Ok(Err(error)) if matches!(error.code(), Some("NOGROUP" | "UNBLOCKED")) => {
                self.make_groups(connection).await?;
                timeout(patience, read.query_async(connection)).await
            }
            answer => answer,
        };
        let answer: redis::Value =
            answer.map_err(|_| RedisError::from((redis::ErrorKind::Io, "a read was not answered")))??;
        let reply: StreamReadReply = match answer {
            redis::Value::Nil => StreamReadReply::default(),
            answer => from_redis_value(answer)?,
        };
        Ok(self.accept(reply))
    }

    async fn make_groups(&self, connection: &mut MultiplexedConnection) -> Result<(), RedisError> {
        for stream in [&self.urgent, &self.normal] {
            let mut create = cmd("XGROUP");
            create.arg("CREATE").arg(stream).arg(GROUP).arg("0").arg("MKSTREAM");
            let created = timeout(PATIENCE, create.query_async::<()>(connection)).await;
            match created {
                Ok(Err(error)) if error.code() != Some("BUSYGROUP") => return Err(error),
                // Somebody else was faster, or it is there now.
                Ok(_) => {}
                Err(_) => return Err((redis::ErrorKind::Io, "a group was not made in time").into()),
            }
        }
        Ok(())
    }

    /// The hints that the worker of this process does not take.
    fn left_by_near<'a>(&self, hints: &'a [Hint]) -> &'a [Hint] {
        let near = self.near.read().unwrap_or_else(PoisonError::into_inner).clone();
        let taken = near.and_then(|near| near.upgrade()).map_or(0, |near| near.accept(hints));
        hints.get(taken..).unwrap_or_default()
    }

    /// The runs of a reply, whose entries are deleted in the background.
    fn accept(&self, reply: StreamReadReply) -> Vec<RunId> {
        let mut runs = Vec::new();
        let mut delete = Pipeline::new();
        for stream in reply.keys {
            let mut entries = cmd("XDEL");
            entries.arg(&stream.key);
            for entry in &stream.ids {
                entries.arg(&entry.id);
                let id: Option<String> = entry.get(FIELD);
                if let Some(run) = id.and_then(|id| id.parse().ok()) {
                    runs.push(run);
                } else {
                    self.unreadable.fetch_add(1, Ordering::Relaxed);
                }
            }
            if !stream.ids.is_empty() {
                delete.add_command(entries).ignore();
            }
        }
        if !delete.is_empty() {
            let redis = self.redis.clone();
            // Not waited for: the hints are what somebody waits for. What stays behind is
            // trimmed some day.
            tokio::spawn(async move { redis.send::<()>(&delete, PATIENCE).await });
        }
        runs
    }

    /// Reads up to `limit` hints, or waits until `deadline` for the first.
    async fn read_until(
        &self,
        reader: &mut Reader,
        limit: usize,
        deadline: Instant,
    ) -> Result<Vec<RunId>, RedisError> {
        let mut connection = match reader.connection.take() {
            Some(connection) => connection,
            None => self.redis.dedicated().await?,
        };
        let urgent = self.read(limit, None, &[&self.urgent]);
        let mut runs = self.run(&mut connection, &urgent, GRACE).await?;
        while runs.len() < limit {
            runs.extend(reader.rest.drain(..reader.rest.len().min(limit - runs.len())));
            if !runs.is_empty() {
                break;
            }
            let block = deadline.saturating_duration_since(Instant::now()).min(BLOCK);
            let streams = [self.urgent.as_str(), self.normal.as_str()];
            let block = (!block.is_zero()).then_some(block);
            let read = self.read(limit, block, &streams);
            let patience = block.unwrap_or_default() + GRACE;
            runs = self.run(&mut connection, &read, patience).await?;
            if block.is_none() {
                break;
            }
        }
        // Both streams may have given as many as were asked for.
        reader.rest.extend(runs.drain(limit.min(runs.len())..));
        reader.connection = Some(connection);
        Ok(runs)
    }
}

#[async_trait]
impl Hints for RedisHints {
    fn meet(&self, worker: Weak<dyn NearWorker>) {
        *self.near.write().unwrap_or_else(PoisonError::into_inner) = Some(worker);
    }

    async fn give(&self, hints: &[Hint]) -> Result<(), PortError> {
        let hints = self.left_by_near(hints);
        for batch in hints.chunks(BATCH) {
            let mut add = Pipeline::with_capacity(batch.len());
            for hint in batch {
                add.cmd("XADD")
                    .arg(self.stream(hint.priority))
                    .arg("MAXLEN")
                    .arg("~")
                    .arg(LENGTH)
                    .arg("*")
                    .arg(FIELD)
                    .arg(hint.run.to_string())
                    .ignore();
            }
            self.redis.send::<()>(&add, PATIENCE).await?;
        }
        Ok(())
    }

    async fn take(&self, limit: usize, patience: Duration) -> Result<Vec<RunId>, PortError> {
        let limit = limit.min(BATCH);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let deadline = Instant::now() + patience;
        let Ok(mut reader) = tokio::time::timeout_at(deadline, self.reader.lock()).await else {
            return Ok(Vec::new());
        };
        reader.pause.check().map_err(away_or_defect)?;
        match self.read_until(&mut reader, limit, deadline).await {
            Ok(runs) => {
                reader.pause.over();
                Ok(runs)
            }
            Err(error) => {
                reader.pause.failed();
                Err(away_or_defect(error))
            }
        }
    }

    async fn depth(&self) -> Result<u64, PortError> {
        let mut count = Pipeline::new();
        count.cmd("XLEN").arg(&self.urgent).cmd("XLEN").arg(&self.normal);
        let (urgent, normal): (u64, u64) = self.redis.send(&count, PATIENCE).await?;
        Ok(urgent.saturating_add(normal))
    }

    async fn ping(&self) -> Result<(), PortError> {
        let mut ping = Pipeline::new();
        ping.cmd("PING").ignore();
        self.redis.send::<()>(&ping, PING).await
    }
}
