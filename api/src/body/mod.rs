//! Bodies of requests: how much is read, and how what is wrong with them is told.

mod check;
mod field_rules;
mod json_body;
mod maybe_json_body;
mod raw_form;
mod schema;
mod strict_json;
mod suggestion;

pub use field_rules::FieldRules;
pub(crate) use field_rules::text;
pub use json_body::JsonBody;
pub(crate) use json_body::read_object as read_json_object;
pub use maybe_json_body::MaybeJsonBody;
pub use raw_form::RawForm;
pub(crate) use raw_form::decode as decode_urlencoded;

use crate::problem::{Problem, ProblemCode, Rejection};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use poem::{
    Request, RequestBody,
    error::ReadBodyError,
    http::{HeaderMap, header},
};
use std::{io, pin::pin, time::Duration};

/// Most bytes of a body, unless an operation says otherwise.
pub const DEFAULT_LIMIT: usize = 64 * 1024;

/// How much of a body that is too large is read and thrown away. A client that is still sending
/// does not see the answer when the connection is closed under it.
const DRAINED: usize = 1024 * 1024;
/// How long that may take.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// It has more bytes than the operation takes; how many that is, where it is known.
    #[error("the body is too large")]
    TooLarge(Option<usize>),
    /// It did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The connection broke, or what came was no HTTP.
    #[error("the body did not arrive whole")]
    Broken,
}

impl From<&io::Error> for BodyFault {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::TooSlow,
            io::ErrorKind::FileTooLarge => Self::TooLarge(None),
            _ => Self::Broken,
        }
    }
}

impl From<&ReadBodyError> for BodyFault {
    fn from(error: &ReadBodyError) -> Self {
        match error {
            ReadBodyError::PayloadTooLarge => Self::TooLarge(None),
            ReadBodyError::Io(error) => error.into(),
            _ => Self::Broken,
        }
    }
}

impl From<BodyFault> for Problem {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge(Some(limit)) => Self::new(ProblemCode::BodyTooLarge)
                .detail(format!("The body of this operation has at most {limit} bytes.")),
            BodyFault::TooLarge(None) => Self::new(ProblemCode::BodyTooLarge),
            BodyFault::TooSlow => Self::new(ProblemCode::RequestTimeout),
            BodyFault::Broken => {
                Self::new(ProblemCode::InvalidRequest).detail("The body did not arrive whole.")
            }
        }
    }
}

/// Reads a whole body of at most `limit` bytes.
async fn read(request: &Request, body: &mut RequestBody, limit: usize) -> Result<Bytes, Rejection> {
    let Ok(body) = body.take() else {
        return Err(Rejection::defect("a body was read twice"));
    };
    if let Some(encoding) = request.headers().get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Err(Problem::new(ProblemCode::UnsupportedMediaType)
            .detail("Compressed bodies are not taken.")
            .into());
    }
    let announced = announced_length(request.headers());
    if announced.is_some_and(|length| length > limit) && request.headers().contains_key(header::EXPECT) {
        // The client waits for our word before it sends anything (RFC 9110 §10.1.1).
        return Err(Problem::from(BodyFault::TooLarge(Some(limit))).into());
    }
    let mut stream = pin!(body.into_bytes_stream());
    let mut data = BytesMut::with_capacity(announced.unwrap_or(0).min(limit));
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|error| Problem::from(BodyFault::from(&error)))?;
        if data.len() + piece.len() > limit {
            drop(data);
            drain(stream).await;
            return Err(Problem::from(BodyFault::TooLarge(Some(limit))).into());
        }
        data.extend_from_slice(&piece);
    }
    Ok(data.freeze())
}

fn announced_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads on for a while and throws away what comes.
async fn drain(mut stream: impl Stream<Item = io::Result<Bytes>> + Unpin) {
    let reading = async {
        let mut left = DRAINED;
        while let Some(Ok(piece)) = stream.next().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    };
    // Running out of time is as good an end as any.
    let _ = tokio::time::timeout(DRAIN_TIME, reading).await;
}
