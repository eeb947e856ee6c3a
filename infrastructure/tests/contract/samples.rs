//! Values to store.

use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    challenge::{Challenge, Purpose},
    contact::{Contact, PhoneNumber, PostalAddress},
    email::EmailAddress,
    ids::{AccountId, ChallengeId, RegistrationId, SessionId},
    locale::Locale,
    names::{PersonName, Username},
    registration::Registration,
    secret::TokenDigest,
    session::Session,
};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// The moment of the samples, with microseconds that must survive.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-02-03 14:05:06.123456 UTC);
/// A moment later.
pub(crate) const LATER: OffsetDateTime = datetime!(2026-02-03 15:05:06.654321 UTC);
/// Behind the end of every sample.
pub(crate) const FAR: OffsetDateTime = datetime!(2027-01-01 0:00 UTC);

/// The n-th identifier; they sort by number.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The n-th account's identifier.
pub(crate) fn account_id(number: u128) -> AccountId {
    AccountId(id(number))
}

/// An address.
pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A user name.
pub(crate) fn username(text: &str) -> Username {
    Username::parse(text).unwrap()
}

/// A password hash.
pub(crate) fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

/// Names of a person.
pub(crate) fn names(first: &str, last: &str) -> PersonNames {
    PersonNames {
        first: PersonName::parse("first_name", first).unwrap(),
        last: PersonName::parse("last_name", last).unwrap(),
    }
}

/// How a person is reached.
pub(crate) fn contact() -> Contact {
    Contact {
        phone: PhoneNumber::parse("+49 30 1234567").unwrap(),
        address: Some(PostalAddress {
            street_address: Some("Straße \"des\" 17. Juni\nHinterhaus".to_owned()),
            postal_code: Some("10623".to_owned()),
            locality: Some("Berlin".to_owned()),
            ..PostalAddress::default()
        }),
    }
}

/// The n-th account: active, with every field set.
pub(crate) fn account(number: u128) -> Account {
    Account {
        id: account_id(number),
        email: email(&format!("Person{number}@Example.com")),
        username: Some(username(&format!("Person-{number}"))),
        names: names("Ada", "Lovelace"),
        locale: Some(Locale::German),
        status: AccountStatus::Active,
        is_admin: false,
        created_at: NOW,
        updated_at: NOW,
        email_verified_at: Some(NOW),
        last_login_at: Some(LATER),
        contact: contact(),
        erasure_due_at: None,
    }
}

/// The n-th account: not verified, with nothing but what must be.
pub(crate) fn unverified(number: u128) -> Account {
    Account {
        username: None,
        names: PersonNames::default(),
        locale: None,
        status: AccountStatus::Unverified,
        email_verified_at: None,
        last_login_at: None,
        ..account(number)
    }
}

/// The n-th registration, for the address of the account with the same number.
pub(crate) fn registration(number: u128) -> Registration {
    Registration {
        id: RegistrationId(id(number + 1_000)),
        account: account_id(number),
        email: email(&format!("person{number}@example.COM")),
        username: Some(username(&format!("Registered-{number}"))),
        names: names("Grace", "Hopper"),
        locale: Some(Locale::English),
        password: hash("$registered$"),
        created_at: NOW,
    }
}

/// The n-th challenge: to verify the address of the account with the same number.
pub(crate) fn challenge(number: u128) -> Challenge {
    Challenge {
        id: ChallengeId(id(number + 2_000)),
        purpose: Purpose::VerifyEmail,
        account: Some(account_id(number)),
        registration: Some(RegistrationId(id(number + 1_000))),
        email: Some(email(&format!("Person{number}@example.com"))),
        key: u32::MAX,
        created_at: NOW,
        expires_at: NOW + Duration::days(1),
    }
}

/// The n-th session of an account.
pub(crate) fn session(number: u128, account: u128) -> Session {
    Session {
        id: SessionId(id(number + 3_000)),
        account: account_id(account),
        created_at: NOW,
        last_seen_at: NOW + Duration::seconds(i64::try_from(number).unwrap()),
        expires_at: NOW + Duration::days(7),
        revoked_at: None,
        user_agent: Some("Mozilla/5.0 (美)".to_owned()),
        address: Some("2001:db8::1".to_owned()),
        generation: 0,
        rotated_at: NOW,
    }
}

/// A digest made of one byte.
pub(crate) fn digest(byte: u8) -> TokenDigest {
    TokenDigest([byte; 32])
}
