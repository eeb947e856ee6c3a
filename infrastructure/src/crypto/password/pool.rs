//! Threads that do nothing but hash. The threads of the runtime never do; they would stand still
//! for the whole of it. In front of them is a queue with an end: when it is full, waiting longer
//! helps nobody, and the caller is told so at once.

use super::{gauge::Gauge, judge::Judge, pbkdf2_phc::SALT_BYTES};
use async_trait::async_trait;
use oathgate_application::{
    ports::{
        entropy::Entropy,
        password_hasher::{HashingBusy, PasswordHasher, Verdict},
    },
    telemetry::{Timer, measures},
};
use oathgate_domain::{account::PasswordHash, password::Password};
use std::{
    io,
    num::NonZeroU32,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};
use tokio::sync::oneshot;

/// What OWASP's Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA256.
const DEFAULT_ITERATIONS: NonZeroU32 = match NonZeroU32::new(600_000) {
    Some(iterations) => iterations,
    None => NonZeroU32::MAX,
};

/// How a pool is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashPoolSettings {
    /// Iterations of PBKDF2-HMAC-SHA256. 600 000 by default.
    pub iterations: NonZeroU32,
    /// How many threads hash. The default is one for every core.
    pub threads: usize,
    /// How many callers may wait. The default is 16 for every thread: about a second.
    pub queue: usize,
}

impl Default for HashPoolSettings {
    fn default() -> Self {
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { iterations: DEFAULT_ITERATIONS, threads, queue: 16 * threads }
    }
}

/// A pool of threads that hash and verify passwords. They end when it is dropped.
pub struct HashPool {
    jobs: SyncSender<Job>,
    threads: usize,
    gauge: Arc<Gauge>,
    entropy: Arc<dyn Entropy>,
}

enum Job {
    Hash { password: Password, salt: [u8; SALT_BYTES], reply: oneshot::Sender<PasswordHash> },
    Verify { password: Password, hash: Option<PasswordHash>, reply: oneshot::Sender<Verdict> },
}

impl HashPool {
    /// Starts the threads. Salts come from `entropy`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(settings: HashPoolSettings, entropy: Arc<dyn Entropy>) -> io::Result<Self> {
        let threads = settings.threads.max(1);
        let (jobs, queue) = sync_channel(settings.queue.max(1));
        let queue = Arc::new(Mutex::new(queue));
        let gauge = Arc::new(Gauge::new());
        let judge = Judge { iterations: settings.iterations, gauge: Arc::clone(&gauge) };
        for number in 0..threads {
            let (queue, judge) = (Arc::clone(&queue), judge.clone());
            thread::Builder::new().name(format!("hash-{number}")).spawn(move || work(&queue, &judge))?;
        }
        measures::HASH_THREADS.set([], f64::from(u32::try_from(threads).unwrap_or(u32::MAX)));
        Ok(Self { jobs, threads, gauge, entropy })
    }

    /// How many callers wait at present.
    pub fn waiting(&self) -> usize {
        self.gauge.waiting()
    }

    fn enqueue(&self, job: Job) -> Result<(), HashingBusy> {
        self.gauge.enter();
        self.jobs.try_send(job).map_err(|_| {
            measures::HASH_REFUSED.count([]);
            let busy = self.busy();
            self.gauge.leave();
            busy
        })
    }

    fn busy(&self) -> HashingBusy {
        HashingBusy { retry_after: self.gauge.retry_after(self.threads) }
    }
}

#[async_trait]
impl PasswordHasher for HashPool {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashingBusy> {
        let (reply, answer) = oneshot::channel();
        let mut salt = [0; SALT_BYTES];
        self.entropy.fill(&mut salt);
        self.enqueue(Job::Hash { password, salt, reply })?;
        answer.await.map_err(|_| self.busy())
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashingBusy> {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Job::Verify { password, hash, reply })?;
        answer.await.map_err(|_| self.busy())
    }
}

/// Takes jobs until the pool is dropped.
fn work(queue: &Mutex<Receiver<Job>>, judge: &Judge) {
    loop {
        // One thread waits for the next job, the others for the lock.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        judge.gauge.leave();
        let _busy = measures::HASH_BUSY.under_way();
        // A defect in a crate for foreign hashes costs one answer and not a thread.
        let _ = catch_unwind(AssertUnwindSafe(|| carry_out(job, judge)));
    }
}

/// A caller who has gone away is not worth the work, and an answer to one is dropped.
fn carry_out(job: Job, judge: &Judge) {
    match job {
        Job::Hash { password, salt, reply } if !reply.is_closed() => {
            let _ = reply.send(timed(|| judge.hash(&password, salt)));
        }
        Job::Verify { password, hash, reply } if !reply.is_closed() => {
            let _ = reply.send(timed(|| judge.verify(&password, hash.as_ref())));
        }
        Job::Hash { .. } | Job::Verify { .. } => {}
    }
}

/// Does it and notes how long that took.
fn timed<T>(work: impl FnOnce() -> T) -> T {
    let timer = Timer::start();
    let done = work();
    measures::HASH_DURATION.observe([], timer.elapsed());
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_ends_when_the_pool_is_gone() {
        let (jobs, queue) = sync_channel(1);
        let judge = Judge { iterations: NonZeroU32::MIN, gauge: Arc::new(Gauge::new()) };
        let (reply, mut answer) = oneshot::channel();
        let password = Password::typed("password", "correct horse").unwrap();
        judge.gauge.enter();
        jobs.send(Job::Hash { password, salt: [7; SALT_BYTES], reply }).unwrap();
        drop(jobs);
        // Returns after the last job.
        work(&Mutex::new(queue), &judge);
        assert!(answer.try_recv().unwrap().as_str().starts_with("$pbkdf2-sha256$i=1,l=32$"));
        assert_eq!(judge.gauge.waiting(), 0);
    }
}
