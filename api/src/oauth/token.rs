//! `POST /oauth/token` (RFC 6749 §3.2).

use super::{
    OAuthUseCases,
    client::ClientHeader,
    dpop::{proof_of, proven, require_nonce, with_nonce},
    form::OAuthForm,
    wire::{Answers, ErrorBody, Fault, JSON, Wire, client_errors, json, with},
};
use crate::{body::RawForm, context::RequestContext, tags::Tag};
use oathgate_application::{
    error::Failure,
    oauth::{GrantedTokens, code_exchange::Ask, refresh, resources, token_exchange},
    telemetry::measures,
};
use oathgate_domain::oauth::{Client, GrantType, KeyThumbprint, OAuthError};
use poem::{IntoResponse, Request, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    param::Header,
    registry::{MetaResponse, Registry},
    types::{ToJSON, Type},
};

/// What a client asks tokens for with.
#[derive(Object)]
pub(crate) struct TokenRequest {
    /// `authorization_code`, `refresh_token`, `client_credentials`,
    /// `urn:ietf:params:oauth:grant-type:device_code` or
    /// `urn:ietf:params:oauth:grant-type:token-exchange`.
    grant_type: String,
    /// With `authorization_code`: the code.
    code: Option<String>,
    /// With `authorization_code`: the redirect URI of the authorization request, if that named one.
    redirect_uri: Option<String>,
    /// With `authorization_code`: what answers the challenge (RFC 7636).
    code_verifier: Option<String>,
    /// With `refresh_token`: the refresh token.
    refresh_token: Option<String>,
    /// With `urn:ietf:params:oauth:grant-type:device_code`: the code of the device (RFC 8628).
    device_code: Option<String>,
    /// Fewer scopes than were granted, or, with `client_credentials`, those that are wanted.
    scope: Option<String>,
    /// The resources that the access token is for (RFC 8707): fewer than were granted, or, with
    /// `client_credentials`, those that are wanted. May be repeated.
    resource: Option<Vec<String>>,
    /// With token exchange (RFC 8693): further resources. May be repeated.
    audience: Option<Vec<String>>,
    /// With token exchange: an access token that was issued to the client or is for it.
    subject_token: Option<String>,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token`.
    subject_token_type: Option<String>,
    /// With token exchange: an access token of the client itself, which is to act for the subject.
    actor_token: Option<String>,
    /// With `actor_token`: `urn:ietf:params:oauth:token-type:access_token`.
    actor_token_type: Option<String>,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token`, or nothing.
    requested_token_type: Option<String>,
    /// The client, unless the header names it.
    client_id: Option<String>,
    /// Its secret, unless the header has it.
    client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    client_assertion: Option<String>,
}

/// Tokens (RFC 6749, section 5.1).
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct TokenResponse {
    /// The access token, a JWT (RFC 9068).
    access_token: String,
    /// `Bearer`, or `DPoP` where the access token is bound to a key (RFC 9449).
    token_type: String,
    /// For how many seconds the access token is good.
    expires_in: i64,
    /// The refresh token. Each works once; the answer to it holds the next.
    refresh_token: Option<String>,
    /// The ID token, where `openid` was granted.
    id_token: Option<String>,
    /// What was granted.
    scope: String,
    /// With token exchange: `urn:ietf:params:oauth:token-type:access_token` (RFC 8693).
    issued_token_type: Option<String>,
}

impl From<GrantedTokens> for TokenResponse {
    fn from(granted: GrantedTokens) -> Self {
        let text = |secret: oathgate_domain::secret::Secret| secret.expose().to_owned();
        Self {
            access_token: text(granted.access_token),
            token_type: if granted.confirmation.is_some() { "DPoP" } else { "Bearer" }.to_owned(),
            expires_in: granted.expires_in.whole_seconds(),
            refresh_token: granted.refresh_token.map(text),
            id_token: granted.id_token.map(text),
            scope: granted.scopes.to_string(),
            issued_token_type: None,
        }
    }
}

pub(crate) struct TokenAnswers;

impl Answers for TokenAnswers {
    fn list() -> Vec<MetaResponse> {
        let mut list = vec![with(200, "The tokens.", JSON, TokenResponse::schema_ref())];
        list.extend(client_errors());
        list
    }

    fn register(registry: &mut Registry) {
        TokenResponse::register(registry);
        ErrorBody::register(registry);
    }
}

pub(crate) struct TokenApi {
    pub(crate) oauth: OAuthUseCases,
}

