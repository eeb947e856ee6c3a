//! Clients register themselves (RFC 7591) and look after what they registered (RFC 7592).

use super::{
    Refusal,
    client_document::describe,
    clients::{Clients, Refusal as ClientRefusal},
    registration_form,
};
use crate::{
    accounts::origin::Origin,
    audit::By,
    error::{Failure, PortError},
    ports::{oauth::InitialToken, store::Store},
    retried,
    transact::transact,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::{
    audit::{Act, Actor},
    invalid::Invalid,
    oauth::{Client, ClientId, OAuthError},
    secret::{Secret, TokenDigest},
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, sync::Arc};
use subtle::ConstantTimeEq;
use time::Duration;
use uuid::Uuid;

/// Who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegistrationPolicy {
    /// Nobody.
    #[default]
    Off,
    /// Whoever shows an initial access token.
    Token,
    /// Anybody.
    Open,
}

/// Why a client is not registered, shown or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrationRefusal {
    /// The server takes no registrations.
    Off,
    /// The token is missing or not good.
    Token,
    /// What is to be registered is not right.
    Metadata(Refusal),
}

/// Lets clients register themselves.
pub struct RegisterClient {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Makes and changes clients.
    pub clients: Arc<Clients>,
    /// Who may.
    pub policy: RegistrationPolicy,
    /// The issuer identifier.
    pub issuer: String,
}

type Outcome<T> = Result<T, Failure<RegistrationRefusal>>;

impl RegisterClient {
    /// Registers a client as `asked`, and gives what the client is told (RFC 7591 §3.2.1). An `initial`
    /// access token is used once by it; one that is not good is refused even where none is needed.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn register(
        &self,
        initial: Option<&str>,
        asked: &Map<String, Value>,
        origin: &Origin,
    ) -> Outcome<Map<String, Value>> {
        match (self.policy, initial) {
            (RegistrationPolicy::Off, _) => return refused(RegistrationRefusal::Off),
            (RegistrationPolicy::Token, None) => return refused(RegistrationRefusal::Token),
            _ => {}
        }
        let form = registration_form::read(asked, initial.is_some()).map_err(metadata)?;
        let made = self.clients.prepare(&form, None).map_err(of_client)?;
        let access = self.draw("ogm_");
        let now = self.clients.clock.now();
        if made.client.metadata.sector_identifier_uri.is_some() {
            // Nobody makes the server ask another one without the right to register.
            if let Some(initial) = initial {
                let mut unit = self.store.begin_read().await?;
                if !unit.client_registrations().can_use(stored(initial), now).await? {
                    return refused(RegistrationRefusal::Token);
                }
            }
            self.clients.check_sector(&made.client).await.map_err(of_client)?;
        }
        let entry = self.clients.entry(Act::ClientCreated, &by(origin), &made.client.id);
        let registered = retried!(transact(&*self.store, async |unit| {
            if let Some(initial) = initial
                && !unit.client_registrations().use_token(stored(initial), now).await?
            {
                return Ok(false);
            }
            if !unit.clients().insert(&made.client).await? {
                return Err(PortError::unavailable("a client's id", "the one that was drawn is taken"));
            }
            let (id, digest) = (&made.client.id, stored(access.expose()));
            unit.client_registrations().note(id, digest, initial.is_none(), now).await?;
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        if !registered {
            return refused(RegistrationRefusal::Token);
        }
        let mut told = self.tell(&made.client, access.expose());
        if let Some(secret) = &made.secret {
            told.insert("client_secret".to_owned(), secret.expose().into());
            // Never (RFC 7591 §3.2.1).
            told.insert("client_secret_expires_at".to_owned(), 0.into());
        }
        Ok(told)
    }

    /// What is registered about a client, for whoever shows its registration access token (RFC 7592 §2.1). The
    /// secret is kept as a digest, and not among it.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn show(&self, id: &str, access: &str) -> Outcome<Map<String, Value>> {
        Ok(self.tell(&self.own(id, access).await?, access))
    }

    /// Changes a client to what is `asked`, all of it (RFC 7592 §2.2).
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn change(
        &self,
        id: &str,
        access: &str,
        asked: &Map<String, Value>,
        origin: &Origin,
    ) -> Outcome<Map<String, Value>> {
        let client = self.own(id, access).await?;
        if asked.get("client_id").and_then(Value::as_str) != Some(client.id.as_str()) {
            let why = "client_id must be there, and be that of the client".to_owned();
            return Err(metadata(registration_form::wrong(why)));
        }
        for name in [
            "registration_access_token",
            "registration_client_uri",
            "client_secret_expires_at",
            "client_id_issued_at",
        ] {
            if asked.contains_key(name) {
                return Err(metadata(registration_form::wrong(format!(
                    "{name} is not for the client to say"
                ))));
            }
        }
        if asked.contains_key("client_secret") {
            let why = "client_secret cannot be chosen; leave it out".to_owned();
            return Err(metadata(registration_form::wrong(why)));
        }
        // What an operator has let it register for stays allowed.
        let trusted = client.grant_types.contains(&oathgate_domain::oauth::GrantType::ClientCredentials);
        let form = registration_form::read(asked, trusted).map_err(metadata)?;
        let changed = self.clients.change(&by(origin), &client.id, &form).await.map_err(of_client)?;
        match changed {
            Some(client) => Ok(self.tell(&client, access)),
            None => refused(RegistrationRefusal::Token),
        }
    }

    /// Deletes a client, with all that it was granted (RFC 7592 §2.3).
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn delete(&self, id: &str, access: &str, origin: &Origin) -> Outcome<()> {
        let client = self.own(id, access).await?;
        self.clients.delete(&by(origin), &client.id).await?;
        Ok(())
    }

    /// Makes an initial access token, which is shown this once.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn allow(
        &self,
        note: &str,
        uses: u32,
        lifetime: Duration,
    ) -> Result<(InitialToken, Secret), PortError> {
        let now = self.clients.clock.now();
        let secret = self.draw("ogi_");
        let token = InitialToken {
            id: self.clients.entropy.ordered_id(),
            note: note.chars().filter(|letter| !letter.is_control()).take(100).collect(),
            uses_left: uses,
            created_at: now,
            expires_at: now + lifetime,
        };
        retried!(transact(&*self.store, async |unit| {
            unit.client_registrations().add_token(&token, stored(secret.expose())).await
        }))?;
        Ok((token, secret))
    }

    /// Every initial access token.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn allowed(&self) -> Result<Vec<InitialToken>, PortError> {
        self.store.begin_read().await?.client_registrations().tokens().await
    }

    /// Takes an initial access token back; clients that were registered with it stay. False where there is none.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn disallow(&self, id: Uuid) -> Result<bool, PortError> {
        retried!(transact(&*self.store, async |unit| unit.client_registrations().delete_token(id).await))
    }

    /// The client, where `access` is its registration access token. A client that is disabled is nobody's.
    async fn own(&self, id: &str, access: &str) -> Outcome<Client> {
        if self.policy == RegistrationPolicy::Off {
            return refused(RegistrationRefusal::Off);
        }
        let nobody = || Failure::Refused(RegistrationRefusal::Token);
        let id = ClientId::parse(id).map_err(|_| nobody())?;
        let mut unit = self.store.begin_read().await?;
        let known = unit.client_registrations().access(&id).await?.ok_or_else(nobody)?;
        if !bool::from(known.0.ct_eq(&stored(access).0)) {
            return Err(nobody());
        }
        unit.clients().find(&id).await?.filter(|client| !client.is_disabled).ok_or_else(nobody)
    }

    fn tell(&self, client: &Client, access: &str) -> Map<String, Value> {
        let mut told = describe(client);
        let at = format!("{}/oauth/register/{}", self.issuer, client.id);
        told.insert("client_id_issued_at".to_owned(), client.created_at.unix_timestamp().into());
        told.insert("registration_client_uri".to_owned(), at.into());
        told.insert("registration_access_token".to_owned(), access.into());
        told
    }

    fn draw(&self, prefix: &str) -> Secret {
        let mut bytes = [0; 32];
        self.clients.entropy.fill(&mut bytes);
        Secret::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }
}

