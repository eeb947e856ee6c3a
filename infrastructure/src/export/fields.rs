//! Fields of people and clients, by the names under which they are read again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::oauth::client_metadata::MetadataForm;
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash},
    contact::{Contact, PhoneNumber, PostalAddress},
    locale::Locale,
    names::{PersonName, Username},
    oauth::{Client, RedirectUri},
};
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The columns of people.
pub(super) const OF_PEOPLE: &[&str] = &[
    "id",
    "email",
    "username",
    "password_hash",
    "first_name",
    "last_name",
    "locale",
    "phone_number",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
    "is_active",
    "is_verified",
    "is_admin",
    "created_at",
    "updated_at",
    "email_verified_at",
    "last_login_at",
];
/// The columns of clients.
pub(super) const OF_CLIENTS: &[&str] = &[
    "client_id",
    "client_name",
    "client_uri",
    "token_endpoint_auth_method",
    "client_secret_digest",
    "client_secret_sealed",
    "redirect_uris",
    "grant_types",
    "scope",
    "is_first_party",
    "is_active",
    "created_at",
    "jwks",
    "jwks_uri",
    "token_endpoint_auth_signing_alg",
    "id_token_signed_response_alg",
    "userinfo_signed_response_alg",
    "request_object_signing_alg",
    "require_signed_request_object",
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
    "subject_type",
    "sector_identifier_uri",
    "post_logout_redirect_uris",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "contacts",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "default_max_age",
    "initiate_login_uri",
    "audiences",
    "resources",
];

/// What there is of these fields: one without a value is left out.
fn given<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    let there = fields.into_iter().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn moment(time: OffsetDateTime) -> Value {
    // Times of storage lie between the years that RFC 3339 can write.
    time.format(&Rfc3339).map_or(Value::Null, Value::from)
}

/// The fields of a person.
pub(super) fn person(account: &Account, password: &PasswordHash) -> Map<String, Value> {
    // Every field is named, so that a new one cannot be forgotten.
    let Account {
        id,
        email,
        username,
        names,
        locale,
        contact,
        status,
        is_admin,
        created_at,
        updated_at,
        email_verified_at,
        last_login_at,
        erasure_due_at: _,
    } = account;
    let Contact { phone, address } = contact;
    let no_address = PostalAddress::default();
    let PostalAddress { street_address, locality, region, postal_code, country } =
        address.as_ref().unwrap_or(&no_address);
    let is_usable = *password != PasswordHash::unusable();
    let is_verified = email_verified_at.is_some() || *status == AccountStatus::Active;
    let name = |name: &Option<PersonName>| Value::from(name.as_ref().map(PersonName::as_str));
    given([
        ("id", id.to_string().into()),
        ("email", email.as_str().into()),
        ("username", username.as_ref().map(Username::as_str).into()),
        ("password_hash", is_usable.then(|| password.as_str()).into()),
        ("first_name", name(&names.first)),
        ("last_name", name(&names.last)),
        ("locale", locale.map(Locale::as_str).into()),
        ("phone_number", phone.as_ref().map(PhoneNumber::as_str).into()),
        ("street_address", street_address.as_deref().into()),
        ("locality", locality.as_deref().into()),
        ("region", region.as_deref().into()),
        ("postal_code", postal_code.as_deref().into()),
        ("country", country.as_deref().into()),
        ("is_active", (*status != AccountStatus::Disabled).into()),
        ("is_verified", is_verified.into()),
        ("is_admin", (*is_admin).into()),
        ("created_at", moment(*created_at)),
        ("updated_at", moment(*updated_at)),
        ("email_verified_at", email_verified_at.map_or(Value::Null, moment)),
        ("last_login_at", last_login_at.map_or(Value::Null, moment)),
    ])
}

/// The fields of a client. Of its secret there is what is kept here: a digest, or it is sealed.
pub(super) fn client(client: &Client) -> Map<String, Value> {
    let digest = client.secret.map(|secret| format!("{}:{}", secret.key, URL_SAFE_NO_PAD.encode(secret.mac)));
    let sealed = client.sealed_secret.as_ref().map(|sealed| URL_SAFE_NO_PAD.encode(sealed));
    // No text at all would mean every scope to who reads it.
    let scope = if client.scopes.is_empty() { " ".to_owned() } else { client.scopes.to_string() };
    let mut fields = given([
        ("client_id", client.id.as_str().into()),
        ("client_name", client.name.as_str().into()),
        ("client_uri", client.home.as_deref().into()),
        ("token_endpoint_auth_method", client.authentication.as_str().into()),
        ("client_secret_digest", digest.into()),
        ("client_secret_sealed", sealed.into()),
        ("redirect_uris", client.redirect_uris.iter().map(RedirectUri::as_str).collect()),
        ("grant_types", client.grant_types.iter().map(|grant| grant.as_str()).collect()),
        ("scope", scope.into()),
        ("is_first_party", client.is_first_party.into()),
        ("is_active", (!client.is_disabled).into()),
        ("created_at", moment(client.created_at)),
    ]);
    fields.extend(metadata(MetadataForm::of(&client.metadata)));
    fields
}

fn metadata(form: MetadataForm) -> Map<String, Value> {
    // Every field is named, so that a new one cannot be forgotten.
    let MetadataForm {
        jwks,
        jwks_uri,
        token_endpoint_auth_signing_alg,
        id_token_signed_response_alg,
        userinfo_signed_response_alg,
        request_object_signing_alg,
        require_signed_request_object,
        require_pushed_authorization_requests,
        dpop_bound_access_tokens,
        subject_type,
        sector_identifier_uri,
        post_logout_redirect_uris,
        backchannel_logout_uri,
        backchannel_logout_session_required,
        contacts,
        logo_uri,
        policy_uri,
        tos_uri,
        default_max_age,
        initiate_login_uri,
        audiences,
        resources,
    } = form;
    let list = |all: Vec<String>| if all.is_empty() { Value::Null } else { all.into() };
    let switch = |on: bool| if on { Value::Bool(true) } else { Value::Null };
    given([
        ("jwks", jwks.map_or(Value::Null, |set| serde_json::from_str(&set).unwrap_or(Value::String(set)))),
        ("jwks_uri", jwks_uri.into()),
        ("token_endpoint_auth_signing_alg", token_endpoint_auth_signing_alg.into()),
        ("id_token_signed_response_alg", id_token_signed_response_alg.into()),
        ("userinfo_signed_response_alg", userinfo_signed_response_alg.into()),
        ("request_object_signing_alg", request_object_signing_alg.into()),
        ("require_signed_request_object", switch(require_signed_request_object)),
        ("require_pushed_authorization_requests", switch(require_pushed_authorization_requests)),
        ("dpop_bound_access_tokens", switch(dpop_bound_access_tokens)),
        ("subject_type", subject_type.into()),
        ("sector_identifier_uri", sector_identifier_uri.into()),
        ("post_logout_redirect_uris", list(post_logout_redirect_uris)),
        ("backchannel_logout_uri", backchannel_logout_uri.into()),
        ("backchannel_logout_session_required", switch(backchannel_logout_session_required)),
        ("contacts", list(contacts)),
        ("logo_uri", logo_uri.into()),
        ("policy_uri", policy_uri.into()),
        ("tos_uri", tos_uri.into()),
        ("default_max_age", default_max_age.into()),
        ("initiate_login_uri", initiate_login_uri.into()),
        ("audiences", list(audiences)),
        ("resources", list(resources)),
    ])
}
