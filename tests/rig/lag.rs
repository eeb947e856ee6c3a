//! How busy the machine is: how much later than asked a short sleep ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// Watches the machine until it is asked.
pub struct Lag {
    over: Arc<AtomicBool>,
    worst: Arc<AtomicU64>,
    watcher: Option<JoinHandle<()>>,
}

impl Lag {
    /// Begins to watch.
    #[expect(clippy::disallowed_methods, reason = "a thread of its own, which measures just that")]
    pub fn watch() -> Self {
        let (over, worst) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let watcher = std::thread::spawn({
            let (over, worst) = (Arc::clone(&over), Arc::clone(&worst));
            move || {
                const NAP: Duration = Duration::from_millis(10);
                while !over.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    std::thread::sleep(NAP);
                    let late = begun.elapsed().saturating_sub(NAP).as_micros();
                    worst.fetch_max(u64::try_from(late).unwrap(), Ordering::Relaxed);
                }
            }
        });
        Self { over, worst, watcher: Some(watcher) }
    }

    /// The worst delay so far.
    pub fn worst(&self) -> Duration {
        Duration::from_micros(self.worst.load(Ordering::Relaxed))
    }
}

impl Drop for Lag {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}
