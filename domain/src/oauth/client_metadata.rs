//! What is registered about a client beside what it must have (RFC 7591 §2, OpenID Connect Dynamic
//! Client Registration §2, and the specifications that each field names).

use super::{jws::JwsAlgorithm, redirect::RedirectUri, resource::Resources};
use crate::signing::SigningAlgorithm;
use time::Duration;

/// Where the public keys of a client are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientKeys {
    /// `jwks`: a JWK Set in JSON (RFC 7517 §5).
    Inline(String),
    /// `jwks_uri`: where the client publishes it.
    At(String),
}

/// Who a client sees when it sees a person (OpenID Connect Core §8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SubjectType {
    /// The same `sub` as every other client.
    #[default]
    Public,
    /// A `sub` of its own.
    Pairwise,
}

impl SubjectType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Public, Self::Pairwise];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Pairwise => "pairwise",
        }
    }

    /// The type of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What is registered about a client. The default is that of the specifications.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the specifications have a list of switches")]
pub struct ClientMetadata {
    /// `jwks` or `jwks_uri`: what its assertions, request objects and the like are verified with.
    pub keys: Option<ClientKeys>,
    /// `token_endpoint_auth_signing_alg`: the one algorithm of its assertions. None: each that fits
    /// its method.
    pub assertion_algorithm: Option<JwsAlgorithm>,
    /// `id_token_signed_response_alg`. None: RS256.
    pub id_token_algorithm: Option<SigningAlgorithm>,
    /// `userinfo_signed_response_alg`. None: userinfo is plain JSON.
    pub userinfo_algorithm: Option<SigningAlgorithm>,
    /// `request_object_signing_alg` (RFC 9101 §10.5): the one algorithm of its request objects.
    /// None: each that its keys fit.
    pub request_object_algorithm: Option<JwsAlgorithm>,
    /// `require_signed_request_object` (RFC 9101 §10.5).
    pub requires_signed_request: bool,
    /// `require_pushed_authorization_requests` (RFC 9126 §6).
    pub requires_pushed_request: bool,
    /// `dpop_bound_access_tokens` (RFC 9449 §5.2).
    pub requires_dpop: bool,
    /// `subject_type`.
    pub subject_type: SubjectType,
    /// `sector_identifier_uri` (OpenID Connect Core §8.1).
    pub sector_identifier_uri: Option<String>,
    /// `post_logout_redirect_uris` (OpenID Connect RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// `backchannel_logout_uri` (OpenID Connect Back-Channel Logout §2.2).
    pub backchannel_logout_uri: Option<String>,
    /// `backchannel_logout_session_required`.
    pub backchannel_logout_session_required: bool,
    /// `contacts`: addresses of those who are responsible.
    pub contacts: Vec<String>,
    /// `logo_uri`.
    pub logo_uri: Option<String>,
    /// `policy_uri`.
    pub policy_uri: Option<String>,
    /// `tos_uri`.
    pub tos_uri: Option<String>,
    /// `default_max_age`.
    pub default_max_age: Option<Duration>,
    /// `initiate_login_uri` (OpenID Connect Core §4).
    pub initiate_login_uri: Option<String>,
    /// What it is, where it is a resource server: the audiences whose tokens it is sent, and of which it may
    /// learn what they are (RFC 7662 §4).
    pub audiences: Resources,
    /// The resources that it may ask tokens for (RFC 8707 §3). None: each that is an audience of some client.
    pub resources: Resources,
}

impl ClientMetadata {
    /// By what ID tokens, logout tokens and the like are signed for the client: RS256 where it registered
    /// nothing else (OpenID Connect Dynamic Client Registration §2).
    pub fn signs_with(&self) -> SigningAlgorithm {
        self.id_token_algorithm.unwrap_or(SigningAlgorithm::Rs256)
    }
}
