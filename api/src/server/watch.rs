//! Watches a connection from both sides: the bytes that pass and the requests that are under way.

use super::Limits;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// Where a connection is.
#[derive(Debug)]
struct State {
    /// Whether a request was ever there.
    served: bool,
    /// Whether it speaks HTTP/2, as far as a request has shown.
    http2: bool,
    /// Requests whose answer has not been written.
    under_way: usize,
    /// Since when none is.
    quiet_since: Instant,
    /// When the first byte came since then.
    head_since: Option<Instant>,
}

/// What is known about a connection, shared by its socket, its requests and its keeper.
#[derive(Debug, Clone)]
pub(super) struct Watch(Arc<Mutex<State>>);

/// What becomes of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing before this moment.
    Until(Instant),
    /// It has been silent for too long: close it in good order.
    Idle,
    /// It keeps a request to itself: cut it.
    Cut,
}

impl Watch {
    pub(super) fn new(now: Instant) -> Self {
        Self(Arc::new(Mutex::new(State {
            served: false,
            http2: false,
            under_way: 0,
            quiet_since: now,
            head_since: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request is there. It is under way until what this gives is dropped.
    pub(super) fn begin(&self, http2: bool) -> UnderWay {
        let mut state = self.state();
        state.served = true;
        state.http2 = http2;
        state.under_way += 1;
        state.head_since = None;
        UnderWay(self.clone())
    }

    /// Bytes came in.
    fn heard(&self) {
        let mut state = self.state();
        if state.under_way == 0 && state.head_since.is_none() {
            state.head_since = Some(Instant::now());
        }
    }

    /// What becomes of the connection at `now`.
    pub(super) fn judge(&self, limits: &Limits, now: Instant) -> Verdict {
        let state = self.state();
        if state.under_way > 0 {
            return Verdict::Until(now + limits.idle);
        }
        let (deadline, then) = if !state.served {
            (state.quiet_since + limits.first_request, Verdict::Cut)
        } else if let Some(since) = state.head_since.filter(|_| !state.http2) {
            (since + limits.head, Verdict::Cut)
        } else {
            (state.quiet_since + limits.idle, Verdict::Idle)
        };
        if now < deadline { Verdict::Until(deadline) } else { then }
    }
}

/// A request that is under way.
#[derive(Debug)]
pub(super) struct UnderWay(Watch);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        if state.under_way == 0 {
            state.quiet_since = Instant::now();
            state.head_since = None;
        }
    }
}

/// The body of an answer, which keeps its request under way until it was taken.
pub(super) struct Answer<B> {
    body: B,
    _under_way: UnderWay,
}

impl<B> Answer<B> {
    pub(super) fn new(body: B, under_way: UnderWay) -> Self {
        Self { body, _under_way: under_way }
    }
}

impl<B: Body + Unpin> Body for Answer<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket that tells when bytes come in, and fails when the peer takes none for too long.
pub(super) struct Watched<S> {
    inner: S,
    watch: Watch,
    limits: Limits,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(inner: S, watch: Watch, limits: Limits) -> Self {
        Self { inner, watch, limits, stalled: None }
    }

    /// Lets the peer stall for a while only.
    fn patiently<T>(&mut self, tried: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if tried.is_ready() {
            self.stalled = None;
            return tried;
        }
        let patience = self.limits.stalled_write;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.watch.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.patiently(tried, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.inner).poll_flush(cx);
        self.patiently(tried, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tried = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.patiently(tried, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let tried = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.patiently(tried, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn limits() -> Limits {
        Limits {
            first_request: Duration::from_secs(10),
            head: Duration::from_secs(5),
            idle: Duration::from_mins(1),
            ..Limits::default()
        }
    }

    /// The verdict so many seconds from now. Tests take milliseconds, so whole seconds are exact
    /// enough on either side of a limit.
    fn after(watch: &Watch, seconds: u64) -> Verdict {
        watch.judge(&limits(), Instant::now() + Duration::from_secs(seconds))
    }

    #[test]
    fn a_connection_that_asks_nothing_is_cut() {
        let watch = Watch::new(Instant::now());
        watch.heard();
        assert!(matches!(after(&watch, 9), Verdict::Until(_)));
        assert_eq!(after(&watch, 11), Verdict::Cut);
    }

    #[test]
    fn work_is_never_disturbed_and_silence_is_ended_in_good_order() {
        let watch = Watch::new(Instant::now());
        let (first, second) = (watch.begin(false), watch.begin(false));
        drop(first);
        assert!(matches!(after(&watch, 500), Verdict::Until(_)));
        drop(second);
        assert!(matches!(after(&watch, 59), Verdict::Until(_)));
        assert_eq!(after(&watch, 61), Verdict::Idle);
    }

    #[test]
    fn a_head_that_drips_is_cut_on_http_1_alone() {
        for (http2, cut) in [(false, true), (true, false)] {
            let watch = Watch::new(Instant::now());
            drop(watch.begin(http2));
            watch.heard();
            assert_eq!(after(&watch, 6) == Verdict::Cut, cut);
        }
    }
}
