//! What is registered about a client, as one column: JSON with the names of RFC 7591 §2. None of it is
//! ever searched for, and a client is read as a whole.

use oathgate_application::error::PortError;
use oathgate_domain::{
    oauth::{ClientKeys, ClientMetadata, JwsAlgorithm, RedirectUri, Resources, SubjectType},
    signing::SigningAlgorithm,
};
use serde::{Deserialize, Serialize};
use time::Duration;

/// What is not said is as the specifications say.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "the specifications have a list of switches")]
struct Stored {
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwks_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_endpoint_auth_signing_alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token_signed_response_alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    userinfo_signed_response_alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_object_signing_alg: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    require_signed_request_object: bool,
    #[serde(skip_serializing_if = "is_off")]
    require_pushed_authorization_requests: bool,
    #[serde(skip_serializing_if = "is_off")]
    dpop_bound_access_tokens: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector_identifier_uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    post_logout_redirect_uris: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backchannel_logout_uri: Option<String>,
    #[serde(skip_serializing_if = "is_off")]
    backchannel_logout_session_required: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tos_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_max_age: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initiate_login_uri: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    audiences: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    resources: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields by reference")]
fn is_off(switch: &bool) -> bool {
    !switch
}

/// The text of the column.
pub(super) fn write(metadata: &ClientMetadata) -> Result<String, PortError> {
    let (jwks, jwks_uri) = match &metadata.keys {
        None => (None, None),
        Some(ClientKeys::Inline(set)) => (Some(set.clone()), None),
        Some(ClientKeys::At(uri)) => (None, Some(uri.clone())),
    };
    let theirs = |algorithm: Option<JwsAlgorithm>| algorithm.map(|known| known.as_str().to_owned());
    let ours = |algorithm: Option<SigningAlgorithm>| algorithm.map(|known| known.as_str().to_owned());
    let is_pairwise = metadata.subject_type == SubjectType::Pairwise;
    let stored = Stored {
        jwks,
        jwks_uri,
        token_endpoint_auth_signing_alg: theirs(metadata.assertion_algorithm),
        id_token_signed_response_alg: ours(metadata.id_token_algorithm),
        userinfo_signed_response_alg: ours(metadata.userinfo_algorithm),
        request_object_signing_alg: theirs(metadata.request_object_algorithm),
        require_signed_request_object: metadata.requires_signed_request,
        require_pushed_authorization_requests: metadata.requires_pushed_request,
        dpop_bound_access_tokens: metadata.requires_dpop,
        subject_type: is_pairwise.then(|| metadata.subject_type.as_str().to_owned()),
        sector_identifier_uri: metadata.sector_identifier_uri.clone(),
        post_logout_redirect_uris: metadata
            .post_logout_redirect_uris
            .iter()
            .map(|uri| uri.as_str().to_owned())
            .collect(),
        backchannel_logout_uri: metadata.backchannel_logout_uri.clone(),
        backchannel_logout_session_required: metadata.backchannel_logout_session_required,
        contacts: metadata.contacts.clone(),
        logo_uri: metadata.logo_uri.clone(),
        policy_uri: metadata.policy_uri.clone(),
        tos_uri: metadata.tos_uri.clone(),
        default_max_age: metadata.default_max_age.map(Duration::whole_seconds),
        initiate_login_uri: metadata.initiate_login_uri.clone(),
        audiences: metadata.audiences.to_string(),
        resources: metadata.resources.to_string(),
    };
    serde_json::to_string(&stored).map_err(|error| PortError::defect("a client's metadata", error))
}

/// What the text says. None where it is none of ours.
pub(super) fn read(text: &str) -> Option<ClientMetadata> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    let keys = match (stored.jwks, stored.jwks_uri) {
        (Some(set), _) => Some(ClientKeys::Inline(set)),
        (None, uri) => uri.map(ClientKeys::At),
    };
    Some(ClientMetadata {
        keys,
        assertion_algorithm: known(stored.token_endpoint_auth_signing_alg, JwsAlgorithm::parse)?,
        id_token_algorithm: known(stored.id_token_signed_response_alg, SigningAlgorithm::parse)?,
        userinfo_algorithm: known(stored.userinfo_signed_response_alg, SigningAlgorithm::parse)?,
        request_object_algorithm: known(stored.request_object_signing_alg, JwsAlgorithm::parse)?,
        requires_signed_request: stored.require_signed_request_object,
        requires_pushed_request: stored.require_pushed_authorization_requests,
        requires_dpop: stored.dpop_bound_access_tokens,
        subject_type: known(stored.subject_type, SubjectType::parse)?.unwrap_or_default(),
        sector_identifier_uri: stored.sector_identifier_uri,
        post_logout_redirect_uris: stored
            .post_logout_redirect_uris
            .into_iter()
            .map(RedirectUri::from_storage)
            .collect(),
        backchannel_logout_uri: stored.backchannel_logout_uri,
        backchannel_logout_session_required: stored.backchannel_logout_session_required,
        contacts: stored.contacts,
        logo_uri: stored.logo_uri,
        policy_uri: stored.policy_uri,
        tos_uri: stored.tos_uri,
        default_max_age: stored.default_max_age.map(Duration::seconds),
        initiate_login_uri: stored.initiate_login_uri,
        audiences: Resources::from_storage(&stored.audiences),
        resources: Resources::from_storage(&stored.resources),
    })
}

/// What a word stands for. None where there is a word that stands for nothing.
#[expect(clippy::option_option, reason = "no word is fine, and an unknown one is not")]
fn known<T>(word: Option<String>, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match word {
        None => Some(None),
        Some(word) => parse(&word).map(Some),
    }
}
