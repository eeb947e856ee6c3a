//! `GET` and `POST /oauth/authorize`, and where the web app leads back to it.

use super::{
    form::OAuthForm,
    send_back::{Way, way},
    wire::{Answers, HTML, Wire, bare, header_of, with},
};
use crate::{
    context::RequestContext,
    pages,
    problem::{Problem, ProblemCode},
    security::SessionCookie,
    tags::Tag,
};
use oathgate_application::{
    error::{Failure, PortError},
    oauth::{
        Refusal,
        authorize::{Authorize, Step},
        client_id_documents::ClientIdDocuments,
    },
};
use oathgate_domain::{locale::Locale, oauth::Parameters, secret::Secret};
use poem::{
    Request, Response,
    http::{StatusCode, header},
};
use poem_openapi::{
    Object, OpenApi,
    param::Query,
    registry::{MetaResponse, Registry},
    types::Type,
};
use std::{sync::Arc, time::Duration};
use url::Url;
use uuid::Uuid;

/// What a client asks for (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).
#[derive(Object)]
pub(crate) struct AuthorizeForm {
    /// `code`.
    response_type: String,
    /// The client.
    client_id: String,
    /// Where the answer goes: one of those that the client registered. May be left out where it registered
    /// one alone.
    redirect_uri: Option<String>,
    /// What is asked for.
    scope: Option<String>,
    /// Given back as it came.
    state: Option<String>,
    /// `query`, `fragment` or `form_post`.
    response_mode: Option<String>,
    /// The challenge (RFC 7636). A client without a secret must send one.
    code_challenge: Option<String>,
    /// `S256`.
    code_challenge_method: Option<String>,
    /// Given back in the ID token.
    nonce: Option<String>,
    /// `none`, or `login`, `consent` and `select_account`.
    prompt: Option<String>,
    /// How many seconds ago the person may have signed in.
    max_age: Option<String>,
    /// Who probably wants to sign in.
    login_hint: Option<String>,
    /// The languages that the person speaks, best first, with blanks between.
    ui_locales: Option<String>,
    /// An ID token of the person who is meant.
    id_token_hint: Option<String>,
    /// Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
    claims: Option<String>,
    /// The classes of sign-in that the client would like, best first. No other is there than `1`, a password.
    acr_values: Option<String>,
    /// In place of the others: what the client has signed (RFC 9101).
    request: Option<String>,
    /// In place of the others: what the client has pushed (RFC 9126).
    request_uri: Option<String>,
}

pub(crate) struct AuthorizeAnswers;

impl Answers for AuthorizeAnswers {
    fn list() -> Vec<MetaResponse> {
        let page = String::schema_ref;
        vec![
            with(200, "A page that posts the answer to the client (`form_post`).", HTML, page()),
            header_of(
                bare(303, "Back to the client with the answer, or to the web app to sign in or to agree."),
                "Location",
                "Where the browser goes.",
            ),
            with(400, "A page for the person: the answer must not go back to the client.", HTML, page()),
            with(500, "A page: the server made a mistake; it was logged.", HTML, page()),
            with(503, "A page: a part of the server is away or busy.", HTML, page()),
        ]
    }

    fn register(_registry: &mut Registry) {}
}

pub(crate) struct AuthorizeApi {
    pub(crate) authorize: Arc<Authorize>,
    pub(crate) client_documents: Arc<ClientIdDocuments>,
    pub(crate) cookie: SessionCookie,
    /// `FRONTEND_URL` without a slash at its end.
    pub(crate) web_app: String,
}

impl AuthorizeApi {
    async fn begin(&self, context: &RequestContext, request: &Request, parameters: &Parameters) -> Response {
        if let Ok(Some(client)) = parameters.one("client_id") {
            match self.client_documents.refresh(client, &context.origin()).await {
                Ok(()) => {}
                Err(Failure::Refused(Refusal { error, description })) => {
                    return pages::request_refused(StatusCode::BAD_REQUEST, error.as_str(), &description);
                }
                Err(Failure::Busy { retry_after }) => return busy(retry_after),
                Err(Failure::Port(error)) => return failed(error.into()),
            }
        }
        let cookie = self.cookie.read(request.headers());
        let step = async {
            let browser = self.authorize.recognise(cookie.as_ref().map(Secret::expose)).await?;
            self.authorize.begin(parameters, browser).await
        };
        step.await.map_or_else(|error| failed(error.into()), |step| self.follow(step))
    }

