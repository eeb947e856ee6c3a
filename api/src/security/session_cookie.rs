//! The cookie by which a browser stays signed in. It holds the session's refresh token, out of the
//! reach of scripts.

use crate::problem::Rejection;
use oathgate_domain::secret::Secret;
use poem::{
    Request, RequestBody, Result,
    http::{HeaderMap, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use time::Duration;

/// The name of the scheme in the documentation.
const SCHEME: &str = "session";
/// The name of the cookie without https.
const NAME: &str = "oathgate_session";

/// The session cookie of this server.
#[derive(Debug, Clone, Copy)]
pub struct SessionCookie {
    secure: bool,
}

impl SessionCookie {
    /// The cookie. With an https issuer it is `Secure` and has the prefix `__Host-`, so that no
    /// sibling host can set it (RFC 6265bis §4.1.3.2).
    pub fn new(https: bool) -> Self {
        Self { secure: https }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        if self.secure { "__Host-oathgate_session" } else { NAME }
    }

    /// The `Set-Cookie` header that keeps `token` for so long.
    pub fn set(self, token: &Secret, lifetime: Duration) -> String {
        self.write(token.expose(), lifetime.whole_seconds().max(0))
    }

    /// The `Set-Cookie` header that removes it.
    pub fn clear(self) -> String {
        self.write("", 0)
    }

    fn write(self, value: &str, seconds: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", self.name())
    }

    /// The token in the request's cookie. None where there is none, or where two differ: one of them
    /// was planted.
    pub fn read(self, headers: &HeaderMap) -> Option<Secret> {
        value_of(headers, self.name())
    }
}

/// The value of the cookie `name`. None where there is none, or where two differ: one of them was
/// planted.
pub(super) fn value_of(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, value)| *known == name && !value.is_empty())
        .map(|(_, value)| value.trim_matches('"'));
    let first = values.next()?;
    values.all(|other| other == first).then(|| Secret::new(first))
}

/// The refresh token in the session cookie of a request, if there is one. Whoever takes it takes
/// [`SameSite`](super::SameSite) too.
#[derive(Debug, Clone)]
pub struct SessionToken(pub Option<Secret>);

impl<'a> ApiExtractor<'a> for SessionToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            SCHEME,
            MetaSecurityScheme {
                ty: "apiKey",
                description: Some(
                    "The cookie by which a browser stays signed in. Signing in sets it; with https its name \
                     begins with `__Host-`.",
                ),
                name: Some(NAME),
                key_in: Some("cookie"),
                scheme: None,
                bearer_format: None,
                flows: None,
                openid_connect_url: None,
            },
        );
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
        match request.extensions().get::<SessionCookie>() {
            Some(cookie) => Ok(Self(cookie.read(request.headers()))),
            None => Err(Rejection::defect("no session cookie was set up").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn read(cookie: SessionCookie, lines: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_static(line));
        }
        cookie.read(&headers).map(|token| token.expose().to_owned())
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let token = Secret::new("t0ken");
        assert_eq!(
            SessionCookie::new(true).set(&token, Duration::days(7)),
            "__Host-oathgate_session=t0ken; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            SessionCookie::new(false).clear(),
            "oathgate_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn it_is_found_among_others() {
        let plain = SessionCookie::new(false);
        assert_eq!(read(plain, &["a=1; oathgate_session=x; b=2"]).as_deref(), Some("x"));
        assert_eq!(read(plain, &["a=1", "oathgate_session=x"]).as_deref(), Some("x"));
        assert_eq!(read(plain, &["__Host-oathgate_session=x; oathgate_session="]), None);
        assert_eq!(read(SessionCookie::new(true), &["oathgate_session=x"]), None);
    }

    #[test]
    fn a_planted_second_one_spoils_both() {
        let plain = SessionCookie::new(false);
        assert_eq!(read(plain, &["oathgate_session=x; oathgate_session=y"]), None);
        assert_eq!(read(plain, &["oathgate_session=x; oathgate_session=x"]).as_deref(), Some("x"));
    }
}
