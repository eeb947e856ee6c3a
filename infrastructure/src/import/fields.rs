//! Fields of rows, by the names that they have in files and in the system that Oathgate replaces.

use oathgate_application::import::{ForeignClient, ForeignPerson};
use oathgate_domain::{account::PasswordHash, secret::Secret};
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
    "is_active",
    "is_verified",
    "is_admin",
    "is_superuser",
    "created_at",
    "last_login",
    "last_login_at",
];
/// What a row of clients may hold.
pub(super) const OF_CLIENTS: &[&str] =
    &["client_id", "client_secret", "client_name", "redirect_uris", "grant_types", "scope", "is_active"];

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
        is_active: fields.truth(&["is_active"])?.unwrap_or(true),
        is_verified: fields.truth(&["is_verified"])?.unwrap_or(false),
        is_admin: fields.truth(&["is_admin", "is_superuser"])?.unwrap_or(false),
        created_at: fields.time(&["created_at"])?,
        last_login_at: fields.time(&["last_login_at", "last_login"])?,
    })
}

/// A client of these fields.
pub(super) fn client(fields: &Map<String, Value>) -> Result<ForeignClient, String> {
    let fields = Fields(fields);
    fields.are_among(OF_CLIENTS)?;
    Ok(ForeignClient {
        id: fields.text(&["client_id"])?.ok_or("client_id: it is missing")?,
        secret: fields.text(&["client_secret"])?.map(Secret::new),
        name: fields.text(&["client_name"])?.unwrap_or_default(),
        redirect_uris: fields.list("redirect_uris")?,
        grant_types: fields.list("grant_types")?,
        scope: fields.text(&["scope"])?,
        is_active: fields.truth(&["is_active"])?.unwrap_or(true),
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
            assert_eq!(uris(value).unwrap().redirect_uris.len(), 2);
        }
        assert_eq!(uris(json!({ "a": 1 })).unwrap_err(), "redirect_uris: it is no list of texts");
    }
}