    async fn go_on(&self, request: &Request, id: Option<&str>) -> Response {
        let Some(id) = id.and_then(|id| Uuid::try_parse(id).ok()) else { return gone() };
        let cookie = self.cookie.read(request.headers());
        let step = async {
            let browser = self.authorize.recognise(cookie.as_ref().map(Secret::expose)).await;
            self.authorize.resume(id, browser?).await
        };
        match step.await {
            Ok(step) => self.follow(step),
            Err(Failure::Refused(_)) => gone(),
            Err(Failure::Busy { retry_after }) => busy(retry_after),
            Err(Failure::Port(error)) => failed(error.into()),
        }
    }

    fn follow(&self, step: Step) -> Response {
        match step {
            Step::ShowError { error, description } => {
                pages::request_refused(StatusCode::BAD_REQUEST, error.as_str(), &description)
            }
            Step::SendBack(answer) => match way(answer) {
                Ok(Way::Go(target)) => see(target.as_str()),
                Ok(Way::Post(target, fields)) => pages::post_back(&target, &fields),
                Err(rejection) => failed(rejection.problem().clone()),
            },
            Step::LogIn { interaction, hint, locale } => {
                self.web_app("login", interaction, hint.as_deref(), locale)
            }
            Step::ChooseAccount { interaction, hint, locale } => {
                self.web_app("choose-account", interaction, hint.as_deref(), locale)
            }
            Step::Consent { interaction, locale } => self.web_app("consent", interaction, None, locale),
        }
    }

    /// To a page of the web app.
    fn web_app(&self, page: &str, interaction: Uuid, hint: Option<&str>, locale: Option<Locale>) -> Response {
        let Ok(mut target) = Url::parse(&format!("{}/{page}", self.web_app)) else {
            return failed(PortError::defect("web app", "its address cannot be read").into());
        };
        target.query_pairs_mut().append_pair("request", &interaction.to_string());
        if let Some(hint) = hint {
            target.query_pairs_mut().append_pair("login_hint", hint);
        }
        if let Some(locale) = locale {
            target.query_pairs_mut().append_pair("ui_locales", locale.as_str());
        }
        see(target.as_str())
    }
}

/// By GET, whatever the method was (RFC 9700 §4.12).
pub(super) fn see(target: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, target)
        .header(header::CACHE_CONTROL, "no-store")
        .finish()
}

fn gone() -> Response {
    pages::request_refused(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        "this request was answered already, or its time is up",
    )
}

fn busy(retry_after: Duration) -> Response {
    failed(Problem::new(ProblemCode::Busy).retry_after(retry_after))
}

