//! What the server can do, for clients that set themselves up (RFC 8414, OpenID Connect Discovery 1.0),
//! and the keys by which they verify what it signs (RFC 7517).

use super::wire::{Answers, JSON, Wire, bare, header_of, with};
use crate::tags::Tag;
use oathgate_application::{oauth::scopes, ports::id_tokens::IdTokens};
use oathgate_domain::{
    locale::Locale,
    oauth::{
        AuthenticationContext, ClientAuthentication, GrantType, JwsAlgorithm, ResponseMode, SubjectType,
    },
    signing::{KEYS_KEPT, SigningAlgorithm},
};
use poem::{
    IntoResponse, Request, Response,
    http::{HeaderMap, StatusCode, header},
};
use poem_openapi::{
    Object, OpenApi,
    registry::{MetaResponse, Registry},
    types::{ToJSON, Type},
};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, sync::Arc};

/// How long a copy may be used. Keys are published longer than that before they sign.
fn kept() -> String {
    format!("public, max-age={}", KEYS_KEPT.whole_seconds())
}

/// What an ID token or userinfo may say of a person or a sign-in.
const CLAIMS: [&str; 23] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "auth_time",
    "acr",
    "amr",
    "sid",
    "at_hash",
    "nonce",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "address",
    "phone_number",
    "phone_number_verified",
];

/// What the server does where an operator wants it to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Switches {
    /// Whether every client must push its requests.
    pub(crate) requires_pushed: bool,
    /// Whether clients may register themselves.
    pub(crate) takes_registrations: bool,
    /// Whether a client id may be the URL of the client's metadata.
    pub(crate) reads_documents: bool,
}

/// What the server can do (RFC 8414; OpenID Connect Discovery 1.0, section 3).
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
#[expect(clippy::struct_excessive_bools, reason = "the RFCs have a list of switches")]
pub(crate) struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    registration_endpoint: Option<String>,
    revocation_endpoint: String,
    introspection_endpoint: String,
    device_authorization_endpoint: String,
    pushed_authorization_request_endpoint: String,
    end_session_endpoint: String,
    service_documentation: String,
    scopes_supported: Vec<String>,
    response_types_supported: Vec<String>,
    response_modes_supported: Vec<String>,
    grant_types_supported: Vec<String>,
    subject_types_supported: Vec<String>,
    id_token_signing_alg_values_supported: Vec<String>,
    userinfo_signing_alg_values_supported: Vec<String>,
    acr_values_supported: Vec<String>,
    token_endpoint_auth_methods_supported: Vec<String>,
    revocation_endpoint_auth_methods_supported: Vec<String>,
    introspection_endpoint_auth_methods_supported: Vec<String>,
    token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    revocation_endpoint_auth_signing_alg_values_supported: Vec<String>,
    introspection_endpoint_auth_signing_alg_values_supported: Vec<String>,
    dpop_signing_alg_values_supported: Vec<String>,
    request_object_signing_alg_values_supported: Vec<String>,
    code_challenge_methods_supported: Vec<String>,
    claim_types_supported: Vec<String>,
    claims_supported: Vec<String>,
    ui_locales_supported: Vec<String>,
    prompt_values_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_pushed_authorization_requests: bool,
    client_id_metadata_document_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
}

impl Metadata {
    fn of(issuer: &str, switches: Switches) -> Self {
        let Switches { requires_pushed, takes_registrations, reads_documents } = switches;
        let at = |path: &str| format!("{issuer}{path}");
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let modes = [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost];
        let methods = ClientAuthentication::ALL.map(ClientAuthentication::as_str);
        let confidential: Vec<&str> = methods.into_iter().filter(|method| *method != "none").collect();
        let assertions = words(&JwsAlgorithm::ALL.map(JwsAlgorithm::as_str));
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: at("/oauth/authorize"),
            token_endpoint: at("/oauth/token"),
            userinfo_endpoint: at("/oauth/userinfo"),
            jwks_uri: at("/.well-known/jwks.json"),
            registration_endpoint: takes_registrations.then(|| at("/oauth/register")),
            revocation_endpoint: at("/oauth/revoke"),
            introspection_endpoint: at("/oauth/introspect"),
            device_authorization_endpoint: at("/oauth/device_authorization"),
            pushed_authorization_request_endpoint: at("/oauth/par"),
            end_session_endpoint: at("/oauth/logout"),
            service_documentation: at("/docs"),
            scopes_supported: words(&scopes::KNOWN),
            response_types_supported: words(&["code"]),
            response_modes_supported: words(&modes.map(ResponseMode::as_str)),
            grant_types_supported: words(&GrantType::ALL.map(GrantType::as_str)),
            subject_types_supported: words(&SubjectType::ALL.map(SubjectType::as_str)),
            id_token_signing_alg_values_supported: words(
                &SigningAlgorithm::OF_PAIRS.map(SigningAlgorithm::as_str),
            ),
            userinfo_signing_alg_values_supported: words(
                &SigningAlgorithm::OF_PAIRS.map(SigningAlgorithm::as_str),
            ),
            acr_values_supported: words(&AuthenticationContext::CLASSES),
            token_endpoint_auth_methods_supported: words(&methods),
            revocation_endpoint_auth_methods_supported: words(&methods),
            introspection_endpoint_auth_methods_supported: words(&confidential),
            token_endpoint_auth_signing_alg_values_supported: assertions.clone(),
            revocation_endpoint_auth_signing_alg_values_supported: assertions.clone(),
            introspection_endpoint_auth_signing_alg_values_supported: assertions,
            dpop_signing_alg_values_supported: words(&JwsAlgorithm::OF_PAIRS.map(JwsAlgorithm::as_str)),
            request_object_signing_alg_values_supported: words(
                &JwsAlgorithm::OF_PAIRS.map(JwsAlgorithm::as_str),
            ),
            code_challenge_methods_supported: words(&["S256"]),
            claim_types_supported: words(&["normal"]),
            claims_supported: words(&CLAIMS),
            ui_locales_supported: words(&Locale::ALL.map(Locale::as_str)),
            prompt_values_supported: words(&["none", "login", "consent", "select_account"]),
            authorization_response_iss_parameter_supported: true,
            claims_parameter_supported: true,
            request_parameter_supported: true,
            request_uri_parameter_supported: false,
            require_pushed_authorization_requests: requires_pushed,
            client_id_metadata_document_supported: reads_documents,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
        }
    }
}

