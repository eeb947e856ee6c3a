//! What another system knew of a person, and what of it can be taken over.

use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    contact::{AddressFields, Contact, PhoneNumber, PostalAddress},
    email::EmailAddress,
    ids::AccountId,
    invalid::Invalid,
    locale::Locale,
    names::{PersonName, Username},
};
use time::OffsetDateTime;
use uuid::{Builder, Uuid};

/// A person as another system knew them, every word as it was written there.
#[derive(Debug, Clone)]
pub struct ForeignPerson {
    /// Its id there.
    pub id: String,
    /// The address.
    pub email: String,
    /// The user name.
    pub username: Option<String>,
    /// The password hash.
    pub password: Option<PasswordHash>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The language that they read, as a language tag.
    pub locale: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
    /// The postal address.
    pub address: AddressFields<String>,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether their address was verified.
    pub is_verified: bool,
    /// Whether they administer.
    pub is_admin: bool,
    /// When the account was made; now where nobody knows.
    pub created_at: Option<OffsetDateTime>,
    /// When it was changed last; now where nobody knows.
    pub updated_at: Option<OffsetDateTime>,
    /// When their address was verified; where nobody knows and it was, when the account was made.
    pub email_verified_at: Option<OffsetDateTime>,
    /// When they signed in last.
    pub last_login_at: Option<OffsetDateTime>,
}

/// What can be taken over of a person.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The account that they get.
    pub account: Account,
    /// Their password hash; unusable where theirs cannot be verified here.
    pub password: PasswordHash,
    /// What is left out, and why.
    pub remarks: Vec<String>,
}

impl ForeignPerson {
    /// What of it can be taken over.
    ///
    /// # Errors
    /// Why nothing can.
    pub fn judge(
        &self,
        knows: impl FnOnce(&PasswordHash) -> bool,
        now: OffsetDateTime,
    ) -> Result<Judged, String> {
        let mut remarks = Vec::new();
        let id = self.account_id(&mut remarks)?;
        let email = EmailAddress::parse(&self.email).map_err(|fault| told("email", &fault))?;
        let username = given(self.username.as_deref()).and_then(|name| {
            Username::parse(name).map_err(|fault| remarks.push(left_out("username", &fault))).ok()
        });
        let mut person_name = |field, text: Option<&str>| {
            PersonName::parse(field, text.unwrap_or_default()).unwrap_or_else(|fault| {
                remarks.push(left_out(field, &fault));
                None
            })
        };
        let names = PersonNames {
            first: person_name("first_name", self.first_name.as_deref()),
            last: person_name("last_name", self.last_name.as_deref()),
        };
        let locale = given(self.locale.as_deref()).and_then(|tag| {
            Locale::parse("locale", tag).map_err(|fault| remarks.push(left_out("locale", &fault))).ok()
        });
        let contact = self.contact(&mut remarks);
        let password = match &self.password {
            Some(hash) if knows(hash) => hash.clone(),
            Some(_) => {
                remarks.push("password: its hash cannot be verified here; they must reset it".to_owned());
                PasswordHash::unusable()
            }
            None => {
                remarks.push("password: there is none; they must reset it".to_owned());
                PasswordHash::unusable()
            }
        };
        let created_at = self.created_at.unwrap_or(now).min(now);
        let status = match (self.is_active, self.is_verified) {
            (false, _) => AccountStatus::Disabled,
            (true, true) => AccountStatus::Active,
            (true, false) => AccountStatus::Unverified,
        };
        let account = Account {
            id,
            email,
            username,
            names,
            locale,
            status,
            is_admin: self.is_admin,
            created_at,
            updated_at: self.updated_at.unwrap_or(now).min(now),
            email_verified_at: self
                .is_verified
                .then(|| self.email_verified_at.unwrap_or(created_at).min(now)),
            last_login_at: self.last_login_at.filter(|at| *at <= now),
            contact,
            erasure_due_at: None,
        };
        Ok(Judged { account, password, remarks })
    }

    /// How they are reached, without what cannot be right.
    fn contact(&self, remarks: &mut Vec<String>) -> Contact {
        let phone = PhoneNumber::parse(self.phone_number.as_deref().unwrap_or_default());
        let phone = phone.unwrap_or_else(|fault| {
            remarks.push(left_out("phone_number", &fault));
            None
        });
        let mut faults = Vec::new();
        let address = PostalAddress::read(&self.address, &mut faults);
        // The rows of other systems have no members.
        let column = |fault: &Invalid| fault.field.rsplit('.').next().unwrap_or(fault.field);
        remarks.extend(faults.iter().map(|fault| left_out(column(fault), fault)));
        Contact { phone, address }
    }

