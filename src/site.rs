//! A running installation: its HTTP side, its workflow engine, or both, from start to end.

use crate::{
    config::{Settings, Source},
    failure::Failure,
    lifecycle::{Status, Stop},
    telemetry::{AllFigures, Recorded, StoreFigures},
    wiring::{
        Foundation, MailRoute, Signing, SiteHealth, UseCaseParts, Web, engine, hash_pool, keep_limits,
        keep_trail, listen, make_first_client, peers, subjects, trail, use_cases,
    },
};
use oathgate_api::{
    health::Health,
    metrics::{Figures, MetricsApp},
    server::Server,
};
use oathgate_application::{
    flows::ports::LogoutPorts,
    ports::{sealer::Sealer, token_keys::TokenKeys},
};
use oathgate_infrastructure::crypto::MasterKeys;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

/// How long a part may take to end after it was told to drop everything.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// What an installation stands on, whatever of it runs in this process.
pub(crate) struct Site {
    /// The settings.
    pub(crate) settings: Arc<Settings>,
    /// Where they come from.
    pub(crate) source: Source,
    /// Time, chance, database, hints.
    pub(crate) foundation: Foundation,
    /// The keys that follow from the `ENCRYPTION_KEY`.
    pub(crate) keys: Arc<MasterKeys>,
    /// What the process reports.
    pub(crate) figures: Recorded,
}

/// The HTTP side, about to serve.
pub(crate) struct WebSide {
    listener: TcpListener,
    signing: Signing,
    parts: UseCaseParts,
}

impl WebSide {
    /// What its use cases stand on.
    pub(crate) fn parts(&self) -> &UseCaseParts {
        &self.parts
    }
}

impl Site {
    /// Gets the HTTP side ready to serve on an address that was taken.
    ///
    /// # Errors
    /// When the database does not answer, or the signing keys do not open.
    pub(crate) async fn web(&self, listener: TcpListener) -> Result<WebSide, Failure> {
        make_first_client(&self.settings, &self.foundation, &self.keys).await?;
        let signing = Signing::start(&self.settings, &self.foundation, &self.keys).await?;
        let parts = UseCaseParts {
            access_tokens: signing.tokens(),
            id_tokens: signing.tokens(),
            subjects: subjects(&self.foundation, &self.keys).await?,
            sealer: Arc::clone(&self.keys) as Arc<dyn Sealer>,
            keys: Arc::clone(&self.keys) as Arc<dyn TokenKeys>,
            master: Arc::clone(&self.keys),
            hasher: Arc::new(hash_pool(&self.settings, &self.foundation)?),
            peers: peers(&self.settings)?,
        };
        Ok(WebSide { listener, signing, parts })
    }

    /// What clients are told of a logout with: by the keys of the HTTP side, or, where there is none in this
    /// process, by the same ones opened here.
    async fn logout_ports(&self, web: Option<&WebSide>, stop: &Stop) -> Result<LogoutPorts, Failure> {
        let access_lifetime = self.settings.tokens.lifetimes.access;
        if let Some(WebSide { parts, .. }) = web {
            let (id_tokens, peers) = (Arc::clone(&parts.id_tokens), Arc::clone(&parts.peers));
            return Ok(LogoutPorts { id_tokens, subjects: parts.subjects.clone(), peers, access_lifetime });
        }
        let signing = Signing::start(&self.settings, &self.foundation, &self.keys).await?;
        let id_tokens = signing.tokens();
        tokio::spawn(signing.keep_fresh(stop.begun.clone()));
        let subjects = subjects(&self.foundation, &self.keys).await?;
        Ok(LogoutPorts { id_tokens, subjects, peers: peers(&self.settings)?, access_lifetime })
    }

