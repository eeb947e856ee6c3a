//! A client shows that it is itself (RFC 6749 §2.3, RFC 7521 §4.2, OpenID Connect Core §9).

use super::{
    Refusal,
    client_keys::KeysOfClients,
    clients::sealed_for,
    signed_jwt::{LEEWAY, SignedJwt},
};
use crate::{
    error::{Failure, PortError},
    ports::{clock::Clock, sealer::Sealer, store::Store, token_keys::TokenKeys},
    retried,
    transact::{Unit, transact},
};
use oathgate_domain::{
    oauth::{Client, ClientAuthentication, ClientId, ClientSecretDigest, JwsAlgorithm, OAuthError},
    secret::{Secret, TokenDigest},
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use time::Duration;

/// Longest assertion that is read, in bytes.
const MAX_ASSERTION: usize = 8 * 1024;
/// Longest `jti` that is remembered, in bytes.
const MAX_ID: usize = 512;
/// Longest life of an assertion. It bounds how long its `jti` is remembered.
const LONGEST_LIFE: Duration = Duration::hours(1);

/// What a client shows.
#[derive(Debug, Clone)]
pub struct ClientCredentials {
    /// Who it says it is.
    pub id: String,
    /// Its proof.
    pub proof: ClientProof,
}

/// How a client proves that it is itself.
#[derive(Debug, Clone)]
pub enum ClientProof {
    /// Not at all, as public clients do.
    Nothing,
    /// By its secret.
    Secret(Secret),
    /// By `client_assertion`: a JWT that it has signed (RFC 7523 §2.2).
    Assertion(Secret),
}

/// Whom a `client_assertion` says it is of, before it is believed.
pub fn subject_of(assertion: &str) -> Option<String> {
    SignedJwt::read(assertion, MAX_ASSERTION)?.claims.text("sub").map(str::to_owned)
}

/// Recognises clients.
pub struct AuthenticateClient {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Compares secrets.
    pub keys: Arc<dyn TokenKeys>,
    /// Opens secrets with which clients sign.
    pub sealer: Arc<dyn Sealer>,
    /// Verifies what clients have signed with keys of their own.
    pub client_keys: Arc<KeysOfClients>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The issuer identifier: for whom an assertion must be.
    pub issuer: String,
}

impl AuthenticateClient {
    /// Recognises a client. One read, and one write where it shows an assertion. An unknown client, a
    /// wrong secret, a wrong signature, a proof that is missing and one of another kind are all the same.
    ///
    /// # Errors
    /// [`Failure`] with `invalid_client`.
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "client_authentication",
        skip_all
    )]
    pub async fn run(&self, shown: &ClientCredentials) -> Result<Client, Failure<Refusal>> {
        let mut unit = self.store.begin_read().await?;
        let found = find(&mut unit, &shown.id).await?.filter(|client| !client.is_disabled);
        drop(unit);
        let client = found.ok_or_else(unknown)?;
        match &shown.proof {
            ClientProof::Nothing if client.authentication == ClientAuthentication::None => Ok(client),
            ClientProof::Secret(secret) if client.authentication.sends_secret() => {
                let fits =
                    client.secret.is_some_and(|stored| matches(&*self.keys, &client.id, stored, secret));
                if fits { Ok(client) } else { Err(unknown()) }
            }
            ClientProof::Assertion(assertion) => {
                self.judge(&client, assertion.expose()).await?;
                Ok(client)
            }
            _ => Err(unknown()),
        }
    }

    /// Judges an assertion (RFC 7523 §3).
    async fn judge(&self, client: &Client, assertion: &str) -> Result<(), Failure<Refusal>> {
        let now = self.clock.now();
        let jwt = SignedJwt::read(assertion, MAX_ASSERTION).ok_or_else(unknown)?;
        let only = client.metadata.assertion_algorithm;
        if only.is_some_and(|only| only != jwt.algorithm) || !self.has_signed(client, &jwt).await? {
            return Err(unknown());
        }
        // From here on the client is known, and told what is wrong.
        let id = client.id.as_str();
        if jwt.claims.text("iss") != Some(id) || jwt.claims.text("sub") != Some(id) {
            return Err(wrong("iss and sub of the assertion must be the client_id"));
        }
        if jwt.typ.as_deref().is_some_and(|typ| typ != "jwt" && typ != "client-authentication+jwt") {
            return Err(wrong("the typ of the assertion is that of something else"));
        }
        if !jwt.claims.is_for(|audience| self.is_us(audience)) {
            return Err(wrong("the assertion is not for this server; aud must be the issuer"));
        }
        let Some(ends) = jwt.claims.ends(LONGEST_LIFE, now) else {
            return Err(wrong(
                "the assertion is not valid now: exp must be there and at most an hour away, nbf and iat past",
            ));
        };
        let Some(jti) = jwt.claims.text("jti").filter(|jti| (1..=MAX_ID).contains(&jti.len())) else {
            return Err(wrong("the assertion has no jti of 1 to 512 bytes"));
        };
        let digest = once("client assertion", &[id, jti]);
        let first = retried!(transact(&*self.store, async |unit| {
            unit.replays().is_first(digest, ends + LEEWAY).await
        }))?;
        if first { Ok(()) } else { Err(wrong("the assertion was used before")) }
    }

    async fn has_signed(&self, client: &Client, jwt: &SignedJwt<'_>) -> Result<bool, PortError> {
        match client.authentication {
            ClientAuthentication::PrivateKeyJwt if jwt.algorithm.is_of_pair() => {
                Ok(self.client_keys.has_signed(client, jwt).await)
            }
            ClientAuthentication::SecretJwt if jwt.algorithm == JwsAlgorithm::Hs256 => {
                let Some(sealed) = &client.sealed_secret else { return Ok(false) };
                let secret = self.sealer.open(&sealed_for(&client.id), sealed)?;
                Ok(self.client_keys.signatures().is_by_secret(&jwt.signed(), &secret))
            }
            _ => Ok(false),
        }
    }

    /// Whether an audience is this server: its issuer identifier, or one of the endpoints at which clients
    /// show themselves (RFC 7523 §3, RFC 9126 §2).
    fn is_us(&self, audience: &str) -> bool {
        let path = audience.strip_prefix(self.issuer.as_str());
        path.is_some_and(|path| {
            matches!(
                path,
                "" | "/"
                    | "/oauth/token"
                    | "/oauth/par"
                    | "/oauth/introspect"
                    | "/oauth/revoke"
                    | "/oauth/device_authorization"
            )
        })
    }
}

