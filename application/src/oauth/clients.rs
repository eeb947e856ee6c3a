//! An operator's work with clients.

use super::{client_authentication::digest, client_metadata::MetadataForm, scopes};
use crate::{
    accounts::tokens::FIRST_PARTY_CLIENT,
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{clock::Clock, entropy::Entropy, sealer::Sealer, store::Store, token_keys::TokenKeys},
    retried,
    transact::transact,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::{
    audit::{Act, AuditEntry},
    invalid::Invalid,
    oauth::{Client, ClientAuthentication, ClientId, GrantType, RedirectUri, Scopes},
    secret::Secret,
};
use std::sync::Arc;

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

/// A client that was made, with its secret, which is shown this once.
#[derive(Debug, Clone)]
pub struct Made {
    /// The client.
    pub client: Client,
    /// Its secret, where it has one.
    pub secret: Option<Secret>,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// These fields are wrong.
    Invalid(Vec<Invalid>),
    /// Another client has the id.
    IdTaken,
}

/// Makes, lists and changes clients.
pub struct Clients {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Digests secrets.
    pub keys: Arc<dyn TokenKeys>,
    /// Encrypts those that must be known again.
    pub sealer: Arc<dyn Sealer>,
    /// Draws ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Clients {
    /// Makes a client. `secret` is one that was agreed on elsewhere; else one is drawn.
    ///
    /// # Errors
    /// [`Failure`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.clients.make", skip_all)]
    pub async fn make(
        &self,
        by: &By,
        form: &ClientForm,
        secret: Option<Secret>,
    ) -> Result<Made, Failure<Refusal>> {
        let mut client = self.read(form).map_err(|faults| Failure::Refused(Refusal::Invalid(faults)))?;
        let secret = client.authentication.has_secret().then(|| secret.unwrap_or_else(|| self.draw()));
        if let Some(secret) = &secret {
            if client.authentication == ClientAuthentication::SecretJwt {
                client.sealed_secret = Some(self.seal(&client.id, secret)?);
            } else {
                client.secret = digest(&*self.keys, self.keys.current(), &client.id, secret);
            }
        }
        let entry = self.entry(Act::ClientCreated, by, &client.id);
        let inserted = retried!(transact(&*self.store, async |unit| {
            let inserted = unit.clients().insert(&client).await?;
            if inserted {
                unit.audit().record(&entry).await?;
            }
            Ok(inserted)
        }))?;
        if inserted { Ok(Made { client, secret }) } else { Err(Failure::Refused(Refusal::IdTaken)) }
    }

    /// Whether a client could be made so.
    ///
    /// # Errors
    /// [`Failure`], as [`Self::make`] gives it.
    pub async fn rehearse(&self, form: &ClientForm) -> Result<(), Failure<Refusal>> {
        let client = self.read(form).map_err(|faults| Failure::Refused(Refusal::Invalid(faults)))?;
        match self.find(&client.id).await? {
            None => Ok(()),
            Some(_) => Err(Failure::Refused(Refusal::IdTaken)),
        }
    }

    /// Clients in the order of their ids.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.clients.list", skip_all)]
    pub async fn list(&self, after: Option<&ClientId>, limit: u16) -> Result<Vec<Client>, PortError> {
        self.store.begin_read().await?.clients().list(after, limit).await
    }

    /// The client with this id.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "oauth.clients.find", skip_all)]
    pub async fn find(&self, id: &ClientId) -> Result<Option<Client>, PortError> {
        self.store.begin_read().await?.clients().find(id).await
    }

    /// Gives a client another secret, at once. None where there is no such client with a secret.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "clients.rotate_secret",
        skip_all
    )]
    pub async fn rotate_secret(&self, by: &By, id: &ClientId) -> Result<Option<Secret>, PortError> {
        let secret = self.draw();
        let sealed = self.seal(id, &secret)?;
        let Some(stored) = digest(&*self.keys, self.keys.current(), id, &secret) else {
            return Ok(None);
        };
        let entry = self.entry(Act::ClientSecretRotated, by, id);
        let changed = retried!(transact(&*self.store, async |unit| {
            let clients = unit.clients();
            // A client's method never changes, so that one of both fits at most.
            let changed =
                clients.set_secret(id, stored).await? || clients.set_sealed_secret(id, &sealed).await?;
            if changed {
                unit.audit().record(&entry).await?;
            }
            Ok(changed)
        }))?;
        Ok(changed.then_some(secret))
    }

    /// Disables or enables a client. False where nothing changed.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "clients.set_disabled",
        skip_all
    )]
    pub async fn set_disabled(&self, by: &By, id: &ClientId, disabled: bool) -> Result<bool, PortError> {
        let act = if disabled { Act::ClientDisabled } else { Act::ClientEnabled };
        let entry = self.entry(act, by, id);
        retried!(transact(&*self.store, async |unit| {
            let changed = unit.clients().set_disabled(id, disabled).await?;
            if changed {
                unit.audit().record(&entry).await?;
            }
            Ok(changed)
        }))
    }

    /// Deletes a client, with all that it was granted and what people agreed to for it. False where
    /// there is none.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "oauth.clients.delete",
        skip_all
    )]
    pub async fn delete(&self, by: &By, id: &ClientId) -> Result<bool, PortError> {
        let entry = self.entry(Act::ClientDeleted, by, id);
        retried!(transact(&*self.store, async |unit| {
            let deleted = unit.clients().delete(id).await?;
            if deleted {
                unit.audit().record(&entry).await?;
            }
            Ok(deleted)
        }))
    }

    fn entry(&self, act: Act, by: &By, client: &ClientId) -> AuditEntry {
        let record = Record::of(act, by).to("client", client.as_str());
        record.entry(self.entropy.ordered_id(), self.clock.now())
    }

    fn draw(&self) -> Secret {
        let mut bytes = [0; 32];
        self.entropy.fill(&mut bytes);
        Secret::new(format!("ogs_{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    fn seal(&self, id: &ClientId, secret: &Secret) -> Result<Vec<u8>, PortError> {
        self.sealer.seal(&sealed_for(id), secret.expose().as_bytes())
    }

    fn read(&self, form: &ClientForm) -> Result<Client, Vec<Invalid>> {
        let mut faults = Vec::new();
        let id = form.id.clone().unwrap_or_else(|| self.entropy.random_id().to_string());
        let id = ClientId::parse(&id).map_err(|fault| faults.push(fault)).ok();
        // Its tokens would pass for the server's own.
        if id.as_ref().is_some_and(|id| id.as_str() == FIRST_PARTY_CLIENT) {
            faults.push(Invalid::new("client_id", "reserved", "This id is the server's own."));
        }
        let name = form.name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            faults.push(Invalid::new(
                "client_name",
                "invalid_name",
                format!("A client has a name of 1 to {MAX_NAME} characters."),
            ));
        }
        let home = form.home.as_deref().filter(|home| !home.is_empty());
        if home.is_some_and(|home| !is_web_page(home)) {
            faults.push(Invalid::new(
                "client_uri",
                "invalid_url",
                "The home page is an http(s) URL of at most 2000 visible ASCII characters.",
            ));
        }
        let mut grant_types = Vec::new();
        for grant in &form.grant_types {
            match GrantType::parse(grant) {
                Some(grant) if grant_types.contains(&grant) => {}
                Some(grant) => grant_types.push(grant),
                None => faults.push(Invalid::new(
                    "grant_types",
                    "invalid_grant_type",
                    "Grant types are authorization_code, refresh_token, client_credentials and \
                     urn:ietf:params:oauth:grant-type:device_code.",
                )),
            }
        }
        if form.grant_types.is_empty() {
            grant_types = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
        }
        let default = if form.is_public { "none" } else { "client_secret_basic" };
        let method = ClientAuthentication::parse(form.authentication.as_deref().unwrap_or(default))
            .filter(|method| !form.is_public || *method == ClientAuthentication::None);
        if method.is_none() {
            faults.push(Invalid::new(
                "token_endpoint_auth_method",
                "invalid_method",
                "A method is none, client_secret_basic, client_secret_post, client_secret_jwt or \
                 private_key_jwt; that of a public client is none.",
            ));
        }
        let method = method.unwrap_or(ClientAuthentication::None);
        let metadata = form.metadata.read(method, &mut faults);
        if method == ClientAuthentication::None && grant_types.contains(&GrantType::ClientCredentials) {
            faults.push(Invalid::new(
                "grant_types",
                "invalid_grant_type",
                "A client without a secret cannot use client_credentials (RFC 6749 §4.4).",
            ));
        }
        if grant_types.contains(&GrantType::AuthorizationCode) == form.redirect_uris.is_empty() {
            faults.push(Invalid::new(
                "redirect_uris",
                "required",
                "A client that signs people in has a redirect URI, and no other has one.",
            ));
        }
        if form.redirect_uris.len() > MAX_REDIRECT_URIS {
            faults.push(Invalid::new("redirect_uris", "too_many", "A client has at most 20 redirect URIs."));
        }
        let mut redirect_uris = Vec::new();
        for uri in form.redirect_uris.iter().take(MAX_REDIRECT_URIS) {
            match RedirectUri::register(uri) {
                Ok(uri) if redirect_uris.contains(&uri) => {}
                Ok(uri) => redirect_uris.push(uri),
                Err(fault) => faults.push(fault),
            }
        }
        let known = scopes::KNOWN.join(" ");
        let scopes = Scopes::parse(form.scope.as_deref().unwrap_or(&known));
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
                is_first_party: form.is_first_party,
                is_disabled: false,
                metadata,
                created_at: self.clock.now(),
            }),
            _ => Err(faults),
        }
    }
}

/// A secret opens as that of its own client alone: two rows cannot be exchanged.
pub(super) fn sealed_for(id: &ClientId) -> String {
    format!("client secret {id}")
}

fn is_web_page(text: &str) -> bool {
    text.len() <= MAX_HOME
        && text.bytes().all(|b| b.is_ascii_graphic())
        && url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}
