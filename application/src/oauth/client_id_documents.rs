//! Clients whose id is the URL at which they publish what would otherwise be registered about them
//! (draft-ietf-oauth-client-id-metadata-document).
//!
//! What a document says is kept as a client like any other, so that every server has the same copy, and is
//! looked at again when it is used after its time. Documents that are wrong, and errors, are not kept.

use super::{Refusal, client_form::ClientForm, registration::of_faults, registration_form};
use crate::{
    accounts::origin::Origin,
    audit::{By, Record},
    error::Failure,
    limits::{CLIENT_DOCUMENTS, LimitBook},
    ports::{
        clock::Clock,
        entropy::Entropy,
        limits::Limits,
        oauth::{DocumentCopy, Placed},
        peers::{PeerAnswer, PeerFault, Peers},
        store::Store,
    },
    retried,
    telemetry::measures,
    transact::transact,
};
use oathgate_domain::{
    audit::{Act, Actor},
    oauth::{Client, ClientId, ClientIdUrl, OAuthError, SubjectType},
};
use serde_json::{Map, Value};
use std::{borrow::Cow, sync::Arc};
use time::{Duration, OffsetDateTime};

/// Longest document, in bytes (section "Maximum Response Size").
const MAX_DOCUMENT: usize = 5 * 1024;
/// For how long a document is used without a further look, whatever it says of that itself: at least, at most,
/// and where it says nothing.
const FRESH_AT_LEAST: Duration = Duration::minutes(1);
const FRESH_AT_MOST: Duration = Duration::hours(24);
const FRESH: Duration = Duration::minutes(15);
/// For how long after that it is used where nobody answers.
const USABLE: Duration = Duration::hours(24);
/// For how long one server has the look at a document to itself.
const LOOKING: Duration = Duration::minutes(1);

/// Knows clients that publish themselves.
pub struct ClientIdDocuments {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Fetches documents.
    pub peers: Arc<dyn Peers>,
    /// Whether there are such clients at all.
    pub is_on: bool,
    /// Whether `http` on this machine is taken as well: where the server itself is on its own machine alone.
    pub takes_local: bool,
    /// Counts what is fetched; nothing is counted where it is none.
    pub limits: Option<Arc<dyn Limits>>,
    /// What is allowed at present.
    pub book: Arc<LimitBook>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why a document is not taken.
enum NotTaken {
    /// Nobody answers, or not now: a copy goes on being used.
    Away,
    /// What is there is no document of the client, or not a good one.
    Wrong(Cow<'static, str>),
}

impl ClientIdDocuments {
    /// Sees to it that what is stored of the client `id` is what it publishes, where its id is a URL and no
    /// operator has registered or disabled it. Reads alone, but where its document must be fetched. Of an id that is
    /// none, or is no URL, nothing is said.
    ///
    /// # Errors
    /// [`Failure`] with `invalid_client`; busy where whoever asks has had too much fetched.
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "client_documents.refresh",
        skip_all
    )]
    pub async fn refresh(&self, id: &str, origin: &Origin) -> Result<(), Failure<Refusal>> {
        if !ClientIdUrl::is_meant(id) {
            return Ok(());
        }
        let Ok(client) = ClientId::parse(id) else {
            let why = "a client_id that is a URL has at most 255 visible ASCII characters";
            return if self.is_on { Err(refused(why)) } else { Ok(()) };
        };
        let now = self.clock.now();
        let mut unit = self.store.begin_read().await?;
        let known = unit.client_documents().find(&client).await?;
        if known.is_some_and(|copy| self.is_on && now < copy.fresh_until) {
            return Ok(());
        }
        let stored = unit.clients().find(&client).await?;
        // An operator's own, or one that an operator has disabled: whatever it publishes, it gets nothing.
        if stored.is_some_and(|stored| known.is_none() || stored.is_disabled) {
            return Ok(());
        }
        drop(unit);
        match (self.is_on, known) {
            (true, _) => self.look(&client, known, origin, now).await,
            (false, None) => Ok(()),
            (false, Some(_)) => Err(refused("a client_id that is a URL is not taken any more")),
        }
    }

