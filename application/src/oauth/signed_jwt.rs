//! JWTs that clients sign (RFC 7519), read before they are believed.

use crate::ports::signatures::Signed;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::oauth::JwsAlgorithm;
use serde::Deserialize;
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

/// By how much the clocks of a client and of the server may differ.
pub(super) const LEEWAY: Duration = Duration::seconds(30);

/// A JWT that somebody signed, as it says. Nothing of it is believed yet.
#[derive(Debug, Clone)]
pub(super) struct SignedJwt<'a> {
    /// `alg`.
    pub(super) algorithm: JwsAlgorithm,
    /// `typ`, without `application/` and in lower case.
    pub(super) typ: Option<String>,
    /// `jwk`, in JSON.
    pub(super) jwk: Option<String>,
    /// The claims.
    pub(super) claims: Claims,
    kid: Option<String>,
    message: &'a str,
    signature: &'a str,
}

/// What is read of a header. A member that is there twice makes it unreadable.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    jwk: Option<Map<String, Value>>,
    crit: Option<Value>,
}

impl<'a> SignedJwt<'a> {
    /// Reads a compact JWT of at most `max` bytes. None where it is none, where its algorithm is not known
    /// (`none` is not), or where its header demands what the server does not know (`crit`).
    pub(super) fn read(text: &'a str, max: usize) -> Option<Self> {
        if text.len() > max {
            return None;
        }
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        if claims.contains('.') {
            return None;
        }
        let header: Header = decoded(header)?;
        if header.crit.is_some() {
            return None;
        }
        let typ = header.typ.map(|typ| {
            let typ = typ.to_ascii_lowercase();
            typ.strip_prefix("application/").map(str::to_owned).unwrap_or(typ)
        });
        Some(Self {
            algorithm: JwsAlgorithm::parse(&header.alg)?,
            typ,
            jwk: header.jwk.map(|jwk| Value::Object(jwk).to_string()),
            claims: Claims(decoded(claims)?),
            kid: header.kid,
            message,
            signature,
        })
    }

    /// For whoever verifies the signature.
    pub(super) fn signed(&self) -> Signed<'_> {
        Signed {
            algorithm: self.algorithm,
            kid: self.kid.as_deref(),
            message: self.message,
            signature: self.signature,
        }
    }
}

fn decoded<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Claims (RFC 7519 §4).
#[derive(Debug, Clone)]
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    /// A claim that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Whether there is such a claim.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Every claim.
    pub(super) fn all(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Whether `aud`, one or several, holds one that `fits`.
    pub(super) fn is_for(&self, fits: impl Fn(&str) -> bool) -> bool {
        match self.0.get("aud") {
            Some(Value::String(audience)) => fits(audience),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(fits),
            _ => false,
        }
    }

    /// A claim that is a moment, in whole seconds. None where there is none.
    ///
    /// # Errors
    /// `()` where it is something else.
    pub(super) fn moment(&self, name: &str) -> Result<Option<OffsetDateTime>, ()> {
        let Some(value) = self.0.get(name) else { return Ok(None) };
        #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second does not matter")]
        let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64)).ok_or(())?;
        OffsetDateTime::from_unix_timestamp(seconds).map(Some).map_err(|_| ())
    }

    /// Whether at `now` it has begun (`nbf`), was made (`iat`) and is not over (`exp`), as far as it says so,
    /// and lives no longer than `longest`.
    pub(super) fn is_now(&self, longest: Duration, now: OffsetDateTime) -> bool {
        let (early, late) = (now - longest - LEEWAY, now + longest + LEEWAY);
        let is = |name: &str, fits: &dyn Fn(OffsetDateTime) -> bool| {
            self.moment(name).is_ok_and(|moment| moment.is_none_or(fits))
        };
        is("nbf", &|begins| begins <= now + LEEWAY && begins >= early)
            && is("iat", &|made| made <= now + LEEWAY && made >= early)
            && is("exp", &|ends| ends > now - LEEWAY && ends <= late)
    }

    /// When it ends, if it [is now](Self::is_now). None where it is not, or does not say when it ends.
    pub(super) fn ends(&self, longest: Duration, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let ends = self.moment("exp").ok()??;
        self.is_now(longest, now).then_some(ends)
    }
}
