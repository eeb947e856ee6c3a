//! Reads what a client registers about itself (RFC 7591 §2, OpenID Connect Dynamic Client Registration §2).
//! What the server does not know is left out, as the RFC wants.

use super::{Refusal, client_form::ClientForm, client_metadata::MetadataForm, scopes};
use oathgate_domain::oauth::{GrantType, OAuthError, Scopes, SubjectType};
use serde_json::{Map, Value};

/// Most entries of a list that is read.
const MAX_LIST: usize = 50;
/// What asks for something that the server does not do; leaving it out would be a lie.
const NOT_DONE: [&str; 3] =
    ["id_token_encrypted_response_alg", "userinfo_encrypted_response_alg", "tls_client_auth_subject_dn"];

/// Reads metadata. `trusted`: an operator has let the client register.
///
/// # Errors
/// [`Refusal`] as RFC 7591 §3.2.2 says.
pub(super) fn read(asked: &Map<String, Value>, trusted: bool) -> Result<ClientForm, Refusal> {
    if given(asked, "software_statement").is_some() {
        let why = "software statements are not taken; send the metadata itself";
        return Err(Refusal::new(OAuthError::UnapprovedSoftwareStatement, why));
    }
    if let Some(name) = NOT_DONE.into_iter().find(|name| given(asked, name).is_some()) {
        return Err(wrong(format!("{name} is not supported")));
    }
    if given(asked, "tls_client_certificate_bound_access_tokens") == Some(&Value::Bool(true)) {
        return Err(wrong("tls_client_certificate_bound_access_tokens is not supported".to_owned()));
    }
    let redirect_uris = list(asked, "redirect_uris").map_err(|mut refusal| {
        refusal.error = OAuthError::InvalidRedirectUri;
        refusal
    })?;
    let mut grant_types = list(asked, "grant_types")?;
    if grant_types.is_empty() {
        grant_types.push(GrantType::AuthorizationCode.as_str().to_owned());
    }
    let may = |name: &String| match GrantType::parse(name) {
        Some(GrantType::AuthorizationCode | GrantType::RefreshToken | GrantType::DeviceCode) => true,
        Some(GrantType::ClientCredentials) => trusted,
        Some(GrantType::TokenExchange) | None => false,
    };
    if let Some(other) = grant_types.iter().find(|name| !may(name)) {
        return Err(wrong(format!("the grant type {other} cannot be registered here")));
    }
    // With a code, the answer goes to the sector's own addresses. A device would be told somebody else's subjects.
    let is_pairwise = text(asked, "subject_type")?.as_deref() == Some(SubjectType::Pairwise.as_str());
    if is_pairwise && !trusted && grant_types.iter().any(|name| name == GrantType::DeviceCode.as_str()) {
        let why = "subject_type pairwise cannot be registered here for the device grant";
        return Err(wrong(why.to_owned()));
    }
    if list(asked, "response_types")?.iter().any(|kind| kind != "code") {
        return Err(wrong("response_types is code".to_owned()));
    }
    let method = text(asked, "token_endpoint_auth_method")?;
    let known = Scopes::parse(&scopes::KNOWN.join(" ")).unwrap_or_default();
    let scope = match text(asked, "scope")? {
        None => Scopes::parse(&scopes::USUAL.join(" ")).unwrap_or_default(),
        // The server may leave out what it does not give (RFC 7591 §2).
        Some(text) => Scopes::parse(&text)
            .ok_or_else(|| wrong("scope: visible ASCII words between spaces".to_owned()))?
            .intersection(&known),
    };
    let host = redirect_uris.first().and_then(|uri| url::Url::parse(uri).ok());
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    let name = text(asked, "client_name")?.or(host).unwrap_or_else(|| "A client without a name".to_owned());
    Ok(ClientForm {
        id: None,
        name,
        home: text(asked, "client_uri")?,
        is_public: method.as_deref() == Some("none"),
        authentication: method,
        redirect_uris,
        grant_types,
        scope: Some(scope.to_string()),
        is_first_party: false,
        metadata: metadata(asked)?,
    })
}

fn metadata(asked: &Map<String, Value>) -> Result<MetadataForm, Refusal> {
    let jwks = given(asked, "jwks").map(Value::to_string);
    let default_max_age = match given(asked, "default_max_age") {
        None => None,
        Some(value) => Some(
            value
                .as_u64()
                .and_then(|seconds| u32::try_from(seconds).ok())
                .ok_or_else(|| wrong("default_max_age is a number of seconds".to_owned()))?,
        ),
    };
    Ok(MetadataForm {
        jwks,
        jwks_uri: text(asked, "jwks_uri")?,
        token_endpoint_auth_signing_alg: text(asked, "token_endpoint_auth_signing_alg")?,
        id_token_signed_response_alg: text(asked, "id_token_signed_response_alg")?,
        userinfo_signed_response_alg: text(asked, "userinfo_signed_response_alg")?,
        request_object_signing_alg: text(asked, "request_object_signing_alg")?,
        require_signed_request_object: switch(asked, "require_signed_request_object")?,
        require_pushed_authorization_requests: switch(asked, "require_pushed_authorization_requests")?,
        dpop_bound_access_tokens: switch(asked, "dpop_bound_access_tokens")?,
        subject_type: text(asked, "subject_type")?,
        sector_identifier_uri: text(asked, "sector_identifier_uri")?,
        post_logout_redirect_uris: list(asked, "post_logout_redirect_uris")?,
        backchannel_logout_uri: text(asked, "backchannel_logout_uri")?,
        backchannel_logout_session_required: switch(asked, "backchannel_logout_session_required")?,
        contacts: list(asked, "contacts")?,
        logo_uri: text(asked, "logo_uri")?,
        policy_uri: text(asked, "policy_uri")?,
        tos_uri: text(asked, "tos_uri")?,
        default_max_age,
        initiate_login_uri: text(asked, "initiate_login_uri")?,
        // What a client is to others is for operators to say.
        audiences: Vec::new(),
        resources: Vec::new(),
    })
}

/// A field that is there; `null` is as if it were not (RFC 7592 §2.2).
fn given<'a>(asked: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    asked.get(name).filter(|value| !value.is_null())
}

fn text(asked: &Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match given(asked, name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(_) => Err(wrong(format!("{name} is text"))),
    }
}

fn switch(asked: &Map<String, Value>, name: &str) -> Result<bool, Refusal> {
    match given(asked, name) {
        None => Ok(false),
        Some(Value::Bool(on)) => Ok(*on),
        Some(_) => Err(wrong(format!("{name} is true or false"))),
    }
}

fn list(asked: &Map<String, Value>, name: &str) -> Result<Vec<String>, Refusal> {
    let fault = || wrong(format!("{name} is a list of at most {MAX_LIST} texts"));
    match given(asked, name) {
        None => Ok(Vec::new()),
        Some(Value::Array(all)) if all.len() <= MAX_LIST => {
            all.iter().map(|value| value.as_str().map(str::to_owned).ok_or_else(fault)).collect()
        }
        Some(_) => Err(fault()),
    }
}

pub(super) fn wrong(description: String) -> Refusal {
    Refusal::new(OAuthError::InvalidClientMetadata, description)
}