    /// Runs the parts that are given until `stop`, and ends them in order: requests first, then
    /// workflow steps.
    ///
    /// # Errors
    /// When a part ends by itself.
    pub(crate) async fn run(
        self,
        web: Option<WebSide>,
        worker: Option<MailRoute>,
        stop: Stop,
    ) -> Result<(), Failure> {
        let uses_redis = self.settings.storage.redis.is_some();
        let health: Arc<dyn Health> =
            Arc::new(SiteHealth::new(&self.foundation, uses_redis, stop.announced.clone()));
        let store = StoreFigures::new(&self.foundation);
        let figures: Arc<dyn Figures> = Arc::new(AllFigures { recorded: self.figures.clone(), store });
        // To the very end: how a process stops is of interest.
        let over = CancellationToken::new();
        tokio::spawn(self.figures.clone().keep(over.clone()));
        let apart = match self.settings.addresses.metrics {
            Some(address) => {
                let listener = listen("METRICS_ADDRESS", address).await?;
                tracing::info!(
                    address = listener.local_addr().ok().map(tracing::field::display),
                    "serves figures"
                );
                let app = MetricsApp::new(Arc::clone(&figures), Arc::clone(&health));
                Some(tokio::spawn(Server::new(listener).run(app, over.clone())))
            }
            None => None,
        };
        let status = Status::of(&self.source);
        let leave = Leave::of(&stop, self.settings.operation.shutdown);
        let mailbox = worker.as_ref().and_then(MailRoute::mailbox);
        let mut worker_with_ports = None;
        if let Some(mail) = worker {
            let logout = self.logout_ports(web.as_ref(), &stop).await?;
            worker_with_ports = Some((mail, logout));
        }
        let engine = worker_with_ports.map(|(mail, logout)| {
            let engine = engine(&self.settings, &self.source, &self.foundation, &self.keys, &mail, logout);
            let trail = trail(&self.foundation, Arc::clone(&self.keys) as Arc<dyn TokenKeys>);
            tokio::spawn(keep_trail(
                trail,
                Arc::clone(&self.foundation.entropy),
                self.settings.operation.audit_retention,
                leave.engine.clone(),
            ));
            let (shutdown, abort) = (leave.engine.clone(), leave.at_once.clone());
            tokio::spawn(async move {
                engine.run(shutdown, abort).await;
                Ok(())
            })
        });
        let web = web.map(|web| {
            tokio::spawn(web.signing.keep_fresh(stop.begun.clone()));
            let use_cases = use_cases(&self.settings, &self.foundation, &web.parts);
            tokio::spawn(keep_limits(
                Arc::clone(&use_cases.admin.limits),
                Arc::clone(&self.foundation.entropy),
                stop.begun.clone(),
            ));
            let web = Web {
                listener: web.listener,
                use_cases,
                health,
                entropy: Arc::clone(&self.foundation.entropy),
                mailbox,
                limits: self.settings.operation.rate_limit.then(|| Arc::clone(&self.foundation.limits)),
                figures: apart.is_none().then_some(figures),
            };
            let (settings, stop) = (Arc::clone(&self.settings), stop.begun.clone());
            tokio::spawn(async move { web.serve(&settings, stop).await })
        });
        status.ready();
        tokio::spawn({
            let announced = stop.announced.clone();
            async move {
                announced.cancelled().await;
                status.stopping();
            }
        });
        let ended = end(web, engine, &stop, &leave).await;
        over.cancel();
        if let Some(apart) = apart {
            let _ = timeout(Duration::from_secs(1), apart).await;
        }
        tracing::info!("stopped");
        ended
    }
}

/// When which part has to go.
struct Leave {
    engine: CancellationToken,
    at_once: CancellationToken,
}

impl Leave {
    /// The time for everything together begins with the stop.
    fn of(stop: &Stop, patience: Duration) -> Self {
        let leave = Self { engine: CancellationToken::new(), at_once: stop.at_once.clone() };
        let (begun, at_once) = (stop.begun.clone(), stop.at_once.clone());
        tokio::spawn(async move {
            begun.cancelled().await;
            tokio::time::sleep(patience).await;
            at_once.cancel();
        });
        leave
    }
}

type Part = JoinHandle<Result<(), Failure>>;

/// Waits for the stop, or for a part that ends by itself; then for the HTTP side, then for the engine.
async fn end(web: Option<Part>, engine: Option<Part>, stop: &Stop, leave: &Leave) -> Result<(), Failure> {
    let (mut web, mut engine) = (web, engine);
    let by_itself = tokio::select! {
        biased;
        () = stop.begun.cancelled() => Ok(()),
        ended = of(&mut web) => { web = None; Err(unasked("the HTTP server", ended)) }
        ended = of(&mut engine) => { engine = None; Err(unasked("the workflow engine", ended)) }
    };
    stop.begin();
    let web_ended = finish(web, leave).await;
    leave.engine.cancel();
    let engine_ended = finish(engine, leave).await;
    by_itself.and(web_ended).and(engine_ended)
}

/// The end of a part; never, where there is none.
async fn of(part: &mut Option<Part>) -> Result<(), Failure> {
    match part {
        Some(part) => joined(part.await),
        None => std::future::pending().await,
    }
}

fn unasked(what: &str, ended: Result<(), Failure>) -> Failure {
    ended.err().unwrap_or_else(|| Failure::new(format!("{what} has ended by itself")))
}

fn joined(ended: Result<Result<(), Failure>, tokio::task::JoinError>) -> Result<(), Failure> {
    ended.unwrap_or_else(|error| Err(Failure::because("a part of the server has failed", error)))
}

/// Waits for a part to end in its own time, and, once everything is to be dropped, not for long.
async fn finish(part: Option<Part>, leave: &Leave) -> Result<(), Failure> {
    let Some(mut part) = part else { return Ok(()) };
    if let Some(ended) = leave.at_once.run_until_cancelled(&mut part).await {
        return joined(ended);
    }
    leave.engine.cancel();
    timeout(LAST_WORDS, &mut part).await.map_or_else(
        |_| {
            part.abort();
            Ok(())
        },
        joined,
    )
}
