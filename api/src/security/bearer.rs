//! Access tokens in the `Authorization` header (RFC 6750 §2.1). The framework's own scheme takes a
//! header that is there but wrong for one that is not; here it is an error.

use crate::problem::{Problem, ProblemCode, Rejection};
use oathgate_domain::secret::Secret;
use poem::{
    Request, RequestBody, Result,
    http::{HeaderMap, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};

/// The name of the scheme in the documentation.
pub(super) const SCHEME: &str = "bearer";
/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

const INVALID_TOKEN: &str =
    r#"Bearer realm="oathgate", error="invalid_token", error_description="The access token is not valid""#;
const EXPIRED_TOKEN: &str =
    r#"Bearer realm="oathgate", error="invalid_token", error_description="The access token has expired""#;
const INVALID_REQUEST: &str = r#"Bearer realm="oathgate", error="invalid_request", error_description="More than one Authorization header""#;

/// The access token that came with the request.
#[derive(Debug, Clone)]
pub struct BearerToken(pub Secret);

/// The access token that came with the request, if one did. One that is there but malformed is
/// refused.
#[derive(Debug, Clone)]
pub struct MaybeBearerToken(pub Option<Secret>);

/// The problem of a token that is not accepted.
pub(crate) fn invalid_token() -> Problem {
    Problem::new(ProblemCode::Unauthorized).detail("The access token is not valid.").challenge(INVALID_TOKEN)
}

/// The problem of a token whose time is up.
pub(crate) fn expired_token() -> Problem {
    Problem::new(ProblemCode::TokenExpired).challenge(EXPIRED_TOKEN)
}

/// How an access token is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenScheme {
    /// By itself.
    Bearer,
    /// With a proof of the key that it is bound to (RFC 9449 §7.1).
    Dpop,
}

/// Reads the header where tokens are sent by themselves.
pub(crate) fn read(headers: &HeaderMap) -> Result<Option<Secret>, Rejection> {
    match read_any(headers)? {
        Some((_, TokenScheme::Dpop)) => Err(other_scheme()),
        found => Ok(found.map(|(token, _)| token)),
    }
}

/// Reads the header.
pub(crate) fn read_any(headers: &HeaderMap) -> Result<Option<(Secret, TokenScheme)>, Rejection> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(first) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        let refused = Problem::new(ProblemCode::InvalidRequest)
            .detail("The request has more than one Authorization header.")
            .challenge(INVALID_REQUEST);
        return Err(refused.into());
    }
    let malformed = || Rejection::new(invalid_token());
    let text = first.to_str().map_err(|_| malformed())?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    let scheme = if scheme.eq_ignore_ascii_case("bearer") {
        TokenScheme::Bearer
    } else if scheme.eq_ignore_ascii_case("dpop") {
        TokenScheme::Dpop
    } else {
        return Err(other_scheme());
    };
    let token = token.trim_matches(' ');
    let fits = !token.is_empty() && token.len() <= MAX_TOKEN && token.bytes().all(is_token68);
    if fits { Ok(Some((Secret::new(token), scheme))) } else { Err(malformed()) }
}

fn other_scheme() -> Rejection {
    let told = "The Authorization header must have the form `Bearer <access token>`.";
    Problem::new(ProblemCode::Unauthorized).detail(told).into()
}

/// The characters of `b64token` (RFC 6750 §2.1).
fn is_token68(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
}

pub(super) fn register(registry: &mut Registry) {
    registry.create_security_scheme(
        SCHEME,
        MetaSecurityScheme {
            ty: "http",
            description: Some("The `access_token` that signing in gives."),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: Some("JWT"),
            flows: None,
            openid_connect_url: None,
        },
    );
}

impl<'a> ApiExtractor<'a> for BearerToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        match read(request.headers())? {
            Some(token) => Ok(Self(token)),
            None => Err(Rejection::new(Problem::new(ProblemCode::Unauthorized)).into()),
        }
    }
}

impl<'a> ApiExtractor<'a> for MaybeBearerToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(read(request.headers())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn given(lines: &[&'static str]) -> Result<Option<String>, (u16, Option<&'static str>)> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        read(&headers)
            .map(|token| token.map(|token| token.expose().to_owned()))
            .map_err(|refused| (refused.problem().status, refused.problem().challenge))
    }

    #[test]
    fn a_token_is_taken_whatever_the_case_of_the_scheme() {
        assert_eq!(given(&[]), Ok(None));
        assert_eq!(given(&["Bearer a.b-c_d~e+f/g="]), Ok(Some("a.b-c_d~e+f/g=".to_owned())));
        assert_eq!(given(&["bEARER  x"]), Ok(Some("x".to_owned())));
    }

    #[test]
    fn a_header_that_is_wrong_is_not_taken_for_none() {
        for wrong in ["Bearer", "Bearer ", "Bearer a b", "Bearer \u{e9}", "Bearer a,b"] {
            assert_eq!(given(&[wrong]), Err((401, Some(INVALID_TOKEN))), "{wrong:?}");
        }
        assert!(given(&["Basic YTpi"]).is_err_and(|(status, _)| status == 401));
        assert_eq!(given(&["Bearer a", "Bearer a"]), Err((400, Some(INVALID_REQUEST))));
    }
}
