//! The scopes that the server itself gives a meaning to.

use oathgate_domain::{
    account::{Account, AccountStatus},
    contact::PostalAddress,
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
/// The postal address (§5.4).
pub const ADDRESS: &str = "address";
/// The phone number (§5.4).
pub const PHONE: &str = "phone";
/// A refresh token that outlives the session (§11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The account as its owner sees it, to look at and no more. A client has it where an operator gave it this
/// scope by name.
pub const ACCOUNT_READ: &str = "account:read";

/// Every scope that any client may be allowed, beside those that an operator makes up.
pub const KNOWN: [&str; 6] = [OPENID, PROFILE, EMAIL, ADDRESS, PHONE, OFFLINE_ACCESS];

/// What a client may ask for where nobody says.
pub const USUAL: [&str; 4] = [OPENID, PROFILE, EMAIL, OFFLINE_ACCESS];

/// The `address` claim (OpenID Connect Core §5.1.1).
pub(crate) fn address_claim(address: &PostalAddress) -> Value {
    let members = [
        ("formatted", Some(address.formatted())),
        ("street_address", address.street_address.clone()),
        ("locality", address.locality.clone()),
        ("region", address.region.clone()),
        ("postal_code", address.postal_code.clone()),
        ("country", address.country.clone()),
    ];
    members.into_iter().filter_map(|(name, member)| Some((name.to_owned(), Value::from(member?)))).collect()
}

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
    if scopes.contains(ADDRESS)
        && let Some(address) = &account.contact.address
    {
        put("address", address_claim(address));
    }
    if scopes.contains(PHONE)
        && let Some(phone) = &account.contact.phone
    {
        put("phone_number", phone.as_str().into());
        // Nobody is called.
        put("phone_number_verified", false.into());
    }
    claims
}