    /// Fetches a document, of which there may be a copy that is not fresh.
    async fn look(
        &self,
        client: &ClientId,
        known: Option<DocumentCopy>,
        origin: &Origin,
        now: OffsetDateTime,
    ) -> Result<(), Failure<Refusal>> {
        let url = ClientIdUrl::parse(client.as_str(), self.takes_local).map_err(refused)?;
        let usable = known.filter(|copy| now < copy.usable_until);
        if let Some(copy) = usable {
            let claimed = retried!(transact(&*self.store, async |unit| {
                unit.client_documents().claim(client, copy.fresh_until, now + LOOKING).await
            }))?;
            if !claimed {
                return Ok(());
            }
        }
        if let Err(retry_after) = self.count(&url, origin).await {
            return if usable.is_some() { Ok(()) } else { Err(Failure::Busy { retry_after }) };
        }
        match self.fetch(client, now).await {
            Ok((found, copy)) => self.keep(&found, copy, origin, now).await,
            Err(NotTaken::Away) if usable.is_some() => Ok(()),
            Err(NotTaken::Away) => Err(refused("the document at the client_id cannot be fetched now")),
            Err(NotTaken::Wrong(why)) => {
                if usable.is_some() {
                    retried!(transact(&*self.store, async |unit| {
                        unit.client_documents().expire(client, now).await
                    }))?;
                }
                Err(refused(why))
            }
        }
    }

    async fn keep(
        &self,
        client: &Client,
        copy: DocumentCopy,
        origin: &Origin,
        now: OffsetDateTime,
    ) -> Result<(), Failure<Refusal>> {
        let by = By { actor: Actor::Anonymous, origin: origin.clone() };
        let record = Record::of(Act::ClientCreated, &by).to("client", client.id.as_str());
        let entry = record.entry(self.entropy.ordered_id(), now);
        Ok(retried!(transact(&*self.store, async |unit| {
            if unit.client_documents().put(client, copy).await? == Placed::New {
                unit.audit().record(&entry).await?;
            }
            Ok(())
        }))?)
    }

    /// Counts a document that is to be fetched: for whoever asks, so that nobody has the server ask around,
    /// and for whoever is asked, so that nobody is asked at the wish of many.
    async fn count(&self, url: &ClientIdUrl, origin: &Origin) -> Result<(), std::time::Duration> {
        let Some(limits) = &self.limits else { return Ok(()) };
        let rate = self.book.rate(&CLIENT_DOCUMENTS);
        let name = CLIENT_DOCUMENTS.name;
        let asking = origin.network();
        for bucket in [format!("{name}:{asking}"), format!("{name} of:{}", url.host())] {
            if let Some(wait) = limits.take(&bucket, rate).await.wait {
                measures::RATE_LIMITED.count([name]);
                limits.refused(name, &asking).await;
                return Err(wait);
            }
        }
        Ok(())
    }

    async fn fetch(
        &self,
        client: &ClientId,
        now: OffsetDateTime,
    ) -> Result<(Client, DocumentCopy), NotTaken> {
        let answer = match self.peers.get(client.as_str()).await {
            Ok(answer) if answer.status < 500 && ![408, 429].contains(&answer.status) => answer,
            Ok(answer) => {
                tracing::warn!(
                    client = client.as_str(),
                    status = answer.status,
                    "a client's document is away"
                );
                return Err(NotTaken::Away);
            }
            Err(PeerFault::TooLong) => {
                return Err(wrong("the document at the client_id is longer than 5 KiB"));
            }
            // What is wrong is not told: it would say what there is in networks that only the server sees.
            Err(fault) => {
                tracing::warn!(client = client.as_str(), cause = %fault, "a client's document cannot be fetched");
                return Err(NotTaken::Away);
            }
        };
        let found = read(client, &answer, now)?;
        let fresh_until = now + lifetime(answer.cache_control.as_deref());
        Ok((found, DocumentCopy { fresh_until, usable_until: fresh_until + USABLE }))
    }
}

