//! The server loop. The framework's own has no timeouts for heads and bodies, no limit on streams
//! and connections, and spins when it runs out of file descriptors; this one has an answer to each.

mod connection;
mod limits;
mod request_body;
mod tls;
mod watch;

pub use limits::Limits;
pub use tls::{PROTOCOLS, TlsConfig};

use connection::Acceptance;
use poem::{
    EndpointExt, IntoEndpoint, Response,
    endpoint::{DynEndpoint, ToDynEndpoint},
};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// An endpoint whose type is not known.
type App = Arc<dyn DynEndpoint<Output = Response>>;

/// How long to wait after the operating system refused a connection, mostly because the process has
/// too many files open: at first, and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// A server on one address.
pub struct Server {
    listener: TcpListener,
    limits: Limits,
    tls: Option<TlsConfig>,
}

impl Server {
    /// Serves plain HTTP (1.0, 1.1, and 2 with prior knowledge) on this listener.
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, limits: Limits::default(), tls: None }
    }

    /// Serves HTTPS alone. The configuration may be exchanged at any time; connections made
    /// afterwards use the new one.
    #[must_use]
    pub fn tls(mut self, config: TlsConfig) -> Self {
        self.tls = Some(config);
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Serves until `shutdown` is cancelled: then takes no new connections, closes idle ones, lets
    /// requests under way finish within [`Limits::drain`], and returns when the last connection is
    /// closed.
    ///
    /// # Errors
    /// When the address of the listener cannot be told.
    pub async fn run<E>(self, app: E, shutdown: CancellationToken) -> io::Result<()>
    where
        E: IntoEndpoint,
        E::Endpoint: 'static,
    {
        let app: App = Arc::new(ToDynEndpoint(app.into_endpoint().map_to_response()));
        let local = self.listener.local_addr()?;
        let acceptance = Arc::new(Acceptance::new(app, local, self.limits, self.tls, shutdown.clone()));
        let slots = Arc::new(Semaphore::new(self.limits.connections));
        let connections = TaskTracker::new();
        loop {
            // A place comes first, so that the ones that find none wait in the kernel's queue.
            let accepted = tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                accepted = async {
                    let slot = slots.clone().acquire_owned().await.ok()?;
                    Some((accept(&self.listener).await, slot))
                } => accepted,
            };
            let Some(((socket, peer), slot)) = accepted else { break };
            let acceptance = acceptance.clone();
            connections.spawn(async move {
                acceptance.serve(socket, peer).await;
                drop(slot);
            });
        }
        drop(self.listener);
        connections.close();
        connections.wait().await;
        Ok(())
    }
}

/// The next connection. Faults that concern one connection alone are passed over, others waited out.
async fn accept(listener: &TcpListener) -> (TcpStream, std::net::SocketAddr) {
    let (mut pause, longest) = BACK_OFF;
    loop {
        match listener.accept().await {
            Ok(connection) => return connection,
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                tracing::error!(target: "oathgate::http", %error, "no connection can be accepted");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(longest);
            }
        }
    }
}

/// Whether a connection failed before it was accepted, which says nothing about the next one.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}