impl TokenApi {
    async fn grant(
        &self,
        context: &RequestContext,
        request: &Request,
        header: ClientHeader,
        form: OAuthForm<TokenRequest>,
        grant: &mut &'static str,
    ) -> Result<TokenResponse, Fault> {
        let form = form.read()?;
        if let Some(known) = form.one("grant_type").and_then(GrantType::parse) {
            *grant = word(known);
        }
        let proof = proof_of(request)?;
        require_nonce(&self.oauth.proofs, proof)?;
        let client = header.recognise(&form, &self.oauth, context).await?;
        let grant_type = required(&form, "grant_type")?;
        let proven = proven(&self.oauth.proofs, proof, "/oauth/token").await?;
        if client.metadata.requires_dpop && proven.is_none() {
            let why = "The client's tokens are bound to a key; the request has no DPoP header.";
            return Err(Fault::new(OAuthError::InvalidDpopProof, why));
        }
        let Some(grant_type) = GrantType::parse(grant_type) else {
            return Err(Fault::new(OAuthError::UnsupportedGrantType, "The grant type is not supported."));
        };
        let mut tokens: TokenResponse = self.grant_by(grant_type, &client, &form, proven).await?.into();
        if grant_type == GrantType::TokenExchange {
            tokens.issued_token_type = Some(token_exchange::ACCESS_TOKEN.to_owned());
        }
        Ok(tokens)
    }

    async fn grant_by(
        &self,
        grant_type: GrantType,
        client: &Client,
        form: &RawForm<TokenRequest>,
        proven: Option<KeyThumbprint>,
    ) -> Result<GrantedTokens, Fault> {
        let scope = form.one("scope");
        let resources = resources::read(form.many("resource")).map_err(Failure::Refused)?;
        Ok(match grant_type {
            GrantType::AuthorizationCode => {
                let ask = Ask {
                    code: required(form, "code")?,
                    redirect_uri: form.one("redirect_uri"),
                    verifier: form.one("code_verifier"),
                    resources,
                    proven,
                };
                self.oauth.exchange_code.run(client, ask).await?
            }
            GrantType::RefreshToken => {
                let token = required(form, "refresh_token")?;
                let ask = refresh::Ask { token, scope, resources, proven };
                self.oauth.refresh_grant.run(client, ask).await?
            }
            GrantType::ClientCredentials => {
                self.oauth.grant_to_client.run(client, scope, &resources, proven).await?
            }
            GrantType::DeviceCode => {
                let code = required(form, "device_code")?;
                self.oauth.exchange_device_code.run(client, code, &resources, proven).await?
            }
            GrantType::TokenExchange => {
                let named = form.many("resource").chain(form.many("audience"));
                let ask = token_exchange::Ask {
                    subject: required(form, "subject_token")?,
                    subject_type: required(form, "subject_token_type")?,
                    actor: form.one("actor_token").map(|token| (token, form.one("actor_token_type"))),
                    requested_type: form.one("requested_token_type"),
                    scope,
                    resources: resources::read(named).map_err(Failure::Refused)?,
                    proven,
                };
                self.oauth.exchange_token.run(client, ask).await?
            }
        })
    }
}

/// A grant's label among the figures.
fn word(grant: GrantType) -> &'static str {
    match grant {
        GrantType::AuthorizationCode => "authorization_code",
        GrantType::RefreshToken => "refresh_token",
        GrantType::ClientCredentials => "client_credentials",
        GrantType::DeviceCode => "device_code",
        GrantType::TokenExchange => "token_exchange",
    }
}

/// A parameter that must be there.
///
/// # Errors
/// `invalid_request`.
pub(super) fn required<'a, T>(form: &'a RawForm<T>, name: &str) -> Result<&'a str, Fault> {
    form.one(name).ok_or_else(|| Fault::request(format!("The parameter {name} is missing.")))
}

#[OpenApi(tag = "Tag::OAuth")]
impl TokenApi {
    /// Get tokens
    ///
    /// Exchanges a code, a refresh token or the code of a device for tokens, or gives a client a token of its
    /// own (RFC 6749, section 3.2). A code works once: when it comes again, what came from it is revoked. So does a refresh
    /// token: one that comes back later was copied, and ends what was granted.
    #[oai(path = "/oauth/token", method = "post", operation_id = "token")]
    async fn token(
        &self,
        context: RequestContext,
        request: &Request,
        header: ClientHeader,
        form: OAuthForm<TokenRequest>,
        /// Binds the tokens to the key of this proof (RFC 9449).
        #[oai(name = "DPoP")]
        _proof: Header<Option<String>>,
    ) -> Wire<TokenAnswers> {
        let mut grant = "unknown";
        let response = match self.grant(&context, request, header, form, &mut grant).await {
            Ok(tokens) => {
                measures::TOKENS.count([grant]);
                json(StatusCode::OK, tokens.to_json_string())
            }
            Err(fault) => {
                measures::TOKENS_REFUSED.count([grant]);
                fault.into_response()
            }
        };
        Wire::new(with_nonce(response, &self.oauth.proofs, request))
    }
}
