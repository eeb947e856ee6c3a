//! `GET` and `DELETE /users/me/sessions`, and `DELETE /users/me/sessions/{id}`.

use crate::{
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::{accounts::sessions::Sessions, audit::By};
use oathgate_domain::{ids::SessionId, session::Session};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json, types::Example};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// One sign-in on one device.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct SessionView {
    /// Its identifier; the `sid` of its access tokens.
    id: Uuid,
    /// Whether this very request was sent in it.
    current: bool,
    /// When the person signed in.
    created_at: OffsetDateTime,
    /// When it last got new tokens.
    last_seen_at: OffsetDateTime,
    /// When it ends if it is not used.
    expires_at: OffsetDateTime,
    /// The browser or client, in its own words.
    user_agent: Option<String>,
    /// The network address from which the person signed in.
    address: Option<String>,
}

impl SessionView {
    fn new(session: Session, current: SessionId) -> Self {
        Self {
            id: session.id.0,
            current: session.id == current,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            address: session.address,
        }
    }
}

/// Sessions, latest used first.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct SessionList {
    /// At most 200 sessions.
    sessions: Vec<SessionView>,
}

impl Example for SessionList {
    fn example() -> Self {
        Self {
            sessions: vec![SessionView {
                id: Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60),
                current: true,
                created_at: datetime!(2026-01-02 12:00 UTC),
                last_seen_at: datetime!(2026-01-02 13:30 UTC),
                expires_at: datetime!(2026-01-09 13:30 UTC),
                user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0".to_owned()),
                address: Some("198.51.100.7".to_owned()),
            }],
        }
    }
}

/// How many sessions have ended.
#[derive(Debug, Object)]
pub(crate) struct SessionsEnded {
    /// How many.
    ended: u64,
}

#[derive(ApiResponse)]
pub(crate) enum ListAnswer {
    /// The sessions.
    #[oai(status = 200)]
    Found(Json<SessionList>),
}

#[derive(ApiResponse)]
pub(crate) enum EndOthersAnswer {
    /// The other sessions have ended.
    #[oai(status = 200)]
    Ended(Json<SessionsEnded>),
}

#[derive(ApiResponse)]
pub(crate) enum EndAnswer {
    /// The session has ended.
    #[oai(status = 204)]
    Ended,
}

refusals! {
    /// Why sessions are not listed or ended: for no reason of its own.
    pub(crate) SessionsRefusals:
}

refusals! {
    /// Why a session is not ended.
    pub(crate) EndRefusals: NotFound
}

pub(crate) struct SessionsApi {
    pub(crate) sessions: Arc<Sessions>,
}

#[OpenApi(tag = "Tag::Users")]
impl SessionsApi {
    /// List my sessions
    ///
    /// Those that are live, latest used first.
    #[oai(path = "/users/me/sessions", method = "get", operation_id = "list_sessions")]
    async fn list(&self, who: SignedIn) -> Result<ListAnswer, Refused<SessionsRefusals>> {
        let sessions = self.sessions.list(who.0.account.id).await.map_err(Refused::new)?;
        let current = who.0.session.id;
        let sessions = sessions.into_iter().map(|session| SessionView::new(session, current)).collect();
        Ok(ListAnswer::Found(Json(SessionList { sessions })))
    }

    /// End my other sessions
    ///
    /// Every session but that of the access token ends, with all its tokens.
    #[oai(path = "/users/me/sessions", method = "delete", operation_id = "end_other_sessions")]
    async fn end_others(
        &self,
        context: RequestContext,
        who: SignedIn,
    ) -> Result<EndOthersAnswer, Refused<SessionsRefusals>> {
        let by = By::person(&who.0, context.origin());
        let (account, current) = (who.0.account.id, who.0.session.id);
        let ended = self.sessions.revoke_others(&by, account, current).await.map_err(Refused::new)?;
        Ok(EndOthersAnswer::Ended(Json(SessionsEnded { ended })))
    }

    /// End a session of mine
    ///
    /// The session ends at once, with all its tokens.
    #[oai(path = "/users/me/sessions/:id", method = "delete", operation_id = "end_session")]
    async fn end(
        &self,
        context: RequestContext,
        who: SignedIn,
        /// The session.
        id: Path<Uuid>,
    ) -> Result<EndAnswer, Refused<EndRefusals>> {
        let by = By::person(&who.0, context.origin());
        let ended = self.sessions.revoke(&by, who.0.account.id, SessionId(id.0)).await;
        let ended = ended.map_err(Refused::new)?;
        if ended { Ok(EndAnswer::Ended) } else { Err(Refused::new(Problem::new(ProblemCode::NotFound))) }
    }
}
