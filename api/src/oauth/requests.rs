//! `/oauth/requests/{id}` and what is below it: what the web app asks people with.

use super::send_back::{Way, way};
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::SignedIn,
    tags::Tag,
};
use oathgate_application::oauth::authorize::{Authorize, NoSuchRequest};
use oathgate_domain::oauth::{Client, ClientId, ClientIdUrl, Scopes};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json, types::Example};
use std::sync::Arc;
use uuid::Uuid;

/// A client, as people see it.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ClientView {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// Its home page.
    pub(super) home: Option<String>,
    /// Where its id is a URL: the host of it. What else is told of such a client, it says itself.
    pub(super) id_host: Option<String>,
}

impl ClientView {
    /// A client with this id.
    pub(super) fn of(id: &ClientId, name: String, home: Option<String>) -> Self {
        let id_host = ClientIdUrl::parse(id.as_str(), true).ok().map(|url| url.host().to_owned());
        Self { id: id.as_str().to_owned(), name, home, id_host }
    }
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        Self::of(&client.id, client.name, client.home)
    }
}

impl Example for ClientView {
    fn example() -> Self {
        Self {
            id: "photo-books".to_owned(),
            name: "Photo Books".to_owned(),
            home: Some("https://photos.example.com".to_owned()),
            id_host: None,
        }
    }
}

/// Something that a client asks for.
#[derive(Debug, Object)]
pub(crate) struct AskedScope {
    /// Its name.
    pub(super) name: String,
    /// Whether the person agreed to it before.
    pub(super) agreed: bool,
}

impl AskedScope {
    /// One of the scopes that are asked for, where `agreed` was agreed to before.
    pub(super) fn new(name: &str, agreed: &Scopes) -> Self {
        Self { name: name.to_owned(), agreed: agreed.contains(name) }
    }
}

/// A request of a client that waits for a person.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct WaitingRequest {
    /// Who asks.
    client: ClientView,
    /// What for.
    scopes: Vec<AskedScope>,
    /// Who probably wants to sign in, as the client says.
    login_hint: Option<String>,
    /// The address of the account that is signed in.
    email: String,
}

impl Example for WaitingRequest {
    fn example() -> Self {
        Self {
            client: ClientView::example(),
            scopes: vec![AskedScope { name: "openid".to_owned(), agreed: false }],
            login_hint: None,
            email: "ada@example.com".to_owned(),
        }
    }
}

/// What somebody has decided.
#[derive(Object)]
#[oai(example)]
pub(crate) struct Decision {
    /// Whether the client gets what it asks for.
    allow: bool,
}

impl FieldRules for Decision {}

impl Example for Decision {
    fn example() -> Self {
        Self { allow: true }
    }
}

/// A field of a form.
#[derive(Debug, Object)]
pub(crate) struct PostedField {
    /// Its name.
    name: String,
    /// Its value.
    value: String,
}

/// A form that the browser posts to the client.
#[derive(Debug, Object)]
pub(crate) struct PostedForm {
    /// Where to.
    action: String,
    /// What it holds.
    fields: Vec<PostedField>,
}

/// How the browser gets back to the client: one of both.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct Outcome {
    /// Where it goes.
    redirect_to: Option<String>,
    /// What it posts.
    form_post: Option<PostedForm>,
}

impl Example for Outcome {
    fn example() -> Self {
        let target =
            "https://photos.example.com/callback?code=ogc_x&state=s&iss=https%3A%2F%2Fid.example.com";
        Self { redirect_to: Some(target.to_owned()), form_post: None }
    }
}

#[derive(ApiResponse)]
pub(crate) enum WaitingAnswer {
    /// The request.
    #[oai(status = 200)]
    Found(Json<WaitingRequest>),
}

#[derive(ApiResponse)]
pub(crate) enum AskerAnswer {
    /// The client.
    #[oai(status = 200)]
    Found(Json<ClientView>),
}

#[derive(ApiResponse)]
pub(crate) enum DecisionAnswer {
    /// The decision counts; the browser has to go back to the client.
    #[oai(status = 200)]
    Decided(Json<Outcome>),
}