    /// Their id here: the same where it is a UUID, else one that always follows from it.
    fn account_id(&self, remarks: &mut Vec<String>) -> Result<AccountId, String> {
        let written = self.id.trim();
        if written.is_empty() || written.len() > 255 {
            return Err("id: an id has 1 to 255 bytes".to_owned());
        }
        if let Ok(id) = Uuid::try_parse(written)
            && !id.is_nil()
        {
            return Ok(AccountId(id));
        }
        let mut bytes = [0; 16];
        let digest = blake3::derive_key("oathgate 2026 id of an imported account", written.as_bytes());
        bytes.copy_from_slice(&digest[..16]);
        let id = Builder::from_custom_bytes(bytes).into_uuid();
        remarks.push(format!("id: it is no UUID; {id} stands for it"));
        Ok(AccountId(id))
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn told(field: &str, fault: &Invalid) -> String {
    format!("{field}: {}", fault.message)
}

fn left_out(field: &str, fault: &Invalid) -> String {
    format!("{field}: left out. {}", fault.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-05-01 12:00 UTC);

    fn ada() -> ForeignPerson {
        ForeignPerson {
            id: "0b54b0a2-7a9a-4a3c-8a35-6a1f6f1c0d11".to_owned(),
            email: "Ada@Example.com".to_owned(),
            username: Some("ada".to_owned()),
            password: Some(PasswordHash::new("$2b$12$known".to_owned())),
            first_name: Some("Ada".to_owned()),
            last_name: None,
            locale: None,
            phone_number: Some("+44 20 7123 4567".to_owned()),
            address: AddressFields { locality: Some("London".to_owned()), ..AddressFields::default() },
            is_active: true,
            is_verified: true,
            is_admin: false,
            created_at: Some(datetime!(2024-01-01 0:00 UTC)),
            updated_at: None,
            email_verified_at: None,
            last_login_at: None,
        }
    }

    fn judged(person: &ForeignPerson) -> Judged {
        person.judge(|hash| hash.as_str().starts_with("$2b$"), NOW).unwrap()
    }

    #[test]
    fn what_fits_is_taken_as_it_is() {
        let Judged { account, password, remarks } = judged(&ada());
        assert_eq!(account.id.to_string(), ada().id);
        assert_eq!((account.status, account.email_verified_at), (AccountStatus::Active, ada().created_at));
        assert_eq!(password.as_str(), "$2b$12$known");
        assert_eq!(account.contact.phone.unwrap().as_str(), "+442071234567");
        assert_eq!(account.contact.address.unwrap().formatted(), "London");
        assert_eq!(remarks, Vec::<String>::new());
    }

    #[test]
    fn states_are_kept() {
        let state = |is_active, is_verified| {
            judged(&ForeignPerson { is_active, is_verified, ..ada() }).account.status
        };
        assert_eq!(state(true, false), AccountStatus::Unverified);
        assert_eq!(state(false, true), AccountStatus::Disabled);
        assert_eq!(state(false, false), AccountStatus::Disabled);
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_said() {
        let person = ForeignPerson {
            id: "42".to_owned(),
            username: Some("ada lovelace!".to_owned()),
            password: Some(PasswordHash::new("md5:1234".to_owned())),
            created_at: Some(datetime!(2099-01-01 0:00 UTC)),
            phone_number: Some("020 7123".to_owned()),
            address: AddressFields {
                region: Some("x".repeat(101)),
                country: Some("United Kingdom".to_owned()),
                ..AddressFields::default()
            },
            ..ada()
        };
        let Judged { account, password, remarks } = judged(&person);
        assert_eq!(account.id, judged(&person).account.id, "it follows from the id there");
        assert_eq!((account.username, account.created_at), (None, NOW));
        assert_eq!(password, PasswordHash::unusable());
        assert_eq!(account.contact.phone, None);
        assert_eq!(account.contact.address.unwrap().formatted(), "United Kingdom");
        assert_eq!(remarks.len(), 5, "{remarks:?}");
        assert!(remarks.iter().any(|remark| remark.starts_with("region: left out.")), "{remarks:?}");
        assert!(!format!("{remarks:?}").contains("md5"), "no hash is told");
    }

    #[test]
    fn nobody_comes_without_id_or_address() {
        for person in [
            ForeignPerson { id: " ".to_owned(), ..ada() },
            ForeignPerson { email: "nobody".to_owned(), ..ada() },
        ] {
            assert!(person.judge(|_| true, NOW).is_err());
        }
    }
}
