//! How clients show that they are themselves (RFC 6749 §2.3): in the header, in the form, or, where they
//! can keep no secret, not at all.

use super::{OAuthUseCases, wire::Fault};
use crate::{
    body::{RawForm, decode_urlencoded},
    context::RequestContext,
    problem::{Problem, ProblemCode},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use oathgate_application::{
    error::Failure,
    oauth::client_authentication::{ClientCredentials, ClientProof, subject_of},
};
use oathgate_domain::{
    oauth::{Client, OAuthError},
    secret::Secret,
};
use poem::{
    Request, RequestBody, Result,
    http::{HeaderMap, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use std::time::Duration;

/// The name of the scheme in the documentation.
const SCHEME: &str = "client";
/// The one kind of assertion by which clients show themselves (RFC 7523 §2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longest header that is looked at, in bytes.
const MAX_HEADER: usize = 4 * 1024;

type Shown = std::result::Result<Option<ClientCredentials>, Fault>;

/// What the `Authorization` header shows of a client, or what is wrong with it. A header that is there but
/// wrong is never taken for none.
pub(crate) struct ClientHeader(Shown);

impl<'a> ApiExtractor<'a> for ClientHeader {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            SCHEME,
            MetaSecurityScheme {
                ty: "http",
                description: Some(
                    "The id and the secret of a client, each urlencoded (RFC 6749, section 2.3.1). They may \
                     be sent in the form instead, or in their place a `client_assertion` that the client has \
                     signed (RFC 7523); a public client sends its `client_id` alone.",
                ),
                name: None,
                key_in: None,
                scheme: Some("basic"),
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
        Ok(Self(read(request.headers())))
    }
}

fn read(headers: &HeaderMap) -> Shown {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(first) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        return Err(Fault::request("The request has more than one Authorization header."));
    }
    let parse = || {
        let text = first.to_str().ok().filter(|text| text.len() <= MAX_HEADER)?;
        let (scheme, encoded) = text.split_once(' ')?;
        let decoded = STANDARD.decode(encoded.trim_matches(' ')).ok()?;
        let decoded = String::from_utf8(decoded).ok()?;
        let (id, secret) = decoded.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        let (id, secret) = (decode_urlencoded(id.as_bytes())?, decode_urlencoded(secret.as_bytes())?);
        // An empty secret may be left out (RFC 6749 §2.3.1).
        let proof = proof(Some(secret).filter(|secret| !secret.is_empty()).map(Secret::new));
        (!id.is_empty()).then_some(ClientCredentials { id, proof })
    };
    parse().map(Some).ok_or_else(|| {
        Fault::new(
            OAuthError::InvalidClient,
            "The Authorization header is not of the form that HTTP Basic has.",
        )
    })
}

fn proof(secret: Option<Secret>) -> ClientProof {
    secret.map_or(ClientProof::Nothing, ClientProof::Secret)
}

impl ClientHeader {
    /// The credentials of header and form together.
    ///
    /// # Errors
    /// `invalid_request` where a client shows more than one (RFC 6749 §2.3), `invalid_client` where it
    /// shows none.
    fn with<T>(self, form: &RawForm<T>) -> std::result::Result<ClientCredentials, Fault> {
        let (id, secret) = (form.one("client_id"), form.one("client_secret"));
        let assertion = (form.one("client_assertion_type"), form.one("client_assertion"));
        if assertion != (None, None) {
            if self.0?.is_some() || secret.is_some() {
                return Err(Fault::request("The client shows itself in more than one way."));
            }
            return asserted(id, assertion);
        }
        match (self.0?, id, secret) {
            (Some(_), _, Some(_)) => {
                Err(Fault::request("The client shows its secret both in the header and in the form."))
            }
            (Some(shown), Some(id), None) if shown.id != id => {
                Err(Fault::request("The header and the form name different clients."))
            }
            (Some(shown), _, None) => Ok(shown),
            (None, Some(id), secret) => {
                Ok(ClientCredentials { id: id.to_owned(), proof: proof(secret.map(Secret::new)) })
            }
            (None, None, _) => Err(Fault::new(OAuthError::InvalidClient, "The request names no client.")),
        }
    }

    /// Recognises the client of a request, and notes it for the log.
    ///
    /// # Errors
    /// [`Fault`].
    pub(super) async fn recognise<T>(
        self,
        form: &RawForm<T>,
        oauth: &OAuthUseCases,
        context: &RequestContext,
    ) -> std::result::Result<Client, Fault> {
        let (shown, origin) = (self.with(form)?, context.origin());
        oauth.client_guard.begin(&shown.id, &origin).await.map_err(held_up)?;
        oauth.client_documents.refresh(&shown.id, &origin).await?;
        let client = match oauth.authenticate_client.run(&shown).await {
            Ok(client) => client,
            Err(failure) => {
                if matches!(failure, Failure::Refused(_)) {
                    oauth.client_guard.failed(&shown.id, &origin).await;
                }
                return Err(failure.into());
            }
        };
        if client.is_confidential() {
            oauth.client_guard.passed(client.id.as_str(), &origin).await.map_err(held_up)?;
        }
        context.note_principal(format!("client {}", client.id));
        Ok(client)
    }
}

/// What is told who asks in the name of a client too often.
fn held_up(wait: Duration) -> Fault {
    Problem::new(ProblemCode::RateLimited)
        .detail("Too many requests came in the name of this client.")
        .retry_after(wait)
        .into()
}

/// What a client shows that has signed an assertion (RFC 7521 §4.2, RFC 7523 §2.2).
///
/// # Errors
/// `invalid_request` where half of it is missing, `invalid_client` where it can be of no client.
fn asserted(
    id: Option<&str>,
    assertion: (Option<&str>, Option<&str>),
) -> std::result::Result<ClientCredentials, Fault> {
    let (Some(kind), Some(assertion)) = assertion else {
        return Err(Fault::request("client_assertion and client_assertion_type go together."));
    };
    let invalid = |why: &str| Fault::new(OAuthError::InvalidClient, why);
    if kind != ASSERTION_TYPE {
        return Err(invalid("The client_assertion_type is not that of a JWT."));
    }
    let subject = subject_of(assertion).ok_or_else(|| {
        invalid("The client_assertion is no signed JWT, or its algorithm is not supported.")
    })?;
    if id.is_some_and(|id| id != subject) {
        return Err(invalid("The client_id and the client_assertion name different clients."));
    }
    Ok(ClientCredentials { id: subject, proof: ClientProof::Assertion(Secret::new(assertion)) })
}

/// Refuses a client that has no secret: anybody could say that it is it.
///
/// # Errors
/// `invalid_client`.
pub(super) fn require_secret(client: &Client) -> std::result::Result<(), Fault> {
    if client.is_confidential() {
        Ok(())
    } else {
        Err(Fault::new(OAuthError::InvalidClient, "This is for clients with a secret or a key alone."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::{IntoResponse, http::HeaderValue};

    fn given(values: &[String]) -> Result<Option<(String, Option<String>)>, u16> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let shown = |shown: ClientCredentials| match shown.proof {
            ClientProof::Secret(secret) => (shown.id, Some(secret.expose().to_owned())),
            ClientProof::Nothing | ClientProof::Assertion(_) => (shown.id, None),
        };
        read(&headers).map(|found| found.map(shown)).map_err(|fault| fault.into_response().status().as_u16())
    }

    fn basic(pair: &str) -> String {
        format!("Basic {}", STANDARD.encode(pair))
    }

    #[test]
    fn id_and_secret_are_urlencoded_within_the_header() {
        let found = given(&[basic("photo%3Abooks:a%2Bb+c%25")]).unwrap().unwrap();
        assert_eq!(found, ("photo:books".to_owned(), Some("a+b c%".to_owned())));
        assert_eq!(given(&[basic("spa:")]).unwrap().unwrap(), ("spa".to_owned(), None));
        assert_eq!(given(&["bAsIc YTpi".to_owned()]).unwrap().unwrap().0, "a");
        assert_eq!(given(&[]), Ok(None));
    }

    #[test]
    fn a_header_that_is_wrong_is_not_taken_for_none() {
        for wrong in [
            "Basic".to_owned(),
            "Basic !!!".to_owned(),
            "Bearer YTpi".to_owned(),
            basic("without-colon"),
            basic(":secret"),
            basic("a:%zz"),
            basic("a:%ff"),
            format!("Basic {}", STANDARD.encode([0xff, b':', b'x'])),
            basic(&format!("a:{}", "x".repeat(8_000))),
        ] {
            assert_eq!(given(std::slice::from_ref(&wrong)), Err(401), "{wrong}");
        }
        assert_eq!(given(&[basic("a:b"), basic("a:b")]), Err(400));
    }
}
