//! OAuth clients as administrators see and make them.

use crate::body::FieldRules;
use oathgate_application::oauth::{
    client_metadata::MetadataForm,
    clients::{ClientForm, Made},
};
use oathgate_domain::oauth::{Client, RedirectUri};
use poem_openapi::{
    Enum, Object,
    types::{Example, MaybeUndefined},
};
use time::{OffsetDateTime, macros::datetime};

/// An OAuth client. Its secret is not kept and not shown. The names are those of RFC 7591 §2.
#[derive(Debug, Clone, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ClientDetails {
    /// Its id.
    client_id: String,
    /// Its name, as people see it.
    client_name: String,
    /// Its home page.
    client_uri: Option<String>,
    /// How it shows that it is itself; `none` for one that can keep no secret.
    token_endpoint_auth_method: String,
    /// Where people may be sent back to.
    redirect_uris: Vec<String>,
    /// What it may ask tokens for with.
    grant_types: Vec<String>,
    /// What it may ask for, between spaces.
    scope: String,
    /// Whether it knows people as other clients do, `public`, or by a subject of its sector alone, `pairwise`.
    subject_type: String,
    /// Where the redirect URIs of all clients of its sector are listed.
    sector_identifier_uri: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    is_first_party: bool,
    /// Whether it gets no tokens any more.
    is_disabled: bool,
    /// When it was made.
    created_at: OffsetDateTime,
}

impl From<&Client> for ClientDetails {
    fn from(client: &Client) -> Self {
        Self {
            client_id: client.id.as_str().to_owned(),
            client_name: client.name.clone(),
            client_uri: client.home.clone(),
            token_endpoint_auth_method: client.authentication.as_str().to_owned(),
            redirect_uris: client.redirect_uris.iter().map(RedirectUri::as_str).map(str::to_owned).collect(),
            grant_types: client.grant_types.iter().map(|grant| grant.as_str().to_owned()).collect(),
            scope: client.scopes.to_string(),
            subject_type: client.metadata.subject_type.as_str().to_owned(),
            sector_identifier_uri: client.metadata.sector_identifier_uri.clone(),
            is_first_party: client.is_first_party,
            is_disabled: client.is_disabled,
            created_at: client.created_at,
        }
    }
}

impl Example for ClientDetails {
    fn example() -> Self {
        Self {
            client_id: "shop".to_owned(),
            client_name: "Shop".to_owned(),
            client_uri: Some("https://shop.example.com".to_owned()),
            token_endpoint_auth_method: "client_secret_basic".to_owned(),
            redirect_uris: vec!["https://shop.example.com/callback".to_owned()],
            grant_types: vec!["authorization_code".to_owned(), "refresh_token".to_owned()],
            scope: "openid profile email".to_owned(),
            subject_type: "public".to_owned(),
            sector_identifier_uri: None,
            is_first_party: false,
            is_disabled: false,
            created_at: datetime!(2026-01-02 12:00 UTC),
        }
    }
}

/// A client with its secret, which is shown this once.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct MadeClient {
    /// The client.
    client: ClientDetails,
    /// Its secret; none where it has none.
    client_secret: Option<String>,
}

impl From<Made> for MadeClient {
    fn from(made: Made) -> Self {
        Self {
            client: ClientDetails::from(&made.client),
            client_secret: made.secret.map(|secret| secret.expose().to_owned()),
        }
    }
}

impl Example for MadeClient {
    fn example() -> Self {
        Self { client: ClientDetails::example(), client_secret: Some("ogs_…".to_owned()) }
    }
}

/// A new secret, which is shown this once.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct NewSecret {
    /// The client.
    pub(super) client_id: String,
    /// Its secret.
    pub(super) client_secret: String,
}

impl Example for NewSecret {
    fn example() -> Self {
        Self { client_id: "shop".to_owned(), client_secret: "ogs_…".to_owned() }
    }
}

/// Clients in the order of their ids.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ClientPage {
    /// A page of them.
    pub(super) clients: Vec<ClientDetails>,
    /// Where there may be more: give it as `after` for the next page.
    pub(super) next: Option<String>,
}

impl Example for ClientPage {
    fn example() -> Self {
        Self { clients: vec![ClientDetails::example()], next: None }
    }
}

/// What kind of program a client is. It settles how the client shows that it is itself, and what it may
/// ask tokens for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum Preset {
    /// A web application with a server: keeps a secret, signs people in.
    Web,
    /// A single-page application: keeps no secret, signs people in with PKCE.
    Spa,
    /// A native or mobile app: as a single-page application, and may stay signed in.
    Native,
    /// A program without people: keeps a secret, asks for tokens of its own.
    Machine,
}

