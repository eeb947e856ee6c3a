//! `POST /oauth/par` (RFC 9126).

use super::{
    OAuthUseCases,
    client::ClientHeader,
    dpop::{proof_of, proven, require_nonce, with_nonce},
    form::OAuthForm,
    wire::{Answers, ErrorBody, Fault, JSON, Wire, client_errors, json, with},
};
use crate::{context::RequestContext, tags::Tag};
use oathgate_application::oauth::push_request::PUSHED_LIFETIME;
use oathgate_domain::oauth::Parameters;
use poem::{IntoResponse, Request, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    param::Header,
    registry::{MetaResponse, Registry},
    types::{ToJSON, Type},
};

/// What a client would otherwise send by way of the browser, and who it is.
#[derive(Object)]
pub(crate) struct PushForm {
    /// `code`.
    response_type: String,
    /// The client, unless the header names it.
    client_id: Option<String>,
    /// Its secret, unless the header has it.
    client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    client_assertion: Option<String>,
    /// Where the answer goes: one of those that the client registered.
    redirect_uri: Option<String>,
    /// What is asked for.
    scope: Option<String>,
    /// The resources that the tokens are to be for (RFC 8707). May be repeated.
    resource: Option<Vec<String>>,
    /// Given back as it came.
    state: Option<String>,
    /// The challenge (RFC 7636).
    code_challenge: Option<String>,
    /// `S256`.
    code_challenge_method: Option<String>,
    /// Given back in the ID token.
    nonce: Option<String>,
    /// Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
    claims: Option<String>,
    /// In place of these: what the client has signed (RFC 9101).
    request: Option<String>,
    /// The key that the code is to be bound to (RFC 9449, section 10). Every other parameter of
    /// `/oauth/authorize` is taken as well.
    dpop_jkt: Option<String>,
}

/// The request has a name now.
#[derive(Object)]
pub(crate) struct Pushed {
    /// What is sent to `/oauth/authorize` in place of the parameters, beside `client_id`. It works once.
    request_uri: String,
    /// For how many seconds.
    expires_in: i64,
}

pub(crate) struct PushAnswers;

impl Answers for PushAnswers {
    fn list() -> Vec<MetaResponse> {
        let mut list = vec![with(201, "The request was taken.", JSON, Pushed::schema_ref())];
        list.extend(client_errors());
        list
    }

    fn register(registry: &mut Registry) {
        Pushed::register(registry);
        ErrorBody::register(registry);
    }
}

pub(crate) struct PushApi {
    pub(crate) oauth: OAuthUseCases,
}

impl PushApi {
    async fn take(
        &self,
        context: &RequestContext,
        request: &Request,
        header: ClientHeader,
        form: OAuthForm<PushForm>,
    ) -> Result<Pushed, Fault> {
        let form = form.read()?;
        let proof = proof_of(request)?;
        require_nonce(&self.oauth.proofs, proof)?;
        let client = header.recognise(&form, &self.oauth, context).await?;
        let proven = proven(&self.oauth.proofs, proof, "/oauth/par").await?;
        let parameters = Parameters::from_pairs(form.into_pairs());
        let request_uri = self.oauth.push_request.run(&client, &parameters, proven).await?;
        Ok(Pushed { request_uri, expires_in: PUSHED_LIFETIME.whole_seconds() })
    }
}

#[OpenApi(tag = "Tag::OAuth")]
impl PushApi {
    /// Push an authorization request
    ///
    /// Takes the parameters of `/oauth/authorize` from the client itself, so that nobody on the way reads or
    /// changes them (RFC 9126). What is wrong with them is told here.
    #[oai(path = "/oauth/par", method = "post", operation_id = "push_authorization_request")]
    async fn push(
        &self,
        context: RequestContext,
        request: &Request,
        header: ClientHeader,
        form: OAuthForm<PushForm>,
        /// Binds the code to the key of this proof (RFC 9449, section 10.1).
        #[oai(name = "DPoP")]
        _proof: Header<Option<String>>,
    ) -> Wire<PushAnswers> {
        let response = match self.take(&context, request, header, form).await {
            Ok(pushed) => json(StatusCode::CREATED, pushed.to_json_string()),
            Err(fault) => fault.into_response(),
        };
        Wire::new(with_nonce(response, &self.oauth.proofs, request))
    }
}
