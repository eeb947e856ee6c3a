//! `POST /auth/refresh`.

use super::tokens::Tokens;
use crate::{
    body::{FieldRules, MaybeJsonBody},
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::{SameSite, SessionCookie, SessionToken},
    tags::Tag,
};
use oathgate_application::accounts::refresh::{Refresh, Refusal};
use oathgate_domain::secret::Secret;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// A refresh token. Leave it out to use the session cookie.
#[derive(Object)]
#[oai(example)]
pub(crate) struct RefreshRequest {
    /// The `refresh_token` of the last answer.
    #[oai(nullable, validator(max_length = 512))]
    refresh_token: Option<String>,
}

impl RefreshRequest {
    /// The token that is in it.
    fn given(self) -> Option<Secret> {
        self.refresh_token.filter(|token| !token.is_empty()).map(Secret::new)
    }

    /// The token of the body, else that of the cookie.
    pub(super) fn token(body: Option<Self>, cookie: SessionToken) -> Option<Secret> {
        body.and_then(Self::given).or(cookie.0)
    }
}

impl FieldRules for RefreshRequest {}

impl Example for RefreshRequest {
    fn example() -> Self {
        Self { refresh_token: Some("AAAAAQGYxfCNXnzAofArbTxOX2AAAAAB".to_owned()) }
    }
}

#[derive(ApiResponse)]
pub(crate) enum RefreshAnswer {
    /// A new pair. The token that was sent does not work any more.
    #[oai(status = 200)]
    Refreshed(
        Json<Tokens>,
        /// The session cookie with the new refresh token.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

refusals! {
    /// Why there is no new pair.
    pub(crate) RefreshRefusals: Unauthorized, TokenReused, CrossSiteRequest
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TokenInvalid => Self::new(ProblemCode::Unauthorized)
                .detail("The refresh token is not valid, or its session has ended. Sign in again."),
            Refusal::TokenReused => Self::new(ProblemCode::TokenReused),
        }
    }
}

pub(crate) struct RefreshApi {
    pub(crate) refresh: Arc<Refresh>,
    pub(crate) cookie: SessionCookie,
}

#[OpenApi(tag = "Tag::Auth")]
impl RefreshApi {
    /// Get new tokens
    ///
    /// Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    /// and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    /// lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is not
    /// in the body: the new cookie holds it.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        context: RequestContext,
        _same_site: SameSite,
        session: SessionToken,
        body: MaybeJsonBody<RefreshRequest>,
    ) -> Result<RefreshAnswer, Refused<RefreshRefusals>> {
        let from_body = body.0.and_then(RefreshRequest::given);
        let by_cookie = from_body.is_none();
        let Some(token) = from_body.or(session.0) else {
            return Err(Refused::new(
                Problem::new(ProblemCode::Unauthorized)
                    .detail("Send a `refresh_token`, or the session cookie."),
            ));
        };
        let pair = self.refresh.run(&context.origin(), token.expose()).await.map_err(Refused::new)?;
        let cookie = self.cookie.set(&pair.refresh_token, pair.refresh_expires_in);
        let tokens = Tokens::from(&pair);
        let tokens = if by_cookie { tokens.without_refresh() } else { tokens };
        Ok(RefreshAnswer::Refreshed(Json(tokens), cookie))
    }
}
