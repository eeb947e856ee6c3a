//! A client as the specifications write it down.

use oathgate_domain::oauth::{
    Client, ClientKeys, ClientMetadata, GrantType, JwsAlgorithm, RedirectUri, SubjectType,
};
use oathgate_domain::signing::SigningAlgorithm;
use serde_json::{Map, Value, json};
use time::Duration;

/// What is registered about a client, with the names of RFC 7591 §2. What was never registered is left out.
pub fn describe(client: &Client) -> Map<String, Value> {
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            document.insert(name.to_owned(), value);
        }
    };
    put("client_id", client.id.as_str().into());
    put("client_name", client.name.as_str().into());
    put("client_uri", client.home.clone().into());
    put("token_endpoint_auth_method", client.authentication.as_str().into());
    put("redirect_uris", client.redirect_uris.iter().map(RedirectUri::as_str).collect());
    put("grant_types", client.grant_types.iter().map(|grant| grant.as_str()).collect());
    let signs_in = client.grant_types.contains(&GrantType::AuthorizationCode);
    put("response_types", if signs_in { json!(["code"]) } else { json!([]) });
    put("scope", client.scopes.to_string().into());
    for (name, value) in details(&client.metadata) {
        put(name, value);
    }
    document
}

/// What goes beyond the first things that everybody registers, with the names of RFC 7591 §2 and its companions. What was
/// never registered is left out.
pub fn details(metadata: &ClientMetadata) -> impl Iterator<Item = (&'static str, Value)> {
    let text = |text: &Option<String>| Value::from(text.clone());
    let list = |all: Vec<&str>| if all.is_empty() { Value::Null } else { Value::from(all) };
    let switch = |on: bool| if on { Value::Bool(true) } else { Value::Null };
    let theirs = |algorithm: Option<JwsAlgorithm>| Value::from(algorithm.map(JwsAlgorithm::as_str));
    let ours = |algorithm: Option<SigningAlgorithm>| Value::from(algorithm.map(SigningAlgorithm::as_str));
    let (jwks, jwks_uri) = match &metadata.keys {
        None => (Value::Null, Value::Null),
        Some(ClientKeys::Inline(set)) => (serde_json::from_str(set).unwrap_or_default(), Value::Null),
        Some(ClientKeys::At(uri)) => (Value::Null, Value::from(uri.as_str())),
    };
    let is_pairwise = metadata.subject_type == SubjectType::Pairwise;
    [
        ("jwks", jwks),
        ("jwks_uri", jwks_uri),
        ("token_endpoint_auth_signing_alg", theirs(metadata.assertion_algorithm)),
        ("id_token_signed_response_alg", ours(metadata.id_token_algorithm)),
        ("userinfo_signed_response_alg", ours(metadata.userinfo_algorithm)),
        ("request_object_signing_alg", theirs(metadata.request_object_algorithm)),
        ("require_signed_request_object", switch(metadata.requires_signed_request)),
        ("require_pushed_authorization_requests", switch(metadata.requires_pushed_request)),
        ("dpop_bound_access_tokens", switch(metadata.requires_dpop)),
        ("subject_type", if is_pairwise { metadata.subject_type.as_str().into() } else { Value::Null }),
        ("sector_identifier_uri", text(&metadata.sector_identifier_uri)),
        (
            "post_logout_redirect_uris",
            list(metadata.post_logout_redirect_uris.iter().map(RedirectUri::as_str).collect()),
        ),
        ("backchannel_logout_uri", text(&metadata.backchannel_logout_uri)),
        ("backchannel_logout_session_required", switch(metadata.backchannel_logout_session_required)),
        ("contacts", list(metadata.contacts.iter().map(String::as_str).collect())),
        ("logo_uri", text(&metadata.logo_uri)),
        ("policy_uri", text(&metadata.policy_uri)),
        ("tos_uri", text(&metadata.tos_uri)),
        ("default_max_age", metadata.default_max_age.map(Duration::whole_seconds).into()),
        ("initiate_login_uri", text(&metadata.initiate_login_uri)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_null())
}
