//! OAuth 2 and OpenID Connect over HTTP. What clients are told here is what the RFCs say, and not the
//! problems of the rest of the API: clients are libraries that know nothing else.

mod authorize;
mod bearer;
mod client;
mod consents;
mod device_authorization;
mod device_requests;
mod dpop;
mod form;
mod introspect;
mod logout;
mod logout_requests;
mod metadata;
mod par;
mod registration;
mod requests;
mod revoke;
mod send_back;
mod token;
mod userinfo;
mod wire;

pub(crate) use authorize::AuthorizeApi;
pub(crate) use consents::ConsentsApi;
pub(crate) use device_authorization::DeviceAuthorizationApi;
pub(crate) use device_requests::DeviceRequestsApi;
pub(crate) use introspect::IntrospectApi;
pub(crate) use logout::EndSessionApi;
pub(crate) use logout_requests::LogoutRequestsApi;
pub(crate) use metadata::{MetadataApi, Switches};
pub(crate) use par::PushApi;
pub(crate) use registration::{RegisterClientApi, RegisteredClientApi};
pub(crate) use requests::RequestsApi;
pub(crate) use revoke::RevokeApi;
pub(crate) use token::TokenApi;
pub(crate) use userinfo::UserInfoApi;

use crate::problem::Problem;
use oathgate_application::{
    oauth::{
        authorize::Authorize,
        client_authentication::AuthenticateClient,
        client_credentials::GrantToClient,
        client_guard::ClientGuard,
        client_id_documents::ClientIdDocuments,
        code_exchange::ExchangeCode,
        consents::Consents,
        device::{AnswerDevice, BeginDevice, ExchangeDeviceCode},
        dpop::Proofs,
        end_session::EndSession,
        introspect::Introspect,
        origins::ClientOrigins,
        push_request::PushRequest,
        refresh::RefreshGrant,
        registration::RegisterClient,
        revoke::Revoke,
        token_exchange::ExchangeToken,
        userinfo::UserInfo,
    },
    ports::id_tokens::IdTokens,
};
use poem::{IntoResponse, Response};
use std::sync::Arc;

/// The answer for something that went wrong before or beside an operation, in the words of clients.
pub(crate) fn answer(problem: Problem) -> Response {
    wire::Fault::from(problem).into_response()
}

/// The same on a page, for the person whom a client has sent.
pub(crate) fn page(problem: Problem) -> Response {
    authorize::failed(problem)
}

/// The use cases of OAuth 2 and OpenID Connect.
#[derive(Clone)]
pub struct OAuthUseCases {
    /// Leads people from a client's request to its answer.
    pub authorize: Arc<Authorize>,
    /// Recognises clients.
    pub authenticate_client: Arc<AuthenticateClient>,
    /// Holds up who asks in the name of a client too often.
    pub client_guard: Arc<ClientGuard>,
    /// Knows clients that publish themselves.
    pub client_documents: Arc<ClientIdDocuments>,
    /// Judges proofs of possession.
    pub proofs: Arc<Proofs>,
    /// Takes requests that clients push.
    pub push_request: Arc<PushRequest>,
    /// Exchanges codes.
    pub exchange_code: Arc<ExchangeCode>,
    /// Rotates clients' refresh tokens.
    pub refresh_grant: Arc<RefreshGrant>,
    /// Gives clients tokens of their own.
    pub grant_to_client: Arc<GrantToClient>,
    /// Gives devices their codes.
    pub begin_device: Arc<BeginDevice>,
    /// Takes people's answers to devices.
    pub answer_device: Arc<AnswerDevice>,
    /// Exchanges devices' codes.
    pub exchange_device_code: Arc<ExchangeDeviceCode>,
    /// Lets clients register themselves.
    pub registration: Arc<RegisterClient>,
    /// Exchanges tokens.
    pub exchange_token: Arc<ExchangeToken>,
    /// Tells what tokens are.
    pub introspect: Arc<Introspect>,
    /// Revokes tokens.
    pub revoke: Arc<Revoke>,
    /// Tells clients about people.
    pub user_info: Arc<UserInfo>,
    /// Knows whose pages may call what is for clients.
    pub origins: Arc<ClientOrigins>,
    /// Signs people out at the wish of clients.
    pub end_session: Arc<EndSession>,
    /// What people have agreed to.
    pub consents: Arc<Consents>,
    /// Publishes keys.
    pub id_tokens: Arc<dyn IdTokens>,
}
