//! `GET` and `PUT /users/me`.

use super::erasure::{EraseAnswer, EraseRefusals, EraseRequest, ErasurePlanned};
use crate::{
    body::{FieldRules, JsonBody, MaybeJsonBody, text},
    context::RequestContext,
    problem::{FieldError, Problem, ProblemCode, Refused, refusals},
    security::{AccountReader, ClientScope, SignedIn},
    tags::Tag,
};
use oathgate_application::accounts::{
    erase::Erase,
    forms::{Faults, ProfileFields, ProfileForm},
    profile::{Refusal, UpdateProfile},
};
use oathgate_domain::{
    account::{Account, PersonNames},
    contact::{AddressFields, PhoneNumber, PostalAddress},
    locale::Locale,
    names::{PersonName, Username},
    password::Password,
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    payload::Json,
    types::{Example, MaybeUndefined},
};
use serde_json::Value;
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// An account as its owner sees it.
#[derive(Debug, Clone, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct Profile {
    /// Its identifier; the `sub` of its tokens.
    id: Uuid,
    /// Where it gets mail, and what it signs in with.
    email: String,
    /// Whether the address was shown to be its owner's.
    email_verified: bool,
    /// Another name to sign in with.
    username: Option<String>,
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// The language in which mail is written to it: `en` or `de`. That of the server where it is missing.
    locale: Option<String>,
    /// Phone number, in E.164.
    phone_number: Option<String>,
    /// Postal address.
    address: Option<Address>,
    /// Whether it may use the administration API.
    is_admin: bool,
    /// When it was made.
    created_at: OffsetDateTime,
    /// When it was last changed.
    updated_at: OffsetDateTime,
    /// When somebody last signed in.
    last_login_at: Option<OffsetDateTime>,
    /// When it will be deleted, where its owner has asked for that.
    erasure_due_at: Option<OffsetDateTime>,
}

impl From<&Account> for Profile {
    fn from(account: &Account) -> Self {
        let name = |name: &PersonName| name.as_str().to_owned();
        Self {
            id: account.id.0,
            email: account.email.as_str().to_owned(),
            email_verified: account.email_verified_at.is_some(),
            username: account.username.as_ref().map(|username| username.as_str().to_owned()),
            first_name: account.names.first.as_ref().map(name),
            last_name: account.names.last.as_ref().map(name),
            locale: account.locale.map(|locale| locale.as_str().to_owned()),
            phone_number: account.contact.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            address: account.contact.address.as_ref().map(Address::from),
            is_admin: account.is_admin,
            created_at: account.created_at,
            updated_at: account.updated_at,
            last_login_at: account.last_login_at,
            erasure_due_at: account.erasure_due_at,
        }
    }
}

impl Example for Profile {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60),
            email: "ada@example.com".to_owned(),
            email_verified: true,
            username: Some("ada".to_owned()),
            first_name: Some("Ada".to_owned()),
            last_name: Some("Lovelace".to_owned()),
            locale: Some("en".to_owned()),
            phone_number: Some("+442071234567".to_owned()),
            address: Some(Address::example()),
            is_admin: false,
            created_at: datetime!(2026-01-02 12:00 UTC),
            updated_at: datetime!(2026-01-03 12:00 UTC),
            last_login_at: Some(datetime!(2026-01-04 12:00 UTC)),
            erasure_due_at: None,
        }
    }
}

/// A postal address, with the members of the `address` claim.
#[derive(Debug, Clone, Object)]
#[oai(example, rename = "PostalAddress", skip_serializing_if_is_none)]
#[expect(clippy::struct_field_names, reason = "OpenID Connect Core names the members")]
pub(crate) struct Address {
    /// Street and house number, at most four lines of 100 characters.
    street_address: Option<String>,
    /// City, at most 100 characters.
    locality: Option<String>,
    /// State, province or prefecture, at most 100 characters.
    region: Option<String>,
    /// Postal code, at most 20 characters.
    postal_code: Option<String>,
    /// Country by its name, at most 100 characters.
    country: Option<String>,
}

impl Address {
    fn fields(&self) -> AddressFields<&str> {
        AddressFields {
            street_address: self.street_address.as_deref(),
            locality: self.locality.as_deref(),
            region: self.region.as_deref(),
            postal_code: self.postal_code.as_deref(),
            country: self.country.as_deref(),
        }
    }
}

impl From<&PostalAddress> for Address {
    fn from(address: &PostalAddress) -> Self {
        let PostalAddress { street_address, locality, region, postal_code, country } = address.clone();
        Self { street_address, locality, region, postal_code, country }
    }
}

impl Example for Address {
    fn example() -> Self {
        Self {
            street_address: Some("12 St James's Square".to_owned()),
            locality: Some("London".to_owned()),
            region: None,
            postal_code: Some("SW1Y 4JH".to_owned()),
            country: Some("United Kingdom".to_owned()),
        }
    }
}

/// What to change of a profile. A field that is left out stays as it is; `null` or an empty text
/// removes it.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct ProfileChange {
    /// 3 to 50 letters, digits, dots, underscores and hyphens.
    #[oai(nullable)]
    username: MaybeUndefined<String>,
    /// Given name, at most 50 characters.
    #[oai(nullable)]
    first_name: MaybeUndefined<String>,
    /// Family name, at most 50 characters.
    #[oai(nullable)]
    last_name: MaybeUndefined<String>,
    /// The language in which to write to them: `en` or `de`.
    #[oai(nullable)]
    locale: MaybeUndefined<String>,
    /// Phone number with `+` and the country code, 7 to 15 digits. It is kept in E.164.
    #[oai(nullable)]
    phone_number: MaybeUndefined<String>,
    /// Postal address, as a whole: what is left out of it is removed, and all of it where it is empty.
    address: MaybeUndefined<Address>,
}

