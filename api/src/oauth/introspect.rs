//! `POST /oauth/introspect` (RFC 7662).

use super::{
    OAuthUseCases,
    client::{ClientHeader, require_secret},
    form::OAuthForm,
    token::required,
    wire::{Answers, ErrorBody, Fault, JSON, Wire, client_errors, json, with},
};
use crate::{context::RequestContext, tags::Tag};
use poem::{IntoResponse, http::StatusCode};
use poem_openapi::{
    Object, OpenApi,
    registry::{MetaResponse, Registry},
    types::{Any, Type},
};
use serde_json::Value;

/// A token, and who shows it.
#[derive(Object)]
pub(crate) struct TokenForm {
    /// An access token or a refresh token.
    token: String,
    /// Which of both it probably is; the server finds out by itself.
    token_type_hint: Option<String>,
    /// The client, unless the header names it.
    client_id: Option<String>,
    /// Its secret, unless the header has it.
    client_secret: Option<String>,
    /// With `client_assertion`: `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    client_assertion_type: Option<String>,
    /// In place of a secret: a JWT that the client has signed (RFC 7523).
    client_assertion: Option<String>,
}

/// What a token is. A token that is not good, for whatever reason, is not `active`, and nothing else is said
/// of it.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct Introspection {
    /// Whether it is good now.
    active: bool,
    /// `Bearer` or `refresh_token`.
    token_type: Option<String>,
    /// The client that it was given to.
    client_id: Option<String>,
    /// Whom it stands for: an account, or the client itself.
    sub: Option<String>,
    /// What it allows.
    scope: Option<String>,
    /// When it ends, in seconds since 1970.
    exp: Option<i64>,
    /// When it was made, in seconds since 1970.
    iat: Option<i64>,
    /// Its name.
    jti: Option<String>,
    /// Who made it.
    iss: Option<String>,
    /// Whom it is for: the server itself, a resource, or several of them.
    aud: Option<Any<Value>>,
    /// The name that the person signs in with, where the token allows `profile`.
    username: Option<String>,
    /// The key that it is bound to (RFC 9449, section 6.2).
    cnf: Option<Any<Value>>,
    /// Who acts for whom it stands (RFC 8693, section 4.1).
    act: Option<Any<Value>>,
}

pub(crate) struct IntrospectAnswers;

impl Answers for IntrospectAnswers {
    fn list() -> Vec<MetaResponse> {
        let mut list = vec![with(200, "What the token is.", JSON, Introspection::schema_ref())];
        list.extend(client_errors());
        list
    }

    fn register(registry: &mut Registry) {
        Introspection::register(registry);
        ErrorBody::register(registry);
    }
}

pub(crate) struct IntrospectApi {
    pub(crate) oauth: OAuthUseCases,
}

impl IntrospectApi {
    async fn look(
        &self,
        context: &RequestContext,
        header: ClientHeader,
        form: OAuthForm<TokenForm>,
    ) -> Result<Value, Fault> {
        let form = form.read()?;
        let client = header.recognise(&form, &self.oauth, context).await?;
        require_secret(&client)?;
        Ok(Value::Object(self.oauth.introspect.run(&client, required(&form, "token")?).await?))
    }
}

#[OpenApi(tag = "Tag::OAuth")]
impl IntrospectApi {
    /// What is this token?
    ///
    /// For services that are sent tokens and do not verify them by themselves, or want to know whether one was
    /// revoked since (RFC 7662). They are clients with a secret or a key, and learn about tokens that were
    /// issued to them or are for one of their audiences; any other token is not `active` for them.
    #[oai(path = "/oauth/introspect", method = "post", operation_id = "introspect")]
    async fn introspect(
        &self,
        context: RequestContext,
        header: ClientHeader,
        form: OAuthForm<TokenForm>,
    ) -> Wire<IntrospectAnswers> {
        Wire::new(match self.look(&context, header, form).await {
            Ok(found) => json(StatusCode::OK, found.to_string()),
            Err(fault) => fault.into_response(),
        })
    }
}
