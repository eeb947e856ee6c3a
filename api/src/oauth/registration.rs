//! `POST /oauth/register` (RFC 7591), and `/oauth/register/{client_id}` (RFC 7592).

use super::{
    bearer::refused as refused_token,
    wire::{Answers, ErrorBody, Fault, JSON, Wire, bare, defect, form_errors, json, unavailable, with},
};
use crate::{
    body::{DEFAULT_LIMIT, read_json_object},
    context::RequestContext,
    problem::{Problem, Rejection},
    security::read_token,
    tags::Tag,
};
use oathgate_application::{
    error::Failure,
    oauth::registration::{RegisterClient, RegistrationRefusal},
};
use poem::{IntoResponse, Request, RequestBody, Result, http::StatusCode};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, Object, OpenApi,
    param::Path,
    registry::{MetaMediaType, MetaRequest, MetaResponse, Registry},
    types::{Any, Type},
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a client may say of itself (RFC 7591, section 2). What is not known here is ignored.
#[derive(Object)]
pub(crate) struct ClientMetadataBody {
    /// Only to change a client: its id.
    client_id: Option<String>,
    /// Where people are sent back to.
    redirect_uris: Option<Vec<String>>,
    /// Its name. Without: the host of the first redirect URI.
    client_name: Option<String>,
    /// Its home page.
    client_uri: Option<String>,
    /// `none`, `client_secret_basic` (where nothing is said), `client_secret_post`, `client_secret_jwt` or
    /// `private_key_jwt`.
    token_endpoint_auth_method: Option<String>,
    /// `authorization_code` (where nothing is said), `refresh_token` or
    /// `urn:ietf:params:oauth:grant-type:device_code`; with an initial access token `client_credentials`, too.
    grant_types: Option<Vec<String>>,
    /// `code`.
    response_types: Option<Vec<String>>,
    /// What it may ask for. Without: everything that the server gives to every client.
    scope: Option<String>,
    /// Its public keys.
    jwks: Option<Any<Value>>,
    /// Where it publishes its public keys.
    jwks_uri: Option<String>,
    /// How its ID tokens are signed.
    id_token_signed_response_alg: Option<String>,
    /// Who is responsible for it.
    contacts: Option<Vec<String>>,
    /// Its logo.
    logo_uri: Option<String>,
    /// What it does with data of people.
    policy_uri: Option<String>,
    /// Its terms.
    tos_uri: Option<String>,
}

/// A client that has registered itself (RFC 7591, section 3.2.1), with everything that is registered about it.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct RegisteredClient {
    /// Its id.
    client_id: String,
    /// When it was made, in seconds since 1970.
    client_id_issued_at: i64,
    /// Its secret, where it has one; shown when it is made alone.
    client_secret: Option<String>,
    /// 0: never.
    client_secret_expires_at: Option<i64>,
    /// Where the client looks after itself.
    registration_client_uri: String,
    /// The token by which it does.
    registration_access_token: String,
    /// Where people are sent back to.
    redirect_uris: Vec<String>,
    /// Its name.
    client_name: String,
    /// How it shows that it is itself.
    token_endpoint_auth_method: String,
    /// What it may ask tokens for with.
    grant_types: Vec<String>,
    /// What it may ask for at `/oauth/authorize`; none where it sends nobody there.
    response_types: Vec<String>,
    /// What it may ask for.
    scope: String,
}

/// A JSON object, or what is wrong with it, kept so that it can be told the way that OAuth does.
pub(crate) struct MetadataJson(std::result::Result<Map<String, Value>, Box<Problem>>);

impl MetadataJson {
    fn read(self) -> std::result::Result<Map<String, Value>, Fault> {
        self.0.map_err(|problem| Fault::from(*problem))
    }
}

impl<'a> ApiExtractor<'a> for MetadataJson {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        ClientMetadataBody::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: JSON, schema: ClientMetadataBody::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let read: std::result::Result<_, Rejection> = read_json_object(request, body, DEFAULT_LIMIT).await;
        Ok(Self(read.map_err(|rejection| Box::new(rejection.problem().clone()))))
    }
}

const CHALLENGE: &str = r#"Bearer realm="oathgate""#;
const INVALID: &str = r#"Bearer realm="oathgate", error="invalid_token""#;

/// The token of the header; none where there is none.
fn token(request: &Request) -> std::result::Result<Option<String>, Fault> {
    let read = read_token(request.headers());
    let read = read.map_err(|rejection| refused_token(rejection.problem().clone()))?;
    Ok(read.map(|(token, _)| token.expose().to_owned()))
}

fn access(request: &Request) -> std::result::Result<String, Fault> {
    token(request)?.ok_or_else(no_token)
}

/// The challenge is without an error (RFC 6750 §3.1); what is read beside it says what is missing.
fn no_token() -> Fault {
    let why = "This takes a token, as `Authorization: Bearer ...`.";
    Fault::of_token(StatusCode::UNAUTHORIZED, Some("invalid_token"), why, CHALLENGE)
}