/// Reads the document of a client.
fn read(client: &ClientId, answer: &PeerAnswer, now: OffsetDateTime) -> Result<Client, NotTaken> {
    if answer.status != 200 {
        return Err(wrong("what is at the client_id is not answered with 200; redirects are not followed"));
    }
    let media = answer.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default();
    let media = media.trim().to_ascii_lowercase();
    let is_json = media == "application/json"
        || media.strip_prefix("application/").is_some_and(|kind| kind.len() > 5 && kind.ends_with("+json"));
    if !is_json {
        return Err(wrong("what is at the client_id is not application/json"));
    }
    if answer.body.len() > MAX_DOCUMENT {
        return Err(wrong("the document at the client_id is longer than 5 KiB"));
    }
    let mut asked: Map<String, Value> = serde_json::from_slice(&answer.body)
        .map_err(|_| wrong("what is at the client_id is no JSON object"))?;
    if asked.get("client_id").and_then(Value::as_str) != Some(client.as_str()) {
        return Err(wrong("the client_id in the document at the client_id is another, or missing"));
    }
    if let Some(name) =
        ["client_secret", "client_secret_expires_at"].iter().find(|name| asked.contains_key(**name))
    {
        return Err(wrong(format!(
            "the document at the client_id holds {name}; there are no shared secrets"
        )));
    }
    // Where it says nothing, RFC 7591 §2 means a secret, which it cannot have.
    let method = asked.entry("token_endpoint_auth_method").or_insert_with(|| "none".into());
    if !matches!(method.as_str(), Some("none" | "private_key_jwt")) {
        return Err(wrong("the token_endpoint_auth_method of a document is none or private_key_jwt"));
    }
    let of_document =
        |refusal: Refusal| wrong(format!("in the document at the client_id: {}", refusal.description));
    let form = registration_form::read(&asked, false).map_err(of_document)?;
    let form = ClientForm { id: Some(client.as_str().to_owned()), ..form };
    let found = form.read(client.as_str(), now).map_err(|faults| of_document(of_faults(&faults)))?;
    if !is_in_own_sector(&found) {
        return Err(wrong(
            "a pairwise client of a document names no sector_identifier_uri, and its redirect_uris have the host \
             of its client_id",
        ));
    }
    Ok(found)
}

/// Whether a client sees people as its own sector does, or as everybody (OpenID Connect Core §8.1). Whoever could
/// name another's redirect URIs would learn from devices, which need none, whom the other knows.
fn is_in_own_sector(client: &Client) -> bool {
    let host = |uri: &str| url::Url::parse(uri).ok().and_then(|url| url.host_str().map(str::to_owned));
    let own = host(client.id.as_str());
    client.metadata.sector_identifier_uri.is_none()
        && (client.metadata.subject_type == SubjectType::Public
            || client.redirect_uris.iter().all(|uri| host(uri.as_str()) == own))
}

/// For how long a document may be used without a further look (RFC 9111 §5.2.2), within our own bounds.
fn lifetime(cache_control: Option<&str>) -> Duration {
    let Some(text) = cache_control else { return FRESH };
    let mut found = FRESH;
    for directive in text.to_ascii_lowercase().split(',').map(str::trim) {
        match directive.split_once('=').map_or((directive, ""), |(name, value)| (name.trim(), value.trim())) {
            ("no-store" | "no-cache", _) => return FRESH_AT_LEAST,
            ("max-age", seconds) => {
                // What cannot be read is stale (RFC 9111 §4.2.1).
                let seconds = seconds.trim_matches('"').parse::<u32>().unwrap_or(0);
                found = Duration::seconds(seconds.into());
            }
            _ => {}
        }
    }
    found.clamp(FRESH_AT_LEAST, FRESH_AT_MOST)
}

fn wrong(why: impl Into<Cow<'static, str>>) -> NotTaken {
    NotTaken::Wrong(why.into())
}

fn refused(why: impl Into<Cow<'static, str>>) -> Failure<Refusal> {
    Failure::Refused(Refusal::new(OAuthError::InvalidClient, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_within_bounds_for_how_long_it_is_good() {
        for (said, expected) in [
            (None, FRESH),
            (Some("public"), FRESH),
            (Some("max-age=600"), Duration::minutes(10)),
            (Some("public, Max-Age=\"600\""), Duration::minutes(10)),
            (Some("max-age=1"), FRESH_AT_LEAST),
            (Some("max-age=0"), FRESH_AT_LEAST),
            (Some("max-age=soon"), FRESH_AT_LEAST),
            (Some("max-age=99999999999999"), FRESH_AT_LEAST),
            (Some("max-age=31536000"), FRESH_AT_MOST),
            (Some("max-age=600, no-store"), FRESH_AT_LEAST),
            (Some("no-cache"), FRESH_AT_LEAST),
        ] {
            assert_eq!(lifetime(said), expected, "{said:?}");
        }
    }
}
