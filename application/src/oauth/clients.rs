//! An operator's work with clients.

pub use super::client_form::ClientForm;

use super::{client_authentication::digest, sector_files::SectorFiles};
use crate::{
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
    oauth::{Client, ClientAuthentication, ClientId},
    secret::Secret,
};
use std::sync::Arc;

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
    /// Looks whether they belong to the sectors that they name.
    pub sectors: SectorFiles,
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
        let made = self.prepare(form, secret)?;
        self.check_sector(&made.client).await?;
        if self.keep(by, &made.client).await? { Ok(made) } else { Err(Failure::Refused(Refusal::IdTaken)) }
    }

    /// Stores a client that was prepared. False where another has its id.
    pub(crate) async fn keep(&self, by: &By, client: &Client) -> Result<bool, PortError> {
        let entry = self.entry(Act::ClientCreated, by, &client.id);
        retried!(transact(&*self.store, async |unit| {
            let inserted = unit.clients().insert(client).await?;
            if inserted {
                unit.audit().record(&entry).await?;
            }
            Ok(inserted)
        }))
    }

    /// A client as `form` says, with its secret, which is stored nowhere yet.
    pub(crate) fn prepare(
        &self,
        form: &ClientForm,
        secret: Option<Secret>,
    ) -> Result<Made, Failure<Refusal>> {
        let id = form.id.clone().unwrap_or_else(|| self.entropy.random_id().to_string());
        let mut client =
            form.read(&id, self.clock.now()).map_err(|faults| Failure::Refused(Refusal::Invalid(faults)))?;
        let secret = client.authentication.has_secret().then(|| secret.unwrap_or_else(|| self.draw()));
        if let Some(secret) = &secret {
            if client.authentication == ClientAuthentication::SecretJwt {
                client.sealed_secret = Some(self.seal(&client.id, secret)?);
            } else {
                client.secret = digest(&*self.keys, self.keys.current(), &client.id, secret);
            }
        }
        Ok(Made { client, secret })
    }

    /// Whether a client belongs to the sector that it names.
    pub(crate) async fn check_sector(&self, client: &Client) -> Result<(), Failure<Refusal>> {
        let checked = self.sectors.check(client).await;
        checked.map_err(|fault| Failure::Refused(Refusal::Invalid(vec![fault])))
    }

    /// Changes a client to what `form` says, and tells how it is then. How it shows itself stays as it is; its
    /// secret, its id and when it was made do, too. None where there is no such client.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn change(
        &self,
        by: &By,
        id: &ClientId,
        form: &ClientForm,
    ) -> Result<Option<Client>, Failure<Refusal>> {
        let Some(before) = self.find(id).await? else { return Ok(None) };
        let invalid = |faults| Failure::Refused(Refusal::Invalid(faults));
        let read = form.read(id.as_str(), before.created_at).map_err(invalid)?;
        if read.authentication != before.authentication {
            let message = "How a client shows itself stays as it is; make another client.";
            return Err(invalid(vec![Invalid::new("token_endpoint_auth_method", "unchangeable", message)]));
        }
        let was = (before.metadata.sector_identifier_uri, before.redirect_uris);
        let client = Client {
            secret: before.secret,
            sealed_secret: before.sealed_secret,
            is_disabled: before.is_disabled,
            ..read
        };
        // What was in the list may be changed otherwise although nobody answers there by now.
        if (&client.metadata.sector_identifier_uri, &client.redirect_uris) != (&was.0, &was.1) {
            self.check_sector(&client).await?;
        }
        let entry = self.entry(Act::ClientChanged, by, id);
        let changed = retried!(transact(&*self.store, async |unit| {
            let changed = unit.clients().update(&client).await?;
            if changed {
                unit.audit().record(&entry).await?;
            }
            Ok(changed)
        }))?;
        Ok(changed.then_some(client))
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

    pub(super) fn entry(&self, act: Act, by: &By, client: &ClientId) -> AuditEntry {
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
}

/// A secret opens as that of its own client alone: two rows cannot be exchanged.
pub(crate) fn sealed_for(id: &ClientId) -> String {
    format!("client secret {id}")
}
