//! Connections to Redis, opened when they are needed and replaced when they are broken.
//!
//! The driver's own manager is not used: it keeps a connection whose peer has silently gone away,
//! and after an error in the handshake (a server that still loads its data) it stays with that
//! error. Here a connection that fails in any way, also by not answering in time, is dropped.

use oathgate_application::error::PortError;
use oathgate_domain::secret::Secret;
use redis::{
    AsyncConnectionConfig, Client, IntoConnectionInfo, Pipeline, RedisError, TlsCertificates,
    aio::MultiplexedConnection, io::tcp::TcpSettings,
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// The name of this part of the system in a [`PortError`].
const REDIS: &str = "redis";
/// How long opening a connection may take, name and TLS included.
const CONNECT: Duration = Duration::from_secs(1);
/// After a failure, how long nobody tries again; doubled by each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest such time.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where Redis is, and what this installation calls its keys.
#[derive(Debug, Clone)]
pub struct RedisSettings {
    /// `redis://` or, with TLS, `rediss://`. May hold a password.
    pub url: Secret,
    /// Certificates in PEM form that are trusted instead of the machine's own.
    pub certificates: Option<Vec<u8>>,
    /// What the names of all keys begin with. Installations that share a Redis differ in it.
    pub prefix: String,
}

/// One Redis, shared by all adapters that use it.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    prefix: Arc<str>,
    line: Arc<Line>,
}

impl Redis {
    /// Prepares connections to the Redis of `settings`; opens none yet.
    ///
    /// # Errors
    /// [`PortError::Defect`] when the settings make no sense. The message does not hold the URL.
    pub fn new(settings: &RedisSettings) -> Result<Self, PortError> {
        // Whoever was first has decided; there is just one to choose from.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let tcp = TcpSettings::default().set_nodelay(true).set_user_timeout(Duration::from_secs(5));
        let info = settings.url.expose().into_connection_info().map_err(away_or_defect)?;
        let info = info.set_tcp_settings(tcp);
        let client = match &settings.certificates {
            None => Client::open(info),
            Some(pem) => {
                let trusted = TlsCertificates { client_tls: None, root_cert: Some(pem.clone()) };
                Client::build_with_tls(info, trusted)
            }
        };
        Ok(Self {
            client: client.map_err(away_or_defect)?,
            prefix: settings.prefix.as_str().into(),
            line: Arc::default(),
        })
    }

    /// The full name of a key. The braces put all keys of an installation into one slot of a
    /// cluster.
    pub(super) fn key(&self, name: &str) -> String {
        format!("{{{}}}:{name}", self.prefix)
    }

    /// Sends commands over the shared connection, for at most `patience`.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    pub(super) async fn send<T: redis::FromRedisValue>(
        &self,
        commands: &Pipeline,
        patience: Duration,
    ) -> Result<T, PortError> {
        let sent = timeout(patience, async {
            let mut connection = self.line.connection(&self.client).await?;
            commands.query_async(&mut connection).await
        });
        let answer = match sent.await {
            Ok(answer) => answer.map_err(away_or_defect),
            Err(elapsed) => Err(PortError::unavailable(REDIS, elapsed)),
        };
        if answer.is_err() {
            self.line.hang_up();
        }
        answer
    }

    /// Opens a connection of its own, for commands that block. It waits for its answers as long
    /// as the caller does.
    ///
    /// # Errors
    /// [`RedisError`].
    pub(super) async fn dedicated(&self) -> Result<MultiplexedConnection, RedisError> {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(None);
        self.client.get_multiplexed_async_connection_with_config(&config).await
    }
}

/// A connection that many share, one command after the other.
#[derive(Default)]
struct Line(Mutex<LineState>);

#[derive(Default)]
struct LineState {
    open: Option<MultiplexedConnection>,
    pause: Pause,
}

impl Line {
    /// The open connection, or a new one. Callers who come while it is being opened wait for it.
    async fn connection(&self, client: &Client) -> Result<MultiplexedConnection, RedisError> {
        let mut state = self.0.lock().await;
        if let Some(open) = &state.open {
            return Ok(open.clone());
        }
        state.pause.check()?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            // Each call has a time limit of its own, which also ends the connection.
            .set_response_timeout(None);
        // Should the caller give up meanwhile, the next one waits a little as well.
        state.pause.failed();
        let open = client.get_multiplexed_async_connection_with_config(&config).await?;
        state.pause.over();
        state.open = Some(open.clone());
        Ok(open)
    }

    /// Drops the connection, so that the next caller opens another: also after an error that the
    /// server itself told, because it may have become a replica.
    fn hang_up(&self) {
        // Somebody who holds the lock for longer than a moment is opening a connection.
        if let Ok(mut state) = self.0.try_lock() {
            state.open = None;
        }
    }
}

/// A growing time between attempts to connect.
#[derive(Debug, Default)]
pub(super) struct Pause {
    failures: u32,
    until: Option<Instant>,
}

impl Pause {
    /// Refuses an attempt that would come too early.
    ///
    /// # Errors
    /// [`RedisError`] while the time is not over.
    pub(super) fn check(&self) -> Result<(), RedisError> {
        match self.until {
            Some(until) if Instant::now() < until => Err(RedisError::from((
                redis::ErrorKind::Io,
                "the last attempt to connect failed a moment ago",
            ))),
            _ => Ok(()),
        }
    }

    /// Notes a failure.
    pub(super) fn failed(&mut self) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + pause);
    }

    /// Notes a success.
    pub(super) fn over(&mut self) {
        *self = Self::default();
    }
}

/// What a failure of the driver means to the callers of a port.
pub(super) fn away_or_defect(error: RedisError) -> PortError {
    match error.kind() {
        redis::ErrorKind::InvalidClientConfig | redis::ErrorKind::Parse => PortError::defect(REDIS, error),
        _ => PortError::unavailable(REDIS, error),
    }
}