#[derive(ApiResponse)]
pub(crate) enum ChoiceAnswer {
    /// Noted; the browser goes on at `/oauth/authorize/resume`.
    #[oai(status = 204)]
    Chosen,
}

refusals! {
    /// Why a request is not shown or decided.
    pub(crate) RequestRefusals: NotFound
}

impl From<NoSuchRequest> for Problem {
    fn from(_: NoSuchRequest) -> Self {
        Self::new(ProblemCode::NotFound)
            .detail("This request was answered already, its time is up, or it is not for this account.")
    }
}

pub(crate) struct RequestsApi {
    pub(crate) authorize: Arc<Authorize>,
}

#[OpenApi(tag = "Tag::OAuth")]
impl RequestsApi {
    /// A request that waits
    ///
    /// What a client asks for, for the page that asks the person who is signed in.
    #[oai(path = "/oauth/requests/:id", method = "get", operation_id = "get_authorization_request")]
    async fn get(
        &self,
        who: SignedIn,
        /// The request.
        id: Path<Uuid>,
    ) -> Result<WaitingAnswer, Refused<RequestRefusals>> {
        let waiting = self.authorize.details(id.0, &who.0).await.map_err(Refused::new)?;
        let scopes = waiting.scopes.iter();
        let scopes = scopes.map(|name| AskedScope::new(name, &waiting.agreed)).collect();
        Ok(WaitingAnswer::Found(Json(WaitingRequest {
            client: waiting.client.into(),
            scopes,
            login_hint: waiting.login_hint,
            email: who.0.account.email.as_str().to_owned(),
        })))
    }

    /// Who asks
    ///
    /// The client of a request that waits, for the page where somebody signs in to go on with it. Nobody needs
    /// to be signed in: who has the request's id was sent here by the client.
    #[oai(
        path = "/oauth/requests/:id/client",
        method = "get",
        operation_id = "get_client_of_authorization_request"
    )]
    async fn client(
        &self,
        /// The request.
        id: Path<Uuid>,
    ) -> Result<AskerAnswer, Refused<RequestRefusals>> {
        let client = self.authorize.client(id.0).await.map_err(Refused::new)?;
        Ok(AskerAnswer::Found(Json(client.into())))
    }

    /// Go on with a request as who is signed in
    ///
    /// The person was asked with which account they go on (`prompt=select_account`), and has said: with this
    /// one.
    #[oai(
        path = "/oauth/requests/:id/account",
        method = "post",
        operation_id = "choose_account_for_authorization_request"
    )]
    async fn choose(
        &self,
        _who: SignedIn,
        /// The request.
        id: Path<Uuid>,
    ) -> Result<ChoiceAnswer, Refused<RequestRefusals>> {
        self.authorize.choose(id.0).await.map_err(Refused::new)?;
        Ok(ChoiceAnswer::Chosen)
    }

    /// Decide a request
    ///
    /// Says whether the client gets what it asks for. Of several decisions on the same request one counts.
    #[oai(
        path = "/oauth/requests/:id/decision",
        method = "post",
        operation_id = "decide_authorization_request"
    )]
    async fn decide(
        &self,
        context: RequestContext,
        who: SignedIn,
        /// The request.
        id: Path<Uuid>,
        body: JsonBody<Decision>,
    ) -> Result<DecisionAnswer, Refused<RequestRefusals>> {
        let decided = self.authorize.decide(id.0, &who.0, &context.origin(), body.0.allow).await;
        let answer = decided.map_err(Refused::new)?;
        let outcome = match way(answer).map_err(|rejection| Refused::new(rejection.problem().clone()))? {
            Way::Go(target) => Outcome { redirect_to: Some(target.into()), form_post: None },
            Way::Post(target, fields) => {
                let field = |(name, value): (&str, String)| PostedField { name: name.to_owned(), value };
                let fields = fields.into_iter().map(field).collect();
                Outcome { redirect_to: None, form_post: Some(PostedForm { action: target.into(), fields }) }
            }
        };
        Ok(DecisionAnswer::Decided(Json(outcome)))
    }
}