impl ProfileChange {
    /// The whole profile after the change.
    fn applied_to(&self, account: &Account) -> Result<ProfileForm, Faults> {
        fn after<'a>(change: &'a MaybeUndefined<String>, before: Option<&'a str>) -> Option<&'a str> {
            match change {
                MaybeUndefined::Undefined => before,
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(text) => Some(text),
            }
        }
        let PersonNames { first, last } = &account.names;
        let before = account.contact.address.as_ref().map(Address::from);
        let address = match &self.address {
            MaybeUndefined::Undefined => before.as_ref(),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(address) => Some(address),
        };
        ProfileForm::read(ProfileFields {
            username: after(&self.username, account.username.as_ref().map(Username::as_str)),
            first_name: after(&self.first_name, first.as_ref().map(PersonName::as_str)),
            last_name: after(&self.last_name, last.as_ref().map(PersonName::as_str)),
            locale: after(&self.locale, account.locale.map(Locale::as_str)),
            phone_number: after(&self.phone_number, account.contact.phone.as_ref().map(PhoneNumber::as_str)),
            address: address.map(Address::fields).unwrap_or_default(),
        })
    }
}

impl FieldRules for ProfileChange {
    fn faults(body: &Value) -> Vec<FieldError> {
        let field = |name| text(body, name);
        let address = body.get("address").unwrap_or(&Value::Null);
        let form = ProfileForm::read(ProfileFields {
            username: field("username"),
            first_name: field("first_name"),
            last_name: field("last_name"),
            locale: field("locale"),
            phone_number: field("phone_number"),
            address: AddressFields {
                street_address: text(address, "street_address"),
                locality: text(address, "locality"),
                region: text(address, "region"),
                postal_code: text(address, "postal_code"),
                country: text(address, "country"),
            },
        });
        form.err().unwrap_or_default().into_iter().map(Into::into).collect()
    }
}

impl Example for ProfileChange {
    fn example() -> Self {
        Self {
            username: MaybeUndefined::Value("ada".to_owned()),
            first_name: MaybeUndefined::Value("Ada".to_owned()),
            last_name: MaybeUndefined::Null,
            locale: MaybeUndefined::Value("de".to_owned()),
            phone_number: MaybeUndefined::Value("+44 20 7123 4567".to_owned()),
            address: MaybeUndefined::Value(Address::example()),
        }
    }
}

#[derive(ApiResponse)]
pub(crate) enum ProfileAnswer {
    /// The account.
    #[oai(status = 200)]
    Found(Json<Profile>),
}

refusals! {
    /// Why a profile is not changed.
    pub(crate) ProfileRefusals: UsernameTaken, NotFound
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(match refusal {
            Refusal::UsernameTaken => ProblemCode::UsernameTaken,
            Refusal::NoAccount => ProblemCode::NotFound,
        })
    }
}

pub(crate) struct ProfileApi {
    pub(crate) update_profile: Arc<UpdateProfile>,
    pub(crate) erase: Arc<Erase>,
}

#[OpenApi(tag = "Tag::Users")]
impl ProfileApi {
    /// Who am I?
    ///
    /// The account of the access token, as it is now. A client may look at it with the scope `account:read`.
    #[oai(path = "/users/me", method = "get", operation_id = "get_me")]
    #[expect(clippy::unused_async, reason = "the framework takes asynchronous handlers only")]
    async fn get(&self, #[oai(scope = "ClientScope::AccountRead")] who: AccountReader) -> ProfileAnswer {
        ProfileAnswer::Found(Json(Profile::from(&who.0)))
    }

    /// Change my profile
    ///
    /// Changes names, user name, language, phone number and postal address. The email address and the password have
    /// operations of their own.
    #[oai(path = "/users/me", method = "put", operation_id = "update_me")]
    async fn put(
        &self,
        who: SignedIn,
        body: JsonBody<ProfileChange>,
    ) -> Result<ProfileAnswer, Refused<ProfileRefusals>> {
        let form = body.0.applied_to(&who.0.account).map_err(Refused::new)?;
        let account = self.update_profile.run(who.0.account.id, &form).await.map_err(Refused::new)?;
        Ok(ProfileAnswer::Found(Json(Profile::from(&account))))
    }

    /// Delete my account
    ///
    /// Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    /// a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    /// in the mail or by `/users/me/cancel-erasure`.
    #[oai(path = "/users/me", method = "delete", operation_id = "delete_me")]
    async fn delete(
        &self,
        context: RequestContext,
        who: SignedIn,
        body: MaybeJsonBody<EraseRequest>,
    ) -> Result<EraseAnswer, Refused<EraseRefusals>> {
        let password = body.0.and_then(|body| body.current_password);
        let password = password.map(|text| Password::typed("current_password", &text)).transpose();
        let password = password.map_err(Refused::new)?;
        let due = self.erase.plan(&who.0, &context.origin(), password).await.map_err(Refused::new)?;
        Ok(EraseAnswer::Planned(Json(ErasurePlanned::at(due))))
    }
}
