//! The scopes that the server itself gives a meaning to.

use oathgate_domain::{
    account::{Account, AccountStatus},
    contact::PostalAddress,
    names::PersonName,
    oauth::{PersonClaim, Scopes},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

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

/// The claims about a person that these scopes open (OpenID Connect Core §5.4), and `also` these (§5.5), as far as
/// there is something to tell.
pub fn claims(account: &Account, scopes: &Scopes, also: &BTreeSet<PersonClaim>) -> Map<String, Value> {
    let wanted =
        PersonClaim::ALL.iter().filter(|claim| scopes.contains(claim.scope()) || also.contains(claim));
    wanted.filter_map(|claim| Some((claim.as_str().to_owned(), told(account, *claim)?))).collect()
}

fn told(account: &Account, claim: PersonClaim) -> Option<Value> {
    let first = account.names.first.as_ref().map(PersonName::as_str);
    let last = account.names.last.as_ref().map(PersonName::as_str);
    Some(match claim {
        PersonClaim::Name => {
            let whole: Vec<&str> = [first, last].into_iter().flatten().collect();
            if whole.is_empty() {
                return None;
            }
            whole.join(" ").into()
        }
        PersonClaim::GivenName => first?.into(),
        PersonClaim::FamilyName => last?.into(),
        PersonClaim::PreferredUsername => account.username.as_ref()?.as_str().into(),
        PersonClaim::Locale => account.locale?.as_str().into(),
        PersonClaim::UpdatedAt => account.updated_at.unix_timestamp().into(),
        PersonClaim::Email => account.email.as_str().into(),
        // An address that was never verified is said to be so.
        PersonClaim::EmailVerified => {
            (account.status == AccountStatus::Active && account.email_verified_at.is_some()).into()
        }
        PersonClaim::Address => address_claim(account.contact.address.as_ref()?),
        PersonClaim::PhoneNumber => account.contact.phone.as_ref()?.as_str().into(),
        // Nobody is called.
        PersonClaim::PhoneNumberVerified => account.contact.phone.as_ref().map(|_| false)?.into(),
    })
}
