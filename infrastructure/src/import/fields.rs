//! Fields of rows, by the names that they have in files and in the system that Oathgate replaces.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_application::{
    import::{ForeignClient, ForeignPerson, ForeignSecret},
    oauth::{client_metadata::MetadataForm, clients::ClientForm},
};
use oathgate_domain::{
    account::PasswordHash, contact::AddressFields, oauth::ClientSecretDigest, secret::Secret,
};
use serde_json::{Map, Value};
use time::{
    OffsetDateTime, PrimitiveDateTime,
    format_description::well_known::{Iso8601, Rfc3339},
};

/// What a row of people may hold; some have two names.
pub(super) const OF_PEOPLE: &[&str] = &[
    "id",
    "email",
    "username",
    "password_hash",
    "hashed_password",
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
    "is_superuser",
    "created_at",
    "updated_at",
    "email_verified_at",
    "last_login",
    "last_login_at",
];
/// What a row of clients may hold.
pub(super) const OF_CLIENTS: &[&str] = &[
    "client_id",
    "client_name",
    "client_uri",
    "token_endpoint_auth_method",
    "client_secret",
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

/// A list of words: a JSON array of texts, or what is separated by blanks.
pub(super) fn words(text: Option<&str>, field: &str) -> Result<Vec<String>, String> {
    let text = text.unwrap_or_default().trim();
    if text.starts_with('[') {
        return serde_json::from_str(text).map_err(|_| format!("{field}: it is no list of texts"));
    }
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// A person of these fields.
pub(super) fn person(fields: &Map<String, Value>) -> Result<ForeignPerson, String> {
    let fields = Fields(fields);
    fields.are_among(OF_PEOPLE)?;
    Ok(ForeignPerson {
        id: fields.text(&["id"])?.ok_or("id: it is missing")?,
        email: fields.text(&["email"])?.ok_or("email: it is missing")?,
        username: fields.text(&["username"])?,
        password: fields.text(&["password_hash", "hashed_password"])?.map(PasswordHash::new),
        first_name: fields.text(&["first_name"])?,
        last_name: fields.text(&["last_name"])?,
        locale: fields.text(&["locale"])?,
        phone_number: fields.text(&["phone_number"])?,
        address: AddressFields {
            street_address: fields.text(&["street_address"])?,
            locality: fields.text(&["locality"])?,
            region: fields.text(&["region"])?,
            postal_code: fields.text(&["postal_code"])?,
            country: fields.text(&["country"])?,
        },
        is_active: fields.truth(&["is_active"])?.unwrap_or(true),
        is_verified: fields.truth(&["is_verified"])?.unwrap_or(false),
        is_admin: fields.truth(&["is_admin", "is_superuser"])?.unwrap_or(false),
        created_at: fields.time(&["created_at"])?,
        updated_at: fields.time(&["updated_at"])?,
        email_verified_at: fields.time(&["email_verified_at"])?,
        last_login_at: fields.time(&["last_login_at", "last_login"])?,
    })
}

/// A client of these fields.
pub(super) fn client(fields: &Map<String, Value>) -> Result<ForeignClient, String> {
    let fields = Fields(fields);
    fields.are_among(OF_CLIENTS)?;
    let secret = fields.secret()?;
    let authentication = fields.text(&["token_endpoint_auth_method"])?;
    Ok(ForeignClient {
        form: ClientForm {
            id: Some(fields.text(&["client_id"])?.ok_or("client_id: it is missing")?),
            name: fields.text(&["client_name"])?.unwrap_or_default(),
            home: fields.text(&["client_uri"])?,
            is_public: authentication.as_deref().map_or(secret.is_none(), |method| method == "none"),
            authentication,
            redirect_uris: fields.list("redirect_uris")?,
            grant_types: fields.list("grant_types")?,
            scope: fields.text(&["scope"])?,
            is_first_party: fields.switch("is_first_party")?,
            metadata: metadata(&fields)?,
        },
        secret,
        is_active: fields.truth(&["is_active"])?.unwrap_or(true),
        created_at: fields.time(&["created_at"])?,
    })
}

fn metadata(fields: &Fields<'_>) -> Result<MetadataForm, String> {
    let text = |name: &str| fields.text(&[name]);
    Ok(MetadataForm {
        jwks: fields.json("jwks")?,
        jwks_uri: text("jwks_uri")?,
        token_endpoint_auth_signing_alg: text("token_endpoint_auth_signing_alg")?,
        id_token_signed_response_alg: text("id_token_signed_response_alg")?,
        userinfo_signed_response_alg: text("userinfo_signed_response_alg")?,
        request_object_signing_alg: text("request_object_signing_alg")?,
        require_signed_request_object: fields.switch("require_signed_request_object")?,
        require_pushed_authorization_requests: fields.switch("require_pushed_authorization_requests")?,
        dpop_bound_access_tokens: fields.switch("dpop_bound_access_tokens")?,
        subject_type: text("subject_type")?,
        sector_identifier_uri: text("sector_identifier_uri")?,
        post_logout_redirect_uris: fields.list("post_logout_redirect_uris")?,
        backchannel_logout_uri: text("backchannel_logout_uri")?,
        backchannel_logout_session_required: fields.switch("backchannel_logout_session_required")?,
        contacts: fields.list("contacts")?,
        logo_uri: text("logo_uri")?,
        policy_uri: text("policy_uri")?,
        tos_uri: text("tos_uri")?,
        default_max_age: fields.number("default_max_age")?,
        initiate_login_uri: text("initiate_login_uri")?,
        audiences: fields.list("audiences")?,
        resources: fields.list("resources")?,
    })
}

struct Fields<'a>(&'a Map<String, Value>);

impl Fields<'_> {
    /// A name that was written wrong must not lose what stands under it.
    fn are_among(&self, known: &[&str]) -> Result<(), String> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                Err(format!("{name}: not known; there are {}", known.join(", ")))
            }
        }
    }

    fn find(&self, names: &[&str]) -> Option<(String, &Value)> {
        names.iter().find_map(|name| {
            let value = self.0.get(*name).filter(|value| !value.is_null())?;
            Some(((*name).to_owned(), value))
        })
    }

    fn text(&self, names: &[&str]) -> Result<Option<String>, String> {
        match self.find(names) {
            None => Ok(None),
            Some((_, Value::String(text))) if text.is_empty() => Ok(None),
            Some((name, Value::String(text))) if text.contains('\0') => {
                Err(format!("{name}: it holds a NUL"))
            }
            Some((_, Value::String(text))) => Ok(Some(text.clone())),
            Some((_, Value::Number(number))) => Ok(Some(number.to_string())),
            Some((name, _)) => Err(format!("{name}: it takes a text")),
        }
    }

    fn truth(&self, names: &[&str]) -> Result<Option<bool>, String> {
        match self.find(names) {
            None => Ok(None),
            Some((_, Value::Bool(truth))) => Ok(Some(*truth)),
            Some((name, value)) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_ascii_lowercase);
                match text.as_str() {
                    "" => Ok(None),
                    "true" | "t" | "1" | "yes" => Ok(Some(true)),
                    "false" | "f" | "0" | "no" => Ok(Some(false)),
                    _ => Err(format!("{name}: it takes true or false")),
                }
            }
        }
    }

    fn switch(&self, name: &str) -> Result<bool, String> {
        Ok(self.truth(&[name])?.unwrap_or(false))
    }

    fn number(&self, name: &str) -> Result<Option<u32>, String> {
        let Some(text) = self.text(&[name])? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| format!("{name}: it takes a whole number"))
    }

    /// JSON, written as such or as a text.
    fn json(&self, name: &str) -> Result<Option<String>, String> {
        match self.find(&[name]) {
            Some((_, value @ Value::Object(_))) => Ok(Some(value.to_string())),
            _ => self.text(&[name]),
        }
    }

    /// A client's secret, in one of the forms in which it may come.
    fn secret(&self) -> Result<Option<ForeignSecret>, String> {
        let plain = self.text(&["client_secret"])?.map(|text| Ok(ForeignSecret::Plain(Secret::new(text))));
        let digest = self.text(&["client_secret_digest"])?.map(|text| {
            digest(&text).map(ForeignSecret::Digest).ok_or("client_secret_digest: it is none of an export")
        });
        let sealed = self.text(&["client_secret_sealed"])?.map(|text| {
            let sealed = URL_SAFE_NO_PAD.decode(text).map(ForeignSecret::Sealed);
            sealed.map_err(|_| "client_secret_sealed: it is none of an export")
        });
        let mut given = [plain, digest, sealed].into_iter().flatten();
        match (given.next(), given.next()) {
            (None, _) => Ok(None),
            (Some(secret), None) => Ok(Some(secret?)),
            (Some(_), Some(_)) => {
                Err("client_secret, client_secret_digest, client_secret_sealed: a client has one".to_owned())
            }
        }
    }

    fn time(&self, names: &[&str]) -> Result<Option<OffsetDateTime>, String> {
        let Some((name, _)) = self.find(names) else { return Ok(None) };
        let Some(text) = self.text(names)? else { return Ok(None) };
        moment(&text).map(Some).ok_or_else(|| format!("{name}: it takes a time as 2026-01-02T12:00:00Z"))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, String> {
        match self.find(&[name]) {
            None => Ok(Vec::new()),
            Some((_, Value::String(text))) => words(Some(text), name),
            Some((_, value)) => {
                serde_json::from_value(value.clone()).map_err(|_| format!("{name}: it is no list of texts"))
            }
        }
    }
}