/// A page that says what went wrong on the server's side.
pub(super) fn failed(problem: Problem) -> Response {
    if problem.code == ProblemCode::Internal {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        return pages::request_refused(status, "server_error", "the server made a mistake, which was logged");
    }
    let seconds = problem.retry_after.unwrap_or(1);
    let detail = problem.detail.unwrap_or(problem.title);
    let mut page =
        pages::request_refused(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", &detail);
    page.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    page
}

#[OpenApi(tag = "Tag::OAuth")]
impl AuthorizeApi {
    /// Ask a person
    ///
    /// Where a client sends a browser (RFC 6749, section 4.1.1). Whoever has to sign in or to agree first is
    /// led to the web app.
    #[oai(path = "/oauth/authorize", method = "get", operation_id = "authorize")]
    #[expect(clippy::too_many_arguments, reason = "the parameters of the RFCs, for the documentation")]
    async fn authorize(
        &self,
        context: RequestContext,
        request: &Request,
        /// `code`.
        #[oai(name = "response_type")]
        _response_type: Query<Option<String>>,
        /// The client.
        #[oai(name = "client_id")]
        _client_id: Query<Option<String>>,
        /// Where the answer goes: one of those that the client registered.
        #[oai(name = "redirect_uri")]
        _redirect_uri: Query<Option<String>>,
        /// What is asked for.
        #[oai(name = "scope")]
        _scope: Query<Option<String>>,
        /// Given back as it came.
        #[oai(name = "state")]
        _state: Query<Option<String>>,
        /// `query`, `fragment` or `form_post`.
        #[oai(name = "response_mode")]
        _response_mode: Query<Option<String>>,
        /// The challenge (RFC 7636). A client without a secret must send one.
        #[oai(name = "code_challenge")]
        _code_challenge: Query<Option<String>>,
        /// `S256`.
        #[oai(name = "code_challenge_method")]
        _code_challenge_method: Query<Option<String>>,
        /// Given back in the ID token.
        #[oai(name = "nonce")]
        _nonce: Query<Option<String>>,
        /// `none`, or `login`, `consent` and `select_account`.
        #[oai(name = "prompt")]
        _prompt: Query<Option<String>>,
        /// How many seconds ago the person may have signed in.
        #[oai(name = "max_age")]
        _max_age: Query<Option<String>>,
        /// Who probably wants to sign in.
        #[oai(name = "login_hint")]
        _login_hint: Query<Option<String>>,
        /// The languages that the person speaks, best first, with blanks between.
        #[oai(name = "ui_locales")]
        _ui_locales: Query<Option<String>>,
        /// An ID token of the person who is meant.
        #[oai(name = "id_token_hint")]
        _id_token_hint: Query<Option<String>>,
        /// Claims, one by one, as JSON (OpenID Connect Core, section 5.5).
        #[oai(name = "claims")]
        _claims: Query<Option<String>>,
        /// The classes of sign-in that the client would like, best first. No other is there than `1`, a password.
        #[oai(name = "acr_values")]
        _acr_values: Query<Option<String>>,
        /// In place of the others: what the client has signed (RFC 9101).
        #[oai(name = "request")]
        _request_object: Query<Option<String>>,
        /// In place of the others: what the client has pushed (RFC 9126).
        #[oai(name = "request_uri")]
        _request_uri: Query<Option<String>>,
    ) -> Wire<AuthorizeAnswers> {
        // The framework takes the first of two; the RFC takes neither (RFC 6749 §3.1).
        let parameters = Parameters::parse(request.uri().query().unwrap_or_default());
        Wire::new(self.begin(&context, request, &parameters).await)
    }

    /// Ask a person, by POST
    ///
    /// The same as by GET, with the parameters in a form.
    #[oai(path = "/oauth/authorize", method = "post", operation_id = "authorize_post")]
    async fn authorize_post(
        &self,
        context: RequestContext,
        request: &Request,
        form: OAuthForm<AuthorizeForm>,
    ) -> Wire<AuthorizeAnswers> {
        Wire::new(match form.into_inner() {
            Ok(form) => self.begin(&context, request, &Parameters::from_pairs(form.into_pairs())).await,
            Err(problem) if problem.code.status().is_client_error() => {
                let detail = problem.detail.as_deref().unwrap_or(&problem.title);
                pages::request_refused(StatusCode::BAD_REQUEST, "invalid_request", detail)
            }
            Err(problem) => failed(*problem),
        })
    }

    /// Go on with a request that waited
    ///
    /// Where the web app sends the browser after somebody has signed in.
    #[oai(path = "/oauth/authorize/resume", method = "get", operation_id = "resume_authorization")]
    async fn resume(
        &self,
        request: &Request,
        /// The request that waits.
        #[oai(name = "request")]
        id: Query<Option<String>>,
    ) -> Wire<AuthorizeAnswers> {
        Wire::new(self.go_on(request, id.0.as_deref()).await)
    }
}
