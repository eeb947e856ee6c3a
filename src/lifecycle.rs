//! Start and stop of the process: its runtime, the signals it obeys, and the order in which it ends.
//!
//! The first SIGTERM or SIGINT makes it stop in order: it says that it is not ready any more, finishes
//! the requests under way, then the workflow steps under way, and then closes its connections. The
//! second one makes it stop at once; nothing is lost by that, since whatever was begun is found again.

mod notify;

use crate::{config::Source, failure::Failure};
use notify::ServiceManager;
use std::{future::Future, time::Duration};
use tokio::{
    runtime::{Builder, Runtime},
    signal::unix::{Signal, SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

/// How long threads of the runtime get to end after everything else has.
const LAST_THREADS: Duration = Duration::from_secs(1);
/// Most threads for work that blocks: looking up names, mostly. Databases and password hashing have
/// threads of their own.
const BLOCKING_THREADS: usize = 16;

/// Carries out a short piece of work, as a command does that looks something up and ends.
///
/// # Errors
/// What the work gave, or that there are no threads.
pub(crate) fn run_tool<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build();
    finish(runtime, work)
}

/// Carries out the work of a server, on as many threads as there are cores.
///
/// # Errors
/// What the work gave, or that there are no threads.
pub(crate) fn run_server<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_name("oathgate")
        .build();
    finish(runtime, work)
}

fn finish<T>(
    runtime: std::io::Result<Runtime>,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let runtime = runtime.map_err(|error| Failure::because("threads cannot be started", error))?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(LAST_THREADS);
    result
}

/// The ways in which the process is told to stop, each a token that is cancelled when its time has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    /// It is to stop: not ready any more.
    pub(crate) announced: CancellationToken,
    /// Nothing new is taken any more.
    pub(crate) begun: CancellationToken,
    /// Whatever is under way is dropped.
    pub(crate) at_once: CancellationToken,
}

impl Stop {
    /// Listens to SIGTERM and SIGINT from now on. `delay` passes between the announcement and the
    /// beginning where it was SIGTERM.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub(crate) fn on_signals(delay: Duration) -> Result<Self, Failure> {
        let listen =
            |kind| signal(kind).map_err(|error| Failure::because("signals cannot be listened to", error));
        let signals = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
        let stop = Self::default();
        tokio::spawn(stop.clone().obey(signals, delay));
        Ok(stop)
    }

    /// Stops in order, at the wish of a part of the process that cannot go on.
    pub(crate) fn begin(&self) {
        self.announced.cancel();
        self.begun.cancel();
    }

    async fn obey(self, (mut terminate, mut interrupt): (Signal, Signal), delay: Duration) {
        let delay = tokio::select! {
            _ = terminate.recv() => delay,
            _ = interrupt.recv() => Duration::ZERO,
        };
        tracing::info!("stopping; a second signal stops at once");
        self.announced.cancel();
        let second = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        tokio::pin!(second);
        tokio::select! {
            () = tokio::time::sleep(delay) => {
                self.begun.cancel();
                second.await;
            }
            () = &mut second => {}
        }
        tracing::warn!("stopping at once");
        self.begun.cancel();
        self.at_once.cancel();
    }
}

/// Tells the service manager, where there is one, how the process is.
#[derive(Debug)]
pub(crate) struct Status(Option<ServiceManager>);

impl Status {
    /// The service manager that the environment names.
    pub(crate) fn of(source: &Source) -> Self {
        Self(source.get("NOTIFY_SOCKET").and_then(ServiceManager::at))
    }

    /// It works.
    pub(crate) fn ready(&self) {
        self.tell("READY=1");
    }

    /// It is about to end.
    pub(crate) fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    fn tell(&self, state: &str) {
        if let Some(manager) = &self.0 {
            manager.tell(state);
        }
    }
}