/// What a new client is to be.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct NewClientRequest {
    /// What kind of program it is.
    preset: Preset,
    /// Its name, as people see it.
    #[oai(validator(min_length = 1, max_length = 100))]
    client_name: String,
    /// Its id; drawn where none is given.
    #[oai(validator(max_length = 255))]
    client_id: Option<String>,
    /// Its home page, which people see too.
    #[oai(validator(max_length = 2000))]
    client_uri: Option<String>,
    /// Where people may be sent back to; none for `machine`.
    #[oai(default, validator(max_items = 20))]
    redirect_uris: Vec<String>,
    /// What it may ask for, between spaces. Without: what the preset usually needs.
    #[oai(validator(max_length = 1024))]
    scope: Option<String>,
    /// `public`, or `pairwise` for a client that knows people by a subject of its sector alone. Without: `public`.
    #[oai(validator(max_length = 16))]
    subject_type: Option<String>,
    /// Where the redirect URIs of all clients of its sector are listed, in a JSON array. It is fetched. A pairwise
    /// client whose redirect URIs have several hosts needs it.
    #[oai(validator(max_length = 2000))]
    sector_identifier_uri: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    #[oai(default)]
    is_first_party: bool,
}

impl FieldRules for NewClientRequest {}

impl NewClientRequest {
    /// The client that is asked for.
    pub(super) fn form(self) -> ClientForm {
        let (is_public, grant_types, scope): (_, &[&str], _) = match self.preset {
            Preset::Web => {
                (false, &["authorization_code", "refresh_token"], "openid profile email offline_access")
            }
            Preset::Spa => (true, &["authorization_code", "refresh_token"], "openid profile email"),
            Preset::Native => {
                (true, &["authorization_code", "refresh_token"], "openid profile email offline_access")
            }
            Preset::Machine => (false, &["client_credentials"], ""),
        };
        ClientForm {
            id: self.client_id,
            name: self.client_name,
            home: self.client_uri,
            is_public,
            redirect_uris: self.redirect_uris,
            grant_types: grant_types.iter().map(|&grant| grant.to_owned()).collect(),
            scope: Some(self.scope.unwrap_or_else(|| scope.to_owned())),
            is_first_party: self.is_first_party,
            metadata: MetadataForm {
                subject_type: self.subject_type,
                sector_identifier_uri: self.sector_identifier_uri,
                ..MetadataForm::default()
            },
            ..ClientForm::default()
        }
    }
}

impl Example for NewClientRequest {
    fn example() -> Self {
        Self {
            preset: Preset::Web,
            client_name: "Shop".to_owned(),
            client_id: Some("shop".to_owned()),
            client_uri: Some("https://shop.example.com".to_owned()),
            redirect_uris: vec!["https://shop.example.com/callback".to_owned()],
            scope: None,
            subject_type: None,
            sector_identifier_uri: None,
            is_first_party: false,
        }
    }
}

/// What to change of a client. What is left out stays as it is; `null` or an empty text removes it, where a
/// client may be without it.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct ClientChange {
    /// Its name, as people see it.
    #[oai(validator(min_length = 1, max_length = 100))]
    client_name: Option<String>,
    /// Its home page, which people see too.
    #[oai(nullable)]
    client_uri: MaybeUndefined<String>,
    /// Where people may be sent back to.
    #[oai(validator(max_items = 20))]
    redirect_uris: Option<Vec<String>>,
    /// What it may ask for, between spaces.
    #[oai(validator(max_length = 1024))]
    scope: Option<String>,
    /// Whether it is the operator's own, so that people are not asked whether they agree.
    is_first_party: Option<bool>,
}

impl FieldRules for ClientChange {}

impl ClientChange {
    /// The whole client after the change.
    pub(super) fn applied_to(self, client: &Client) -> ClientForm {
        let before = ClientForm::of(client);
        ClientForm {
            name: self.client_name.unwrap_or(before.name),
            home: match self.client_uri {
                MaybeUndefined::Undefined => before.home,
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(home) => Some(home),
            },
            redirect_uris: self.redirect_uris.unwrap_or(before.redirect_uris),
            scope: self.scope.or(before.scope),
            is_first_party: self.is_first_party.unwrap_or(before.is_first_party),
            ..before
        }
    }
}

impl Example for ClientChange {
    fn example() -> Self {
        Self {
            client_name: Some("Shop".to_owned()),
            client_uri: MaybeUndefined::Value("https://shop.example.com".to_owned()),
            redirect_uris: Some(vec!["https://shop.example.com/callback".to_owned()]),
            scope: Some("openid profile email".to_owned()),
            is_first_party: Some(false),
        }
    }
}
