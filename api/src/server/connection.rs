//! One connection, from its handshake to its end.

use super::{
    App, Limits, TlsConfig, request_body,
    watch::{Answer, Verdict, Watch, Watched},
};
use hyper::{Version, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use poem::{
    Endpoint, Request,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use std::{convert::Infallible, future::poll_fn, net::SocketAddr, pin::pin, task::Poll};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Instant, sleep_until, timeout},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// What every connection of a server shares.
pub(super) struct Acceptance {
    app: App,
    local: SocketAddr,
    limits: Limits,
    tls: Option<TlsConfig>,
    shutdown: CancellationToken,
    http: Builder<TokioExecutor>,
}

impl Acceptance {
    pub(super) fn new(
        app: App,
        local: SocketAddr,
        limits: Limits,
        tls: Option<TlsConfig>,
        shutdown: CancellationToken,
    ) -> Self {
        let mut http = Builder::new(TokioExecutor::new());
        // hyper's own clock also runs while a connection waits for its next request, so it is set to
        // both together; the keeper below tells the two apart.
        http.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.idle + limits.head)
            .max_headers(limits.header_fields)
            .max_buf_size(usize::try_from(limits.head_bytes).unwrap_or(usize::MAX).max(8192));
        http.http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(limits.streams)
            .max_header_list_size(limits.head_bytes)
            .keep_alive_interval(Some(limits.idle / 3))
            .keep_alive_timeout(limits.head);
        Self { app, local, limits, tls, shutdown, http }
    }

    /// Serves one connection until it ends.
    pub(super) async fn serve(&self, socket: TcpStream, peer: SocketAddr) {
        // Answers are small and complete; waiting for more to send only delays them. Where it cannot
        // be set, they are late and not wrong.
        let _ = socket.set_nodelay(true);
        let Some(tls) = &self.tls else {
            return self.keep(socket, peer, Scheme::HTTP).await;
        };
        let handshake = TlsAcceptor::from(tls.load_full()).accept(socket);
        let handshake = tokio::select! {
            () = self.shutdown.cancelled() => return,
            done = timeout(self.limits.handshake, handshake) => done,
        };
        match handshake {
            Ok(Ok(socket)) => self.keep(socket, peer, Scheme::HTTPS).await,
            Ok(Err(error)) => tracing::debug!(target: "oathgate::http", %error, "a TLS handshake failed"),
            Err(_elapsed) => tracing::debug!(target: "oathgate::http", "a TLS handshake took too long"),
        }
    }

    /// Carries a connection through its life: every time something happens on it, its deadlines are
    /// looked at again.
    async fn keep(
        &self,
        socket: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: SocketAddr,
        scheme: Scheme,
    ) {
        let limits = self.limits;
        let opened = Instant::now();
        let watch = Watch::new(opened);
        let service = {
            let (watch, app, local) = (watch.clone(), self.app.clone(), self.local);
            service_fn(move |request: hyper::Request<Incoming>| {
                let under_way = watch.begin(request.version() == Version::HTTP_2);
                let app = app.clone();
                let ends = (LocalAddr(local.into()), RemoteAddr(peer.into()));
                let mut request = Request::from((request, ends.0, ends.1, scheme.clone()));
                let body =
                    request_body::bound(request.take_body(), Instant::now() + limits.body, limits.body_bytes);
                request.set_body(body);
                async move {
                    let answer: hyper::Response<_> = app.get_response(request).await.into();
                    Ok::<_, Infallible>(answer.map(|body| Answer::new(body, under_way)))
                }
            })
        };
        let socket = TokioIo::new(Watched::new(socket, watch.clone(), limits));
        let mut connection = pin!(self.http.serve_connection(socket, service));
        let mut stop = pin!(self.shutdown.cancelled());
        let mut deadline = pin!(sleep_until(opened + limits.first_request));
        let mut closing = false;
        poll_fn(|cx| {
            loop {
                if connection.as_mut().poll(cx).is_ready() {
                    // How it ended (a broken pipe, a malformed head) is the peer's business.
                    return Poll::Ready(());
                }
                let now = Instant::now();
                let verdict =
                    if closing { Verdict::Until(deadline.deadline()) } else { watch.judge(&limits, now) };
                let asked_to = !closing && (stop.as_mut().poll(cx).is_ready() || now >= opened + limits.age);
                if asked_to || verdict == Verdict::Idle {
                    closing = true;
                    deadline.as_mut().reset(now + limits.drain);
                    connection.as_mut().graceful_shutdown();
                    continue;
                }
                match verdict {
                    Verdict::Cut => return Poll::Ready(()),
                    // Deadlines mostly move away; the clock is only set when one comes nearer.
                    Verdict::Until(next) if next < deadline.deadline() => deadline.as_mut().reset(next),
                    _ => {}
                }
                if deadline.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                if closing {
                    return Poll::Ready(());
                }
                if let Verdict::Until(next) = watch.judge(&limits, Instant::now()) {
                    deadline.as_mut().reset(next.min(opened + limits.age));
                }
            }
        })
        .await;
    }
}
