//! `oathgate client update`.

use super::client::{as_json, id, metadata, unknown};
use crate::{
    cli::{ChangedClient, Format},
    failure::Failure,
    output,
    wiring::refusal_text,
};
use oathgate_application::{
    audit::By,
    oauth::{
        client_metadata::MetadataForm,
        clients::{ClientForm, Clients},
    },
};
use serde_json::Value;

/// Changes a client.
pub(super) async fn update(clients: &Clients, by: &By, changed: ChangedClient) -> Result<(), Failure> {
    let id = id(&changed.client)?;
    let before = clients.find(&id).await?.ok_or_else(|| unknown(&changed.client))?;
    let mut form = ClientForm::of(&before);
    for option in &changed.clear {
        clear(&mut form, option)?;
    }
    let format = changed.format;
    put(&mut form, changed)?;
    let after = clients.change(by, &id, &form).await;
    let after = after.map_err(|failure| Failure::of_use_case(failure, refusal_text))?;
    let after = after.ok_or_else(|| unknown(id.as_str()))?;
    match format {
        Format::Json => output::print_json(&Value::Object(as_json(&after))),
        Format::Table => output::print(&format!("{id} is changed.")),
    }
}

/// Takes something back.
fn clear(form: &mut ClientForm, option: &str) -> Result<(), Failure> {
    let more = &mut form.metadata;
    match option {
        "home" => form.home = None,
        "redirect-uri" => form.redirect_uris.clear(),
        "first-party" => form.is_first_party = false,
        "jwks-file" | "jwks-uri" => (more.jwks, more.jwks_uri) = (None, None),
        "auth-signing-alg" => more.token_endpoint_auth_signing_alg = None,
        "id-token-alg" => more.id_token_signed_response_alg = None,
        "userinfo-alg" => more.userinfo_signed_response_alg = None,
        "request-object-alg" => more.request_object_signing_alg = None,
        "require-signed-request" => more.require_signed_request_object = false,
        "require-par" => more.require_pushed_authorization_requests = false,
        "dpop-bound" => more.dpop_bound_access_tokens = false,
        "subject-type" => more.subject_type = None,
        "sector-identifier-uri" => more.sector_identifier_uri = None,
        "post-logout-redirect-uri" => more.post_logout_redirect_uris.clear(),
        "backchannel-logout-uri" => more.backchannel_logout_uri = None,
        "backchannel-logout-session-required" => more.backchannel_logout_session_required = false,
        "contact" => more.contacts.clear(),
        "logo-uri" => more.logo_uri = None,
        "policy-uri" => more.policy_uri = None,
        "tos-uri" => more.tos_uri = None,
        "default-max-age" => more.default_max_age = None,
        "initiate-login-uri" => more.initiate_login_uri = None,
        "audience" => more.audiences.clear(),
        "resource" => more.resources.clear(),
        other => {
            return Err(Failure::new(format!(
                "--clear takes the name of an option that can be left out, as logo-uri; not {other:?}"
            )));
        }
    }
    Ok(())
}

/// Puts what is given in the place of what was there.
fn put(form: &mut ClientForm, changed: ChangedClient) -> Result<(), Failure> {
    form.name = changed.name.unwrap_or(std::mem::take(&mut form.name));
    replace(&mut form.home, changed.home);
    replace_all(&mut form.redirect_uris, changed.redirect_uris);
    replace_all(&mut form.grant_types, changed.grant_types);
    replace(&mut form.scope, changed.scope);
    form.is_first_party |= changed.first_party;
    let given: MetadataForm = metadata(changed.details)?;
    let more = &mut form.metadata;
    if given.jwks.is_some() || given.jwks_uri.is_some() {
        (more.jwks, more.jwks_uri) = (given.jwks, given.jwks_uri);
    }
    replace(&mut more.token_endpoint_auth_signing_alg, given.token_endpoint_auth_signing_alg);
    replace(&mut more.id_token_signed_response_alg, given.id_token_signed_response_alg);
    replace(&mut more.userinfo_signed_response_alg, given.userinfo_signed_response_alg);
    replace(&mut more.request_object_signing_alg, given.request_object_signing_alg);
    more.require_signed_request_object |= given.require_signed_request_object;
    more.require_pushed_authorization_requests |= given.require_pushed_authorization_requests;
    more.dpop_bound_access_tokens |= given.dpop_bound_access_tokens;
    replace(&mut more.subject_type, given.subject_type);
    replace(&mut more.sector_identifier_uri, given.sector_identifier_uri);
    replace_all(&mut more.post_logout_redirect_uris, given.post_logout_redirect_uris);
    replace(&mut more.backchannel_logout_uri, given.backchannel_logout_uri);
    more.backchannel_logout_session_required |= given.backchannel_logout_session_required;
    replace_all(&mut more.contacts, given.contacts);
    replace(&mut more.logo_uri, given.logo_uri);
    replace(&mut more.policy_uri, given.policy_uri);
    replace(&mut more.tos_uri, given.tos_uri);
    replace(&mut more.default_max_age, given.default_max_age);
    replace(&mut more.initiate_login_uri, given.initiate_login_uri);
    replace_all(&mut more.audiences, given.audiences);
    replace_all(&mut more.resources, given.resources);
    Ok(())
}

fn replace<T>(old: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *old = new;
    }
}

fn replace_all(old: &mut Vec<String>, new: Vec<String>) {
    if !new.is_empty() {
        *old = new;
    }
}
