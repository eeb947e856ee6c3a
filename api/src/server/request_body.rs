//! Bodies of requests with an end: in time and in bytes.

use bytes::Bytes;
use futures_util::Stream;
use poem::Body;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// Puts an end to a body: after it, reading gives [`io::ErrorKind::TimedOut`], or
/// [`io::ErrorKind::FileTooLarge`] where more than `bytes` came.
pub(super) fn bound(body: Body, deadline: Instant, bytes: usize) -> Body {
    if body.is_empty() {
        return body;
    }
    let inner = Box::pin(body.into_bytes_stream());
    Body::from_bytes_stream(Bounded { inner, deadline: Box::pin(sleep_until(deadline)), left: bytes })
}

struct Bounded<S> {
    inner: Pin<Box<S>>,
    deadline: Pin<Box<Sleep>>,
    left: usize,
}

impl<S: Stream<Item = io::Result<Bytes>>> Stream for Bounded<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.inner.as_mut().poll_next(cx) {
            Poll::Ready(Some(Ok(piece))) => match self.left.checked_sub(piece.len()) {
                Some(left) => {
                    self.left = left;
                    Poll::Ready(Some(Ok(piece)))
                }
                None => Poll::Ready(Some(Err(io::ErrorKind::FileTooLarge.into()))),
            },
            Poll::Ready(end) => Poll::Ready(end),
            Poll::Pending => {
                self.deadline.as_mut().poll(cx).map(|()| Some(Err(io::ErrorKind::TimedOut.into())))
            }
        }
    }
}
