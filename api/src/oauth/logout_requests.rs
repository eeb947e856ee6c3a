//! `GET` and `POST /oauth/logout/request`: what the web app asks people with before it signs them out at the
//! wish of a client. Both need the access token, which no page of another site has.

use super::requests::ClientView;
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::{SessionCookie, SignedIn},
    tags::Tag,
};
use oathgate_application::oauth::end_session::{EndSession, NoSuchFarewell};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Query, payload::Json, types::Example};
use std::sync::Arc;

/// A person is asked whether they want to sign out.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct LogoutQuestion {
    /// Who asks for it, where that is known.
    client: Option<ClientView>,
    /// The address of the account that is signed in.
    email: String,
}

impl Example for LogoutQuestion {
    fn example() -> Self {
        Self {
            client: Some(ClientView {
                id: "photo-books".to_owned(),
                name: "Photo Books".to_owned(),
                home: Some("https://photos.example.com".to_owned()),
                id_host: None,
            }),
            email: "ada@example.com".to_owned(),
        }
    }
}

/// The person wants it. What the page was given goes back as it came.
#[derive(Object)]
#[oai(example)]
pub(crate) struct LogoutConfirmation {
    /// The client.
    #[oai(validator(max_length = 255))]
    client_id: Option<String>,
    /// Where the browser goes afterwards.
    #[oai(validator(max_length = 2000))]
    post_logout_redirect_uri: Option<String>,
    /// Given back as it came.
    #[oai(validator(max_length = 1024))]
    state: Option<String>,
}

impl FieldRules for LogoutConfirmation {}

impl Example for LogoutConfirmation {
    fn example() -> Self {
        Self {
            client_id: Some("photo-books".to_owned()),
            post_logout_redirect_uri: Some("https://photos.example.com/bye".to_owned()),
            state: Some("af0ifjsldkj".to_owned()),
        }
    }
}

/// The person is signed out.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct LogoutOutcome {
    /// Where the browser goes. Nowhere in particular where it is left out.
    redirect_to: Option<String>,
}

impl Example for LogoutOutcome {
    fn example() -> Self {
        Self { redirect_to: Some("https://photos.example.com/bye?state=af0ifjsldkj".to_owned()) }
    }
}

#[derive(ApiResponse)]
pub(crate) enum LogoutQuestionAnswer {
    /// What is asked.
    #[oai(status = 200)]
    Found(Json<LogoutQuestion>),
}

#[derive(ApiResponse)]
pub(crate) enum LogoutOutcomeAnswer {
    /// The session and everything that hangs on it has ended.
    #[oai(status = 200)]
    SignedOut(
        Json<LogoutOutcome>,
        /// Removes the session cookie.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

refusals! {
    /// Why nobody is asked or signed out.
    pub(crate) LogoutRequestRefusals: NotFound
}

impl From<NoSuchFarewell> for Problem {
    fn from(refusal: NoSuchFarewell) -> Self {
        Self::new(ProblemCode::NotFound).detail(format!("This request does not work: {}.", refusal.0))
    }
}

pub(crate) struct LogoutRequestsApi {
    pub(crate) end_session: Arc<EndSession>,
    pub(crate) cookie: SessionCookie,
}

#[OpenApi(tag = "Tag::OAuth")]
impl LogoutRequestsApi {
    /// A request to sign out
    ///
    /// Who asks for it, for the page that asks the person who is signed in.
    #[oai(path = "/oauth/logout/request", method = "get", operation_id = "get_logout_request")]
    async fn get(
        &self,
        who: SignedIn,
        /// The client.
        client_id: Query<Option<String>>,
        /// Where the browser would go afterwards.
        post_logout_redirect_uri: Query<Option<String>>,
    ) -> Result<LogoutQuestionAnswer, Refused<LogoutRequestRefusals>> {
        let (client, uri) = (given(client_id.0.as_deref()), given(post_logout_redirect_uri.0.as_deref()));
        let farewell = self.end_session.read(client, uri, None).await.map_err(Refused::new)?;
        Ok(LogoutQuestionAnswer::Found(Json(LogoutQuestion {
            client: farewell.client.map(ClientView::from),
            email: who.0.account.email.as_str().to_owned(),
        })))
    }

    /// Sign out at the wish of a client
    ///
    /// Ends the session of the access token, and says where the browser goes.
    #[oai(path = "/oauth/logout/request", method = "post", operation_id = "confirm_logout_request")]
    async fn confirm(
        &self,
        context: RequestContext,
        who: SignedIn,
        body: JsonBody<LogoutConfirmation>,
    ) -> Result<LogoutOutcomeAnswer, Refused<LogoutRequestRefusals>> {
        let LogoutConfirmation { client_id, post_logout_redirect_uri, state } = body.0;
        let (client, uri) = (given(client_id.as_deref()), given(post_logout_redirect_uri.as_deref()));
        let farewell =
            self.end_session.read(client, uri, given(state.as_deref())).await.map_err(Refused::new)?;
        self.end_session.confirm(&who.0, &context.origin()).await.map_err(Refused::new)?;
        let outcome = LogoutOutcome { redirect_to: farewell.back.map(String::from) };
        Ok(LogoutOutcomeAnswer::SignedOut(Json(outcome), self.cookie.clear()))
    }
}

/// A parameter without a value counts as not given (RFC 6749 §3.1).
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