/// The number of a key and a digest in base64url, as an export writes them.
fn digest(text: &str) -> Option<ClientSecretDigest> {
    let (key, mac) = text.split_once(':')?;
    let mac = URL_SAFE_NO_PAD.decode(mac).ok()?.try_into().ok()?;
    Some(ClientSecretDigest { key: key.parse().ok()?, mac })
}

/// A time as others write it: RFC 3339, with a blank for the T, without an offset for UTC.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim().replacen(' ', "T", 1);
    OffsetDateTime::parse(&text, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(&text, &Iso8601::DEFAULT))
        .or_else(|_| PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).map(PrimitiveDateTime::assume_utc))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    fn fields(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn times_are_read_as_databases_write_them() {
        for text in ["2026-01-02T12:00:00Z", "2026-01-02 12:00:00", "2026-01-02 12:00:00.000+00:00"] {
            assert_eq!(moment(text), Some(datetime!(2026-01-02 12:00 UTC)), "{text}");
        }
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn both_names_of_a_field_count() {
        let row =
            json!({ "id": 7, "email": "a@example.com", "hashed_password": "$2b$", "is_superuser": "t" });
        let person = person(&fields(row)).unwrap();
        assert_eq!((person.id.as_str(), person.is_admin, person.is_active), ("7", true, true));
        assert_eq!(person.password.unwrap().as_str(), "$2b$");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let why = |row: Value| person(&fields(row)).unwrap_err();
        assert_eq!(why(json!({ "email": "a@example.com" })), "id: it is missing");
        assert!(
            why(json!({ "id": "1", "email": "a@b.example", "e-mail": "" })).starts_with("e-mail: not known")
        );
        let row = |field: &str, value: Value| json!({ "id": "1", "email": "a@b.example", field: value });
        assert_eq!(why(row("is_active", json!("maybe"))), "is_active: it takes true or false");
        assert!(why(row("created_at", json!("soon"))).starts_with("created_at: it takes a time"));
        assert_eq!(why(row("username", json!(["a"]))), "username: it takes a text");
    }

    #[test]
    fn lists_are_arrays_or_words() {
        let uris = |value: Value| client(&fields(json!({ "client_id": "c", "redirect_uris": value })));
        for value in [
            json!(["https://a.example/x", "https://b.example/y"]),
            json!("https://a.example/x https://b.example/y"),
        ] {
            assert_eq!(uris(value).unwrap().form.redirect_uris.len(), 2);
        }
        assert_eq!(uris(json!({ "a": 1 })).unwrap_err(), "redirect_uris: it is no list of texts");
    }
}
