//! Reads what somebody wants a client to be.

use super::{client_metadata::MetadataForm, scopes};
use crate::accounts::tokens::FIRST_PARTY_CLIENT;
use oathgate_domain::{
    invalid::Invalid,
    oauth::{Client, ClientAuthentication, ClientId, GrantType, RedirectUri, Scopes, Sector, SubjectType},
};
use time::OffsetDateTime;

/// Most redirect URIs of a client.
const MAX_REDIRECT_URIS: usize = 20;
/// Longest name, in characters.
const MAX_NAME: usize = 100;
/// Longest address of a home page, in bytes.
const MAX_HOME: usize = 2000;

/// What a new client is to be.
#[derive(Debug, Clone, Default)]
pub struct ClientForm {
    /// Its id; drawn where none is given.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its home page.
    pub home: Option<String>,
    /// Whether it cannot keep a secret: a single-page or native app.
    pub is_public: bool,
    /// `token_endpoint_auth_method`. Without: `none` for a public client, else `client_secret_basic`.
    pub authentication: Option<String>,
    /// Where people may be sent back to.
    pub redirect_uris: Vec<String>,
    /// `grant_type` names; `authorization_code` and `refresh_token` where none is given.
    pub grant_types: Vec<String>,
    /// What it may ask for, space-separated; everything that the server knows where none is given.
    pub scope: Option<String>,
    /// Whether people are not asked for consent.
    pub is_first_party: bool,
    /// What else is registered about it.
    pub metadata: MetadataForm,
}

impl ClientForm {
    /// The form that a client would have been made by.
    pub fn of(client: &Client) -> Self {
        Self {
            id: Some(client.id.as_str().to_owned()),
            name: client.name.clone(),
            home: client.home.clone(),
            is_public: !client.is_confidential(),
            authentication: Some(client.authentication.as_str().to_owned()),
            redirect_uris: client.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
            grant_types: client.grant_types.iter().map(|grant| grant.as_str().to_owned()).collect(),
            scope: Some(client.scopes.to_string()),
            is_first_party: client.is_first_party,
            metadata: MetadataForm::of(&client.metadata),
        }
    }

    /// Reads it for a client `id`, made at `now`.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub(super) fn read(&self, id: &str, now: OffsetDateTime) -> Result<Client, Vec<Invalid>> {
        let mut faults = Vec::new();
        let id = ClientId::parse(id).map_err(|fault| faults.push(fault)).ok();
        // Its tokens would pass for the server's own.
        if id.as_ref().is_some_and(|id| id.as_str() == FIRST_PARTY_CLIENT) {
            faults.push(Invalid::new("client_id", "reserved", "This id is the server's own."));
        }
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            faults.push(Invalid::new(
                "client_name",
                "invalid_name",
                format!("A client has a name of 1 to {MAX_NAME} characters."),
            ));
        }
        let home = self.home.as_deref().filter(|home| !home.is_empty());
        if home.is_some_and(|home| !is_web_page(home)) {
            faults.push(Invalid::new(
                "client_uri",
                "invalid_url",
                "The home page is an http(s) URL of at most 2000 visible ASCII characters.",
            ));
        }
        let mut grant_types = Vec::new();
        for grant in &self.grant_types {
            match GrantType::parse(grant) {
                Some(grant) if grant_types.contains(&grant) => {}
                Some(grant) => grant_types.push(grant),
                None => faults.push(Invalid::new(
                    "grant_types",
                    "invalid_grant_type",
                    "Grant types are authorization_code, refresh_token, client_credentials, \
                     urn:ietf:params:oauth:grant-type:device_code and \
                     urn:ietf:params:oauth:grant-type:token-exchange.",
                )),
            }
        }
        if self.grant_types.is_empty() {
            grant_types = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
        }
        let default = if self.is_public { "none" } else { "client_secret_basic" };
        let method = ClientAuthentication::parse(self.authentication.as_deref().unwrap_or(default))
            .filter(|method| !self.is_public || *method == ClientAuthentication::None);
        if method.is_none() {
            faults.push(Invalid::new(
                "token_endpoint_auth_method",
                "invalid_method",
                "A method is none, client_secret_basic, client_secret_post, client_secret_jwt or \
                 private_key_jwt; that of a public client is none.",
            ));
        }
        let method = method.unwrap_or(ClientAuthentication::None);
        let metadata = self.metadata.read(method, &mut faults);
        let alone = [GrantType::ClientCredentials, GrantType::TokenExchange];
        if method == ClientAuthentication::None && alone.iter().any(|grant| grant_types.contains(grant)) {
            faults.push(Invalid::new(
                "grant_types",
                "invalid_grant_type",
                "A client that shows itself by nothing cannot use client_credentials (RFC 6749 §4.4), nor \
                 exchange tokens.",
            ));
        }
        if grant_types.contains(&GrantType::AuthorizationCode) == self.redirect_uris.is_empty() {
            faults.push(Invalid::new(
                "redirect_uris",
                "required",
                "A client that signs people in has a redirect URI, and no other has one.",
            ));
        }
        if self.redirect_uris.len() > MAX_REDIRECT_URIS {
            faults.push(Invalid::new("redirect_uris", "too_many", "A client has at most 20 redirect URIs."));
        }
        let mut redirect_uris = Vec::new();
        for uri in self.redirect_uris.iter().take(MAX_REDIRECT_URIS) {
            match RedirectUri::register(uri) {
                Ok(uri) if redirect_uris.contains(&uri) => {}
                Ok(uri) => redirect_uris.push(uri),
                Err(fault) => faults.push(fault),
            }
        }
        if metadata.subject_type == SubjectType::Pairwise
            && faults.is_empty()
            && let Err(why) = Sector::host(metadata.sector_identifier_uri.as_deref(), &redirect_uris)
        {
            faults.push(Invalid::new("subject_type", "sector_missing", why.to_string()));
        }
        let known = scopes::USUAL.join(" ");
        let scopes = Scopes::parse(self.scope.as_deref().unwrap_or(&known));
        if scopes.is_none() {
            faults.push(Invalid::new(
                "scope",
                "invalid_scope",
                "Scopes are visible ASCII words between spaces.",
            ));
        }
        match (id, scopes) {
            (Some(id), Some(scopes)) if faults.is_empty() => Ok(Client {
                id,
                name: name.to_owned(),
                home: home.map(str::to_owned),
                authentication: method,
                secret: None,
                sealed_secret: None,
                redirect_uris,
                grant_types,
                scopes,
                is_first_party: self.is_first_party,
                is_disabled: false,
                metadata,
                created_at: now,
            }),
            _ => Err(faults),
        }
    }
}

fn is_web_page(text: &str) -> bool {
    text.len() <= MAX_HOME
        && text.bytes().all(|b| b.is_ascii_graphic())
        && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}
