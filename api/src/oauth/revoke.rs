//! `POST /oauth/revoke` (RFC 7009).

use super::{
    OAuthUseCases,
    client::ClientHeader,
    form::OAuthForm,
    introspect::TokenForm,
    token::required,
    wire::{Answers, ErrorBody, Fault, Wire, bare, client_errors},
};
use crate::{context::RequestContext, tags::Tag};
use poem::{IntoResponse, http::StatusCode};
use poem_openapi::{
    OpenApi,
    registry::{MetaResponse, Registry},
    types::Type,
};

pub(crate) struct RevokeAnswers;

impl Answers for RevokeAnswers {
    fn list() -> Vec<MetaResponse> {
        let mut list = vec![bare(200, "The token is not good (any more).")];
        list.extend(client_errors());
        list
    }

    fn register(registry: &mut Registry) {
        ErrorBody::register(registry);
    }
}

pub(crate) struct RevokeApi {
    pub(crate) oauth: OAuthUseCases,
}

impl RevokeApi {
    async fn end(
        &self,
        context: &RequestContext,
        header: ClientHeader,
        form: OAuthForm<TokenForm>,
    ) -> Result<(), Fault> {
        let form = form.read()?;
        let client = header.recognise(&form, &self.oauth, context).await?;
        Ok(self.oauth.revoke.run(&client, required(&form, "token")?).await?)
    }
}

#[OpenApi(tag = "Tag::OAuth")]
impl RevokeApi {
    /// Give a token back
    ///
    /// Ends what a client was granted, with every token that came from it (RFC 7009). A token that is not the
    /// client's, or none at all, is left alone without a word.
    #[oai(path = "/oauth/revoke", method = "post", operation_id = "revoke")]
    async fn revoke(
        &self,
        context: RequestContext,
        header: ClientHeader,
        form: OAuthForm<TokenForm>,
    ) -> Wire<RevokeAnswers> {
        Wire::new(match self.end(&context, header, form).await {
            Ok(()) => StatusCode::OK.into_response(),
            Err(fault) => fault.into_response(),
        })
    }
}
