//! `GET` and `POST /oauth/logout`: where clients send people to be signed out.

use super::{
    authorize::{failed, see},
    form::OAuthForm,
    wire::{Answers, HTML, Wire, bare, header_of, with},
};
use crate::{context::RequestContext, pages, security::SessionCookie, tags::Tag};
use oathgate_application::oauth::end_session::{EndSession, EndStep};
use oathgate_domain::{oauth::Parameters, secret::Secret};
use poem::{
    Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    Object, OpenApi,
    param::Query,
    registry::{MetaResponse, Registry},
    types::Type,
};
use std::sync::Arc;

/// What a client asks for (OpenID Connect RP-Initiated Logout 1.0, section 2).
#[derive(Object)]
pub(crate) struct LogoutForm {
    /// An ID token of the session that is to end. With it nobody is asked.
    id_token_hint: Option<String>,
    /// Who is probably signed in.
    logout_hint: Option<String>,
    /// The client.
    client_id: Option<String>,
    /// Where the browser goes afterwards: one of those that the client registered.
    post_logout_redirect_uri: Option<String>,
    /// Given back as it came.
    state: Option<String>,
    /// Languages, best first.
    ui_locales: Option<String>,
}

pub(crate) struct LogoutAnswers;

impl Answers for LogoutAnswers {
    fn list() -> Vec<MetaResponse> {
        let page = String::schema_ref;
        vec![
            header_of(
                bare(303, "Signed out, and back to the client; or to the web app, which says so or asks."),
                "Location",
                "Where the browser goes.",
            ),
            with(
                400,
                "A page for the person: the request is not right, and nobody was signed out.",
                HTML,
                page(),
            ),
            with(503, "A page: a part of the server is away or busy.", HTML, page()),
        ]
    }

    fn register(_registry: &mut Registry) {}
}

pub(crate) struct EndSessionApi {
    pub(crate) end_session: Arc<EndSession>,
    pub(crate) cookie: SessionCookie,
    /// `FRONTEND_URL` without a slash at its end.
    pub(crate) web_app: String,
}

impl EndSessionApi {
    async fn begin(&self, request: &Request, context: &RequestContext, parameters: &Parameters) -> Response {
        let cookie = self.cookie.read(request.headers());
        let (token, origin) = (cookie.as_ref().map(Secret::expose), context.origin());
        match self.end_session.begin(parameters, token, &origin).await {
            Ok(EndStep::ShowError(description)) => refused(&description),
            Ok(EndStep::Done(back)) => {
                let back = back.map_or_else(|| format!("{}/signed-out", self.web_app), String::from);
                let mut gone = see(&back);
                if let Ok(clear) = HeaderValue::from_str(&self.cookie.clear()) {
                    gone.headers_mut().insert(header::SET_COOKIE, clear);
                }
                gone
            }
            Ok(EndStep::Ask(question)) => see(&format!("{}/logout?{}", self.web_app, question.encode())),
            Err(error) => failed(error.into()),
        }
    }
}

fn refused(description: &str) -> Response {
    pages::request_refused(StatusCode::BAD_REQUEST, "invalid_request", description)
}

#[OpenApi(tag = "Tag::OAuth")]
impl EndSessionApi {
    /// Sign a person out
    ///
    /// Where a client sends a browser (OpenID Connect RP-Initiated Logout 1.0, section 2). With an ID token
    /// of the browser's session it ends at once; otherwise the web app asks first. Every client that the
    /// person had signed in to is told.
    #[oai(path = "/oauth/logout", method = "get", operation_id = "rp_initiated_logout")]
    #[expect(clippy::too_many_arguments, reason = "the parameters of the RFCs, for the documentation")]
    async fn end_session(
        &self,
        request: &Request,
        context: RequestContext,
        /// An ID token of the session that is to end. With it nobody is asked.
        #[oai(name = "id_token_hint")]
        _id_token_hint: Query<Option<String>>,
        /// Who is probably signed in.
        #[oai(name = "logout_hint")]
        _logout_hint: Query<Option<String>>,
        /// The client.
        #[oai(name = "client_id")]
        _client_id: Query<Option<String>>,
        /// Where the browser goes afterwards: one of those that the client registered.
        #[oai(name = "post_logout_redirect_uri")]
        _post_logout_redirect_uri: Query<Option<String>>,
        /// Given back as it came.
        #[oai(name = "state")]
        _state: Query<Option<String>>,
        /// Languages, best first.
        #[oai(name = "ui_locales")]
        _ui_locales: Query<Option<String>>,
    ) -> Wire<LogoutAnswers> {
        let parameters = Parameters::parse(request.uri().query().unwrap_or_default());
        Wire::new(self.begin(request, &context, &parameters).await)
    }

    /// Sign a person out, by POST
    ///
    /// The same as by GET, with the parameters in a form.
    #[oai(path = "/oauth/logout", method = "post", operation_id = "rp_initiated_logout_post")]
    async fn end_session_post(
        &self,
        request: &Request,
        context: RequestContext,
        form: OAuthForm<LogoutForm>,
    ) -> Wire<LogoutAnswers> {
        let form = match form.into_inner() {
            Ok(form) => form,
            Err(problem) if problem.code.status().is_client_error() => {
                return Wire::new(refused(problem.detail.as_deref().unwrap_or(&problem.title)));
            }
            Err(problem) => return Wire::new(failed(*problem)),
        };
        let parameters = Parameters::from_pairs(form.into_pairs());
        // Browsers leave the cookie out where the page of another site posts, and send it where they are
        // led on by GET.
        let encoded = parameters.encode();
        if self.cookie.read(request.headers()).is_none() && encoded.len() <= LONGEST_QUERY {
            return Wire::new(see(&format!("/oauth/logout?{encoded}")));
        }
        Wire::new(self.begin(request, &context, &parameters).await)
    }
}

/// Longest query that a browser is led on with, in bytes. Servers in between often take no more.
const LONGEST_QUERY: usize = 6 * 1024;