fn told(failure: Failure<RegistrationRefusal>, shown: bool) -> Fault {
    match failure {
        Failure::Refused(RegistrationRefusal::Metadata(refusal)) => Failure::Refused(refusal).into(),
        Failure::Refused(RegistrationRefusal::Off) => Fault::of_token(
            StatusCode::FORBIDDEN,
            Some("access_denied"),
            "This server takes no registrations of clients.",
            CHALLENGE,
        ),
        Failure::Refused(RegistrationRefusal::Token) if shown => Fault::of_token(
            StatusCode::UNAUTHORIZED,
            Some("invalid_token"),
            "The token is not good here (any more), or there is no such client.",
            INVALID,
        ),
        Failure::Refused(RegistrationRefusal::Token) => no_token(),
        Failure::Busy { retry_after } => Failure::Busy { retry_after }.into(),
        Failure::Port(error) => error.into(),
    }
}

pub(crate) struct RegistrationAnswers<const STATUS: u16, const HAS_BODY: bool>;

impl<const STATUS: u16, const HAS_BODY: bool> Answers for RegistrationAnswers<STATUS, HAS_BODY> {
    fn list() -> Vec<MetaResponse> {
        let error = ErrorBody::schema_ref;
        let done = if STATUS == 204 {
            bare(204, "The client is gone, with all that it was granted.")
        } else {
            with(STATUS, "The client.", JSON, RegisteredClient::schema_ref())
        };
        let mut list = vec![
            done,
            with(401, "`invalid_token`: the token is not good, or there is none.", JSON, error()),
            with(403, "`access_denied`: the server takes no registrations.", JSON, error()),
        ];
        if HAS_BODY {
            list.push(with(400, "`invalid_client_metadata`: what is to be registered is not right; `invalid_redirect_uri` where it is an address.", JSON, error()));
            list.extend(form_errors(error()));
        }
        list.extend([defect(), unavailable()]);
        list
    }

    fn register(registry: &mut Registry) {
        RegisteredClient::register(registry);
        ErrorBody::register(registry);
    }
}

pub(crate) struct RegisterClientApi {
    pub(crate) registration: Arc<RegisterClient>,
}

#[OpenApi(tag = "Tag::OAuth")]
impl RegisterClientApi {
    /// Register a client
    ///
    /// For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial access
    /// token of its operator as bearer, or openly.
    #[oai(path = "/oauth/register", method = "post", operation_id = "register_client")]
    async fn register(
        &self,
        context: RequestContext,
        request: &Request,
        body: MetadataJson,
    ) -> Wire<RegistrationAnswers<201, true>> {
        let registered = async {
            let (initial, asked) = (token(request)?, body.read()?);
            let registered = self.registration.register(initial.as_deref(), &asked, &context.origin()).await;
            registered.map_err(|failure| told(failure, initial.is_some()))
        };
        Wire::new(match registered.await {
            Ok(client) => json(StatusCode::CREATED, Value::Object(client).to_string()),
            Err(fault) => fault.into_response(),
        })
    }
}

pub(crate) struct RegisteredClientApi {
    pub(crate) registration: Arc<RegisterClient>,
}

#[OpenApi(tag = "Tag::OAuth")]
impl RegisteredClientApi {
    /// Show a registered client
    ///
    /// To the client itself, with its registration access token as bearer (RFC 7592).
    #[oai(path = "/oauth/register/:client_id", method = "get", operation_id = "get_registered_client")]
    async fn show(
        &self,
        request: &Request,
        client_id: Path<String>,
    ) -> Wire<RegistrationAnswers<200, false>> {
        let shown = async {
            let access = access(request)?;
            self.registration.show(&client_id.0, &access).await.map_err(|failure| told(failure, true))
        };
        Wire::new(match shown.await {
            Ok(client) => json(StatusCode::OK, Value::Object(client).to_string()),
            Err(fault) => fault.into_response(),
        })
    }

    /// Change a registered client
    ///
    /// To what is sent, all of it (RFC 7592): what is left out is taken back.
    #[oai(path = "/oauth/register/:client_id", method = "put", operation_id = "change_registered_client")]
    async fn change(
        &self,
        context: RequestContext,
        request: &Request,
        client_id: Path<String>,
        body: MetadataJson,
    ) -> Wire<RegistrationAnswers<200, true>> {
        let changed = async {
            let (access, asked) = (access(request)?, body.read()?);
            let changed = self.registration.change(&client_id.0, &access, &asked, &context.origin()).await;
            changed.map_err(|failure| told(failure, true))
        };
        Wire::new(match changed.await {
            Ok(client) => json(StatusCode::OK, Value::Object(client).to_string()),
            Err(fault) => fault.into_response(),
        })
    }

    /// Delete a registered client
    ///
    /// With all that it was granted (RFC 7592).
    #[oai(path = "/oauth/register/:client_id", method = "delete", operation_id = "delete_registered_client")]
    async fn delete(
        &self,
        context: RequestContext,
        request: &Request,
        client_id: Path<String>,
    ) -> Wire<RegistrationAnswers<204, false>> {
        let deleted = async {
            let access = access(request)?;
            let deleted = self.registration.delete(&client_id.0, &access, &context.origin()).await;
            deleted.map_err(|failure| told(failure, true))
        };
        Wire::new(match deleted.await {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(fault) => fault.into_response(),
        })
    }
}
