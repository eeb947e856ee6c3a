//! OAuth 2: clients, scopes, redirect URIs, PKCE, codes and grants.

mod actor;
mod authentication_context;
mod claims;
mod client;
mod client_id_url;
mod client_metadata;
mod code;
mod device;
mod error;
mod grant;
mod jws;
mod parameters;
mod pkce;
mod redirect;
mod request;
mod resource;
mod scope;
mod subject;

pub use actor::Actor;
pub use authentication_context::AuthenticationContext;
pub use claims::{ClaimsRequest, PersonClaim, WantedClaims};
pub use client::{Client, ClientAuthentication, ClientId, ClientSecretDigest, GrantType};
pub use client_id_url::ClientIdUrl;
pub use client_metadata::{ClientKeys, ClientMetadata, SubjectType};
pub use code::{AuthorizationCode, CODE_LIFETIME};
pub use device::{
    AllowedDevice, DEVICE_INTERVAL, DEVICE_LIFETIME, DeviceRequest, DeviceState, Poll, PollAnswer, UserCode,
};
pub use error::OAuthError;
pub use grant::Grant;
pub use jws::{JwsAlgorithm, KeyThumbprint};
pub use parameters::{Parameters, Repeated};
pub use pkce::CodeChallenge;
pub use redirect::RedirectUri;
pub use request::{AuthorizationRequest, Prompt, RequestFault, ResponseMode, ReturnAddress};
pub use resource::{NoResources, Resources};
pub use scope::Scopes;
pub use subject::{NoSector, Pseudonym, Sector};