/// A key (RFC 7517, section 4). Which members it has depends on its kind.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Jwk {
    /// The kind: `RSA`, `EC` or `OKP`.
    kty: String,
    /// Its name.
    kid: Option<String>,
    /// What it signs with.
    alg: Option<String>,
    /// What it is for: `sig`.
    #[oai(rename = "use")]
    purpose: Option<String>,
    /// Of an RSA key.
    n: Option<String>,
    /// Of an RSA key.
    e: Option<String>,
    /// The curve.
    crv: Option<String>,
    /// On the curve.
    x: Option<String>,
    /// On the curve.
    y: Option<String>,
}

/// Keys (RFC 7517, section 5).
#[derive(Object)]
pub(crate) struct JwkSet {
    /// Every key that verifies.
    keys: Vec<Jwk>,
}

pub(crate) struct MetadataAnswers;

impl Answers for MetadataAnswers {
    fn list() -> Vec<MetaResponse> {
        published(with(200, "What the server can do.", JSON, Metadata::schema_ref()))
    }

    fn register(registry: &mut Registry) {
        Metadata::register(registry);
    }
}

pub(crate) struct KeysAnswers;

impl Answers for KeysAnswers {
    fn list() -> Vec<MetaResponse> {
        published(with(200, "The keys.", JSON, JwkSet::schema_ref()))
    }

    fn register(registry: &mut Registry) {
        JwkSet::register(registry);
    }
}

/// For the documentation: something that may be kept for a while.
fn published(found: MetaResponse) -> Vec<MetaResponse> {
    let tagged = |answer| header_of(answer, "ETag", "Changes with the document.");
    let unchanged = bare(304, "The copy of the client is good still.");
    vec![tagged(header_of(found, "Cache-Control", "For how long it may be kept.")), tagged(unchanged)]
}

pub(crate) struct MetadataApi {
    metadata: String,
    id_tokens: Arc<dyn IdTokens>,
}

impl MetadataApi {
    /// `issuer` is what tokens say.
    pub(crate) fn new(issuer: &str, switches: Switches, id_tokens: Arc<dyn IdTokens>) -> Self {
        let metadata = Metadata::of(issuer, switches);
        Self { metadata: metadata.to_json_string(), id_tokens }
    }
}

/// A document, or the word that it has not changed (RFC 9110 §13.1.2).
fn publish(request: &Request, document: String) -> Response {
    let mut tag = "\"".to_owned();
    for byte in &Sha256::digest(&document)[..16] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    let answer = Response::builder().header(header::CACHE_CONTROL, kept()).header(header::ETAG, tag.as_str());
    if has(request.headers(), &tag) {
        answer.status(StatusCode::NOT_MODIFIED).finish()
    } else {
        answer.content_type(JSON).body(document)
    }
}

/// Whether the client has the document with this tag already.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut known = lines.flat_map(|line| line.split(','));
    known.any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

#[OpenApi(tag = "Tag::OpenId")]
impl MetadataApi {
    /// What the server can do
    ///
    /// For clients of OpenID Connect that set themselves up (OpenID Connect Discovery 1.0).
    #[oai(path = "/.well-known/openid-configuration", method = "get", operation_id = "openid_configuration")]
    #[expect(clippy::unused_async, reason = "the framework takes asynchronous handlers only")]
    async fn openid_configuration(&self, request: &Request) -> Wire<MetadataAnswers> {
        Wire::new(publish(request, self.metadata.clone()).into_response())
    }

    /// What the server can do, for clients of OAuth
    ///
    /// The same as `/.well-known/openid-configuration`, where clients of OAuth look for it (RFC 8414).
    #[oai(
        path = "/.well-known/oauth-authorization-server",
        method = "get",
        operation_id = "oauth_authorization_server"
    )]
    #[expect(clippy::unused_async, reason = "the framework takes asynchronous handlers only")]
    async fn oauth_authorization_server(&self, request: &Request) -> Wire<MetadataAnswers> {
        Wire::new(publish(request, self.metadata.clone()).into_response())
    }

    /// The public keys
    ///
    /// Every key that verifies tokens of this server, as a JWK set (RFC 7517).
    #[oai(path = "/.well-known/jwks.json", method = "get", operation_id = "jwks")]
    #[expect(clippy::unused_async, reason = "the framework takes asynchronous handlers only")]
    async fn jwks(&self, request: &Request) -> Wire<KeysAnswers> {
        Wire::new(publish(request, self.id_tokens.jwks()).into_response())
    }
}
