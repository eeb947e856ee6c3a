//! `POST /auth/logout`.

use super::refresh::RefreshRequest;
use crate::{
    body::MaybeJsonBody,
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::{MaybeBearerToken, SameSite, SessionCookie, SessionToken},
    tags::Tag,
};
use oathgate_application::{
    accounts::{authenticate::Authenticate, log_out::LogOut},
    error::Failure,
};
use poem_openapi::{ApiResponse, OpenApi};
use std::sync::Arc;

#[derive(ApiResponse)]
pub(crate) enum LogoutAnswer {
    /// Signed out. The session and every token of it have ended; a session that had ended before counts
    /// too.
    #[oai(status = 204)]
    SignedOut(
        /// Removes the session cookie.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

refusals! {
    /// Why nobody is signed out.
    pub(crate) LogoutRefusals: Unauthorized, CrossSiteRequest
}

pub(crate) struct LogoutApi {
    pub(crate) log_out: Arc<LogOut>,
    pub(crate) authenticate: Arc<Authenticate>,
    pub(crate) cookie: SessionCookie,
}

#[OpenApi(tag = "Tag::Auth")]
impl LogoutApi {
    /// Sign out
    ///
    /// Ends the session of the access token, of the refresh token in the body, or of the session cookie;
    /// of all of them, where several are sent.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        context: RequestContext,
        _same_site: SameSite,
        bearer: MaybeBearerToken,
        session: SessionToken,
        body: MaybeJsonBody<RefreshRequest>,
    ) -> Result<LogoutAnswer, Refused<LogoutRefusals>> {
        let refresh = RefreshRequest::token(body.0, session);
        if bearer.0.is_none() && refresh.is_none() {
            return Err(Refused::new(
                Problem::new(ProblemCode::Unauthorized)
                    .detail("Send an access token, a `refresh_token`, or the session cookie."),
            ));
        }
        let mut sessions: Vec<_> =
            refresh.and_then(|token| self.log_out.session_of(token.expose())).into_iter().collect();
        if let Some(token) = bearer.0 {
            match self.authenticate.run(token.expose()).await {
                Ok(principal) => sessions.push(principal.session.id),
                // Its session has ended, or will not be found again: nothing is left to end.
                Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(Refused::new(failure)),
            }
        }
        for session in sessions {
            self.log_out.run(&context.origin(), session).await.map_err(Refused::new)?;
        }
        Ok(LogoutAnswer::SignedOut(self.cookie.clear()))
    }
}
