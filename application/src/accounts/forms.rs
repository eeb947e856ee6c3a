//! Filled-in forms: every field is looked at, and every fault is named at once.

use oathgate_domain::{
    account::PersonNames,
    contact::{AddressFields, Contact, PhoneNumber, PostalAddress},
    email::EmailAddress,
    invalid::Invalid,
    locale::Locale,
    names::{PersonName, Username},
    password::{Password, Strength},
};

/// Every fault of a form.
pub type Faults = Vec<Invalid>;

/// What somebody hands in to have an account.
#[derive(Debug, Clone)]
pub struct AccountForm {
    /// The address.
    pub email: EmailAddress,
    /// The password, which was found good enough.
    pub password: Password,
    /// How good.
    pub strength: Strength,
    /// The user name.
    pub username: Option<Username>,
    /// The person's names.
    pub names: PersonNames,
    /// The language that they read, as far as they said.
    pub locale: Option<Locale>,
}

/// The fields of [`AccountForm`] as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccountFields<'a> {
    /// `email`.
    pub email: &'a str,
    /// `password`.
    pub password: &'a str,
    /// `username`.
    pub username: Option<&'a str>,
    /// `first_name`.
    pub first_name: Option<&'a str>,
    /// `last_name`.
    pub last_name: Option<&'a str>,
    /// `locale`.
    pub locale: Option<&'a str>,
}

impl AccountForm {
    /// Reads the fields.
    ///
    /// # Errors
    /// Every fault, each naming its field.
    pub fn read(fields: AccountFields<'_>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let email = keep(EmailAddress::parse(fields.email), &mut faults);
        let username = read_username(fields.username, &mut faults);
        let names = read_names(fields.first_name, fields.last_name, &mut faults);
        let locale = read_locale(fields.locale, &mut faults);
        let context = [
            fields.email,
            fields.username.unwrap_or_default(),
            fields.first_name.unwrap_or_default(),
            fields.last_name.unwrap_or_default(),
        ];
        let password = keep(Password::chosen("password", fields.password, &context), &mut faults);
        match (email, password) {
            (Some(email), Some((password, strength))) if faults.is_empty() => {
                Ok(Self { email, password, strength, username, names, locale })
            }
            _ => Err(faults),
        }
    }
}

/// What somebody changes of their profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileForm {
    /// The user name; none to have none.
    pub username: Option<Username>,
    /// The person's names.
    pub names: PersonNames,
    /// The language that they read; none to have that of the server.
    pub locale: Option<Locale>,
    /// How they are reached.
    pub contact: Contact,
}

/// The fields of [`ProfileForm`] as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProfileFields<'a> {
    /// `username`.
    pub username: Option<&'a str>,
    /// `first_name`.
    pub first_name: Option<&'a str>,
    /// `last_name`.
    pub last_name: Option<&'a str>,
    /// `locale`.
    pub locale: Option<&'a str>,
    /// `phone_number`.
    pub phone_number: Option<&'a str>,
    /// `address`.
    pub address: AddressFields<&'a str>,
}

impl ProfileForm {
    /// Reads the fields.
    ///
    /// # Errors
    /// Every fault, each naming its field.
    pub fn read(fields: ProfileFields<'_>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let username = read_username(fields.username, &mut faults);
        let names = read_names(fields.first_name, fields.last_name, &mut faults);
        let locale = read_locale(fields.locale, &mut faults);
        let phone =
            fields.phone_number.and_then(|text| keep(PhoneNumber::parse(text), &mut faults).flatten());
        let address = PostalAddress::read(&fields.address, &mut faults);
        let contact = Contact { phone, address };
        if faults.is_empty() { Ok(Self { username, names, locale, contact }) } else { Err(faults) }
    }
}

fn read_username(text: Option<&str>, faults: &mut Faults) -> Option<Username> {
    let text = text.filter(|text| !text.trim().is_empty())?;
    keep(Username::parse(text), faults)
}

fn read_locale(tag: Option<&str>, faults: &mut Faults) -> Option<Locale> {
    let tag = tag.filter(|tag| !tag.trim().is_empty())?;
    keep(Locale::parse("locale", tag), faults)
}

fn read_names(first: Option<&str>, last: Option<&str>, faults: &mut Faults) -> PersonNames {
    let mut name = |field, text: Option<&str>| keep(PersonName::parse(field, text?), faults).flatten();
    PersonNames { first: name("first_name", first), last: name("last_name", last) }
}

fn keep<T>(read: Result<T, Invalid>, faults: &mut Faults) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = AccountForm::read(AccountFields {
            email: "nobody",
            password: "short",
            username: Some("a b"),
            first_name: Some("a\u{202e}"),
            last_name: Some(&"x".repeat(51)),
            locale: Some("fr"),
        })
        .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["email", "username", "first_name", "last_name", "locale", "password"]);
    }

    #[test]
    fn empty_extras_are_no_faults() {
        let form = AccountForm::read(AccountFields {
            email: "ada@example.com",
            password: "violet otter nine",
            username: Some(""),
            first_name: Some(" "),
            last_name: None,
            locale: Some(""),
        })
        .unwrap();
        assert_eq!((form.username, form.names, form.locale), (None, PersonNames::default(), None));
    }
}
