//! The scopes that the server itself gives a meaning to.

use oathgate_domain::{
    account::{Account, AccountStatus},
    names::{PersonName, Username},
    oauth::Scopes,
};
use serde_json::{Map, Value};

/// Asks for an ID token and userinfo (OpenID Connect Core §3.1.2.1).
pub const OPENID: &str = "openid";
/// Names (§5.4).
pub const PROFILE: &str = "profile";
/// The address (§5.4).
pub const EMAIL: &str = "email";
/// A refresh token that outlives the session (§11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The account as its owner sees it, to look at and no more. A client has it where an operator gave it this
/// scope by name.
pub const ACCOUNT_READ: &str = "account:read";

/// Every scope that any client may be allowed, beside those that an operator makes up.
pub const KNOWN: [&str; 4] = [OPENID, PROFILE, EMAIL, OFFLINE_ACCESS];

/// The claims about a person that these scopes open (OpenID Connect Core §5.4). An address that
/// was never verified is said to be so.
pub fn claims(account: &Account, scopes: &Scopes) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    if scopes.contains(PROFILE) {
        let first = account.names.first.as_ref().map(PersonName::as_str);
        let last = account.names.last.as_ref().map(PersonName::as_str);
        let whole: Vec<&str> = [first, last].into_iter().flatten().collect();
        if !whole.is_empty() {
            put("name", whole.join(" ").into());
        }
        if let Some(first) = first {
            put("given_name", first.into());
        }
        if let Some(last) = last {
            put("family_name", last.into());
        }
        if let Some(username) = account.username.as_ref().map(Username::as_str) {
            put("preferred_username", username.into());
        }
        if let Some(locale) = account.locale {
            put("locale", locale.as_str().into());
        }
        put("updated_at", account.updated_at.unix_timestamp().into());
    }
    if scopes.contains(EMAIL) {
        put("email", account.email.as_str().into());
        let verified = account.status == AccountStatus::Active && account.email_verified_at.is_some();
        put("email_verified", verified.into());
    }
    claims
}
