//! `GET` and `POST /oauth/userinfo` (OpenID Connect Core §5.3).

use super::{
    OAuthUseCases,
    bearer::{ClientToken, Shown, refused},
    dpop::{self, proven_with_token, with_nonce},
    form::OAuthForm,
    wire::{Answers, Fault, JSON, TokenErrorBody, Wire, form_errors, json, with},
};
use crate::{problem::Problem, security::ClientScope, tags::Tag};
use oathgate_application::{
    error::Failure,
    oauth::userinfo::{Refusal, Told},
};
use poem::{
    IntoResponse, Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    Object, OpenApi,
    param::Header,
    registry::{MetaResponse, Registry},
    types::Type,
};
use serde_json::Value;

/// A signed answer (RFC 7519 §10.3.1).
const JWT: &str = "application/jwt";

const INSUFFICIENT_SCOPE: &str = r#"Bearer realm="oathgate", error="insufficient_scope", error_description="The access token was not granted openid", scope="openid""#;

/// An access token, unless the header has it.
#[derive(Object)]
pub(crate) struct UserInfoForm {
    /// The access token (RFC 6750, section 2.2).
    access_token: Option<String>,
}

/// A postal address (OpenID Connect Core, section 5.1.1).
#[derive(Object)]
#[oai(rename = "AddressClaim", skip_serializing_if_is_none)]
pub(crate) struct AddressClaim {
    /// The whole address, in lines.
    formatted: Option<String>,
    /// Street and house number; may have several lines.
    street_address: Option<String>,
    /// The city.
    locality: Option<String>,
    /// State, province or prefecture.
    region: Option<String>,
    /// The postal code.
    postal_code: Option<String>,
    /// The country.
    country: Option<String>,
}

/// Who signed in, as far as the scopes of the token tell.
#[derive(Object)]
#[oai(rename = "UserInfo", skip_serializing_if_is_none)]
pub(crate) struct UserInfoBody {
    /// The account; it never changes and is never given to another.
    sub: String,
    /// With `profile`: the whole name.
    name: Option<String>,
    /// With `profile`: the given name.
    given_name: Option<String>,
    /// With `profile`: the family name.
    family_name: Option<String>,
    /// With `profile`: the user name.
    preferred_username: Option<String>,
    /// With `profile`: the language that they read, as a language tag.
    locale: Option<String>,
    /// With `profile`: when any of this last changed, in seconds since 1970.
    updated_at: Option<i64>,
    /// With `email`: the address.
    email: Option<String>,
    /// With `email`: whether it was verified.
    email_verified: Option<bool>,
    /// With `address`: the postal address, as far as the person tells.
    address: Option<AddressClaim>,
    /// With `phone`: the phone number, in E.164.
    phone_number: Option<String>,
    /// With `phone`: whether it was verified; it never was.
    phone_number_verified: Option<bool>,
}

/// The answers, with those to a form where there is one.
pub(crate) struct UserInfoAnswers<const FORM: bool>;

impl<const FORM: bool> Answers for UserInfoAnswers<FORM> {
    fn list() -> Vec<MetaResponse> {
        let error = TokenErrorBody::schema_ref;
        let mut list = if FORM { form_errors(error()) } else { vec![] };
        list.extend([
            with(
                200,
                "Who signed in. A client that has registered `userinfo_signed_response_alg` gets the same as a JWT \
                 (`application/jwt`), with `iss` and `aud`.",
                JSON,
                UserInfoBody::schema_ref(),
            ),
            with(400, "`invalid_request`: the token is sent in more than one way.", JSON, error()),
            with(401, "`invalid_token`: the token is not good (any more), or there is none.", JSON, error()),
            with(403, "`insufficient_scope`: the token was not granted `openid`.", JSON, error()),
            with(500, "`server_error`: the server made a mistake; it was logged.", JSON, error()),
            with(503, "`temporarily_unavailable`: a part of the server is away or busy.", JSON, error()),
        ]);
        list
    }

    fn register(registry: &mut Registry) {
        UserInfoBody::register(registry);
        TokenErrorBody::register(registry);
    }
}

pub(crate) struct UserInfoApi {
    pub(crate) oauth: OAuthUseCases,
}

impl UserInfoApi {
    async fn answer(&self, request: &Request, shown: Result<Shown, Fault>) -> Response {
        let proofs = &self.oauth.proofs;
        let found = async {
            let Shown { token, with_proof } = shown?;
            let token = token.expose();
            let proven = if with_proof {
                Some(proven_with_token(proofs, request, "/oauth/userinfo", token).await?)
            } else {
                None
            };
            let claims = self.oauth.user_info.answer(token, proven).await;
            claims.map_err(|failure| match failure {
                Failure::Refused(Refusal::Token(_)) if with_proof => Fault::of_token(
                    StatusCode::UNAUTHORIZED,
                    Some("invalid_token"),
                    "The access token is not valid, or is not bound to the key of the proof.",
                    dpop::INVALID_TOKEN,
                ),
                Failure::Refused(Refusal::Token(fault)) => refused(Problem::from(fault)),
                Failure::Refused(Refusal::InsufficientScope) => Fault::of_token(
                    StatusCode::FORBIDDEN,
                    Some("insufficient_scope"),
                    "The access token was not granted openid.",
                    INSUFFICIENT_SCOPE,
                ),
                Failure::Busy { retry_after } => {
                    Problem::new(crate::problem::ProblemCode::Busy).retry_after(retry_after).into()
                }
                Failure::Port(error) => error.into(),
            })
        };
        let response = match found.await {
            Ok(Told::Plain(claims)) => json(StatusCode::OK, Value::Object(claims).to_string()),
            Ok(Told::Signed(token)) => {
                let mut response = json(StatusCode::OK, token.expose().to_owned());
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JWT));
                response
            }
            Err(fault) => fault.into_response(),
        };
        with_nonce(response, proofs, request)
    }
}

#[OpenApi(tag = "Tag::OpenId")]
impl UserInfoApi {
    /// Who signed in?
    ///
    /// Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).
    #[oai(path = "/oauth/userinfo", method = "get", operation_id = "userinfo")]
    async fn userinfo(
        &self,
        request: &Request,
        #[oai(scope = "ClientScope::OpenId")] token: ClientToken,
        /// With a token that is bound to a key: its proof (RFC 9449, section 7).
        #[oai(name = "DPoP")]
        _proof: Header<Option<String>>,
    ) -> Wire<UserInfoAnswers<false>> {
        Wire::new(self.answer(request, token.or(None)).await)
    }

    /// Who signed in? By POST
    ///
    /// The same as by GET; the access token may also be in the form.
    #[oai(path = "/oauth/userinfo", method = "post", operation_id = "userinfo_post")]
    async fn userinfo_post(
        &self,
        request: &Request,
        #[oai(scope = "ClientScope::OpenId")] token: ClientToken,
        form: OAuthForm<UserInfoForm, false>,
        /// With a token that is bound to a key: its proof (RFC 9449, section 7).
        #[oai(name = "DPoP")]
        _proof: Header<Option<String>>,
    ) -> Wire<UserInfoAnswers<true>> {
        let token = form.read_if_there().and_then(|form| {
            let in_form = form.as_ref().and_then(|form| form.one("access_token"));
            token.or(in_form)
        });
        Wire::new(self.answer(request, token).await)
    }
}