/// The form in which it is remembered that something was shown. Each part is preceded by its length, so
/// that no two lists of parts are the same.
pub(super) fn once(what: &str, parts: &[&str]) -> TokenDigest {
    let mut hash = Sha256::new();
    for part in [&[what][..], parts].concat() {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    TokenDigest(hash.finalize().into())
}

fn unknown() -> Failure<Refusal> {
    wrong("the client is unknown, or did not show that it is itself")
}

fn wrong(description: &'static str) -> Failure<Refusal> {
    Failure::Refused(Refusal::new(OAuthError::InvalidClient, description))
}

/// The client with this id. Text that can be no id is nobody's.
pub(super) async fn find(unit: &mut Unit, id: &str) -> Result<Option<Client>, PortError> {
    match ClientId::parse(id) {
        Ok(id) => unit.clients().find(&id).await,
        Err(_) => Ok(None),
    }
}

/// The form in which a secret is stored. None where the key is not known (any more).
pub(super) fn digest(
    keys: &dyn TokenKeys,
    key: u32,
    id: &ClientId,
    secret: &Secret,
) -> Option<ClientSecretDigest> {
    let mac = keys.mac(key, "client-secret", &[id.as_str().as_bytes(), secret.expose().as_bytes()])?;
    Some(ClientSecretDigest { key, mac })
}

fn matches(keys: &dyn TokenKeys, id: &ClientId, stored: ClientSecretDigest, shown: &Secret) -> bool {
    digest(keys, stored.key, id, shown).is_some_and(|shown| bool::from(shown.mac.ct_eq(&stored.mac)))
}