/// The form in which tokens of registration are stored: they are 256 random bits.
fn stored(token: &str) -> TokenDigest {
    TokenDigest(Sha256::digest(token).into())
}

fn by(origin: &Origin) -> By {
    By { actor: Actor::Anonymous, origin: origin.clone() }
}

fn refused<T>(refusal: RegistrationRefusal) -> Outcome<T> {
    Err(Failure::Refused(refusal))
}

fn metadata(refusal: Refusal) -> Failure<RegistrationRefusal> {
    Failure::Refused(RegistrationRefusal::Metadata(refusal))
}

fn of_client(failure: Failure<ClientRefusal>) -> Failure<RegistrationRefusal> {
    match failure {
        Failure::Refused(ClientRefusal::Invalid(faults)) => metadata(of_faults(&faults)),
        Failure::Refused(ClientRefusal::IdTaken) => {
            Failure::Port(PortError::unavailable("a client's id", "the one that was drawn is taken"))
        }
        Failure::Busy { retry_after } => Failure::Busy { retry_after },
        Failure::Port(error) => Failure::Port(error),
    }
}

/// The first fault, in ASCII without quotes and backslashes (RFC 6749 §5.2).
pub(super) fn of_faults(faults: &[Invalid]) -> Refusal {
    let of_redirect = faults.iter().find(|fault| fault.field == "redirect_uris");
    let error = if of_redirect.is_some() {
        OAuthError::InvalidRedirectUri
    } else {
        OAuthError::InvalidClientMetadata
    };
    let text = of_redirect.or(faults.first()).map(|fault| format!("{}: {}", fault.field, fault.message));
    let text = text.unwrap_or_default().replace('\u{a7}', "section ");
    let fine = |letter: &char| matches!(letter, ' '..='~') && !matches!(letter, '"' | '\\');
    Refusal::new(error, Cow::Owned(text.chars().filter(fine).collect()))
}
