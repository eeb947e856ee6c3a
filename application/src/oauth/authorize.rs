//! A client sends a person to be asked (RFC 6749 §4.1, OpenID Connect Core §3.1.2).

mod browser;
mod choice;
mod step;

pub use step::{Answer, Browser, NoSuchRequest, Step, Waiting};

use self::choice::{must_choose, must_sign_in};
use super::{
    OAuthIssuer, claims_request::read_request, client_authentication::find, push_request,
    request_object::RequestObjects,
};
use crate::{
    accounts::{authenticate::Principal, origin::Origin},
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{
        oauth::{Interaction, Interactions},
        store::Store,
    },
    retried,
    transact::{Unit, transact},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oathgate_domain::{
    audit::Act,
    ids::GrantId,
    locale::Locale,
    oauth::{AuthorizationCode, AuthorizationRequest, Client, OAuthError, Parameters, ReturnAddress, Scopes},
    secret::TokenDigest,
    session::Session,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a person may take to sign in and to agree.
const PATIENCE: Duration = Duration::minutes(30);
/// Longest request that is taken, in bytes.
pub(super) const MAX_REQUEST: usize = 16 * 1024;

/// Leads a person from a client's request to its answer.
pub struct Authorize {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Tells who issues, draws codes.
    pub issuer: OAuthIssuer,
    /// Whether every client must push its requests (RFC 9126 §5), and not those alone that say so.
    pub requires_pushed: bool,
    /// Reads requests that clients have signed.
    pub objects: RequestObjects,
}

impl Authorize {
    /// Takes a client's request.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "authorize.begin", skip_all)]
    pub async fn begin(&self, parameters: &Parameters, browser: Browser) -> Result<Step, PortError> {
        if parameters.encode().len() > MAX_REQUEST {
            return Ok(shown("the request is too long"));
        }
        let id = match parameters.one("client_id") {
            Ok(Some(id)) => id.to_owned(),
            Ok(None) => return Ok(shown("client_id is missing")),
            Err(repeated) => return Ok(shown(&repeated.to_string())),
        };
        let mut unit = self.store.begin_read().await?;
        let Some(client) = find(&mut unit, &id).await?.filter(|client| !client.is_disabled) else {
            return Ok(shown("the client is unknown"));
        };
        drop(unit);
        let pushed = match parameters.one("request_uri") {
            Ok(Some(uri)) if uri.starts_with(push_request::PREFIX) => {
                match self.take_pushed(uri, &client).await? {
                    Some(pushed) => Some(pushed),
                    None => return Ok(stale()),
                }
            }
            Ok(_) => None,
            Err(repeated) => return Ok(shown(&repeated.to_string())),
        };
        let is_pushed = pushed.is_some();
        let resolved = if is_pushed { Ok(None) } else { self.objects.resolve(&client, parameters).await };
        let signed = match resolved {
            Ok(signed) => signed,
            Err(refusal) => {
                // What the object says is not believed; what is beside it may tell where to say so.
                let beside = read_request(&parameters.without(&["request"]), &client);
                let back = beside.map_or_else(|fault| fault.back, |request| Some(request.back));
                return Ok(match back {
                    Some(back) => self.refuse(back, refusal.error, &refusal.description),
                    None => Step::ShowError {
                        error: refusal.error,
                        description: refusal.description.into_owned(),
                    },
                });
            }
        };
        let parameters = pushed.as_ref().or(signed.as_ref()).unwrap_or(parameters);
        let request = match read_request(parameters, &client) {
            Ok(request)
                if !is_pushed && (self.requires_pushed || client.metadata.requires_pushed_request) =>
            {
                let why = "the client must push its requests (RFC 9126)";
                return Ok(self.refuse(request.back, OAuthError::InvalidRequest, why));
            }
            Ok(request) => request,
            Err(fault) => {
                return Ok(match fault.back {
                    Some(back) => self.refuse(back, fault.error, &fault.description),
                    None => Step::ShowError { error: fault.error, description: fault.description },
                });
            }
        };
        if !super::resources::may_ask(&*self.store, &self.issuer.issuer, &client, &request.resources).await? {
            return Ok(self.refuse(request.back, OAuthError::InvalidTarget, super::resources::UNKNOWN));
        }
        let agreed = match &browser {
            Some((_, account)) => {
                self.store.begin_read().await?.consents().scopes(account.id, &client.id).await?
            }
            None => Scopes::default(),
        };
        self.judge(parameters, &client, &request, browser, &agreed, None).await
    }

    /// The parameters that this client has pushed under this name; it works once. Whatever else the browser
    /// brings along does not count (RFC 9126 §4).
    async fn take_pushed(&self, uri: &str, client: &Client) -> Result<Option<Parameters>, PortError> {
        let (digest, now) = (push_request::digest(uri), self.issuer.clock.now());
        let query = retried!(transact(&*self.store, async |unit| {
            unit.pushed_requests().take(digest, &client.id, now).await
        }))?;
        Ok(query.map(|query| Parameters::parse(&query)))
    }

    /// Goes on with a request that waited, after the person signed in.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchRequest`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "authorize.resume", skip_all)]
    pub async fn resume(&self, id: Uuid, browser: Browser) -> Result<Step, Failure<NoSuchRequest>> {
        let mut unit = self.store.begin_read().await?;
        let (interaction, client, request) = self.waiting(&mut unit, id).await?;
        let agreed = match &browser {
            Some((_, account)) => unit.consents().scopes(account.id, &client.id).await?,
            None => Scopes::default(),
        };
        drop(unit);
        let parameters = Parameters::parse(&interaction.query);
        Ok(self.judge(&parameters, &client, &request, browser, &agreed, Some(&interaction)).await?)
    }

    /// Who asks, for the page where somebody signs in. Whoever has the id of a request knows the client already.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchRequest`].
    pub async fn client(&self, id: Uuid) -> Result<Client, Failure<NoSuchRequest>> {
        let mut unit = self.store.begin_read().await?;
        let (_, client, _) = self.waiting(&mut unit, id).await?;
        Ok(client)
    }

    /// What waits, for the page that asks the person.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchRequest`].
    pub async fn details(&self, id: Uuid, who: &Principal) -> Result<Waiting, Failure<NoSuchRequest>> {
        let mut unit = self.store.begin_read().await?;
        let (_, client, request) = self.waiting(&mut unit, id).await?;
        let agreed = unit.consents().scopes(who.account.id, &client.id).await?;
        Ok(Waiting { client, scopes: request.asked_scopes(), agreed, login_hint: request.login_hint })
    }

    /// Takes the person's decision. Of several at the same time one counts.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchRequest`].
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "authorize.decide", skip_all)]
    pub async fn decide(
        &self,
        id: Uuid,
        who: &Principal,
        origin: &Origin,
        allow: bool,
    ) -> Result<Answer, Failure<NoSuchRequest>> {
        let now = self.issuer.clock.now();
        let mut unit = self.store.begin_read().await?;
        let (interaction, client, request) = self.waiting(&mut unit, id).await?;
        drop(unit);
        let parameters = Parameters::parse(&interaction.query);
        let is_meant = self.is_meant(&parameters, &client, &request, who.account.id);
        let waits = Some(&interaction);
        if !is_meant
            || must_sign_in(&request, &who.session, waits, now)
            || must_choose(&request, &who.session, self.means_another(&request, &client, &who.account), waits)
        {
            return Err(Failure::Refused(NoSuchRequest));
        }
        let asked = request.asked_scopes();
        let (text, code) = self.code(&client, &request, &who.session, now);
        let entry = Record::of(Act::ConsentGiven, &By::person(who, origin.clone()))
            .about(who.account.id)
            .to("client", client.id.as_str())
            .with("scope", asked.to_string())
            .entry(self.issuer.entropy.ordered_id(), now);
        let ended = retried!(transact(&*self.store, async |unit| {
            if !unit.interactions().end(id, now).await? {
                return Ok(false);
            }
            if allow {
                let account = who.account.id;
                let before = unit.consents().scopes(account, &client.id).await?;
                // What the client may not ask for any more is forgotten: the set stays small.
                let agreed = before.intersection(&client.scopes).union(&asked);
                unit.consents().put(account, &client.id, &agreed, now).await?;
                unit.codes().insert(&code).await?;
                unit.audit().record(&entry).await?;
            }
            Ok(true)
        }))?;
        if !ended {
            return Err(Failure::Refused(NoSuchRequest));
        }
        Ok(if allow {
            self.answer(request.back, vec![("code", text)])
        } else {
            self.error(request.back, OAuthError::AccessDenied, "the person did not agree")
        })
    }

    /// Decides what happens next.
    async fn judge(
        &self,
        parameters: &Parameters,
        client: &Client,
        request: &AuthorizationRequest,
        browser: Browser,
        agreed: &Scopes,
        waiting: Option<&Interaction>,
    ) -> Result<Step, PortError> {
        let now = self.issuer.clock.now();
        let locale = parameters.one("ui_locales").ok().flatten().and_then(Locale::wished);
        let signed_in = browser.filter(|(session, account)| {
            self.is_meant(parameters, client, request, account.id)
                && !must_sign_in(request, session, waiting, now)
        });
        let Some((session, account)) = signed_in else {
            if request.prompt.none {
                let back = request.back.clone();
                return Ok(self.refuse(back, OAuthError::LoginRequired, "nobody is signed in"));
            }
            let interaction = self.wait(parameters, waiting, now).await?;
            return Ok(Step::LogIn { interaction, hint: request.login_hint.clone(), locale });
        };
        let means_another = self.means_another(request, client, &account);
        if must_choose(request, &session, means_another, waiting) {
            let interaction = self.wait(parameters, waiting, now).await?;
            return Ok(Step::ChooseAccount { interaction, hint: request.login_hint.clone(), locale });
        }
        // Without a scope a client still learns who somebody is, and there is nothing to remember.
        let is_agreed = !request.scopes.is_empty() && request.asked_scopes().is_subset(agreed);
        let must_ask = !client.is_first_party && (request.prompt.consent || !is_agreed);
        if must_ask {
            if request.prompt.none {
                let back = request.back.clone();
                return Ok(self.refuse(back, OAuthError::ConsentRequired, "the person has not agreed yet"));
            }
            let interaction = self.wait(parameters, waiting, now).await?;
            return Ok(Step::Consent { interaction, locale });
        }
        // Whom nobody has agreed to is not told whom it guessed.
        if request.prompt.none && means_another {
            let back = request.back.clone();
            return Ok(self.refuse(back, OAuthError::LoginRequired, "somebody else is signed in"));
        }
        let (text, code) = self.code(client, request, &session, now);
        let inserted = retried!(transact(&*self.store, async |unit| {
            if let Some(waiting) = waiting
                && !unit.interactions().end(waiting.id, now).await?
            {
                return Ok(false);
            }
            unit.codes().insert(&code).await?;
            Ok(true)
        }))?;
        Ok(if inserted {
            Step::SendBack(self.answer(request.back.clone(), vec![("code", text)]))
        } else {
            shown("this request was answered already")
        })
    }

    /// Keeps a request until the person has signed in or agreed.
    async fn wait(
        &self,
        parameters: &Parameters,
        waiting: Option<&Interaction>,
        now: OffsetDateTime,
    ) -> Result<Uuid, PortError> {
        if let Some(waiting) = waiting {
            return Ok(waiting.id);
        }
        let interaction = Interaction {
            id: self.issuer.entropy.random_id(),
            query: parameters.encode(),
            created_at: now,
            expires_at: now + PATIENCE,
        };
        retried!(transact(&*self.store, async |unit| unit.interactions().insert(&interaction).await))?;
        Ok(interaction.id)
    }

    async fn waiting(
        &self,
        unit: &mut Unit,
        id: Uuid,
    ) -> Result<(Interaction, Client, AuthorizationRequest), Failure<NoSuchRequest>> {
        let gone = || Failure::Refused(NoSuchRequest);
        let interactions: &mut dyn Interactions = unit.interactions();
        let interaction = interactions.find(id, self.issuer.clock.now()).await?.ok_or_else(gone)?;
        let parameters = Parameters::parse(&interaction.query);
        let client_id = parameters.one("client_id").ok().flatten().ok_or_else(gone)?;
        let client = find(unit, client_id).await?.filter(|client| !client.is_disabled).ok_or_else(gone)?;
        let request = read_request(&parameters, &client).map_err(|_| gone())?;
        Ok((interaction, client, request))
    }

    fn code(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        session: &Session,
        now: OffsetDateTime,
    ) -> (String, AuthorizationCode) {
        let mut secret = [0; 32];
        self.issuer.entropy.fill(&mut secret);
        let text = format!("ogc_{}", URL_SAFE_NO_PAD.encode(secret));
        let code = AuthorizationCode {
            digest: code_digest(&text),
            grant: GrantId(self.issuer.entropy.ordered_id()),
            client: client.id.clone(),
            account: session.account,
            session: session.id,
            redirect_uri: request.back.redirect_uri.clone(),
            redirect_uri_was_given: request.redirect_uri_was_given,
            scopes: request.scopes.clone(),
            resources: request.resources.clone(),
            claims: request.claims.wanted.clone(),
            nonce: request.nonce.clone(),
            challenge: request.challenge,
            dpop_key: request.dpop_key,
            authenticated_at: session.created_at,
            created_at: now,
        };
        (text, code)
    }

    fn refuse(&self, back: ReturnAddress, error: OAuthError, description: &str) -> Step {
        Step::SendBack(self.error(back, error, description))
    }

    fn error(&self, back: ReturnAddress, error: OAuthError, description: &str) -> Answer {
        let parameters =
            vec![("error", error.as_str().to_owned()), ("error_description", description.to_owned())];
        self.answer(back, parameters)
    }

    fn answer(&self, back: ReturnAddress, mut parameters: Vec<(&'static str, String)>) -> Answer {
        if let Some(state) = &back.state {
            parameters.push(("state", state.clone()));
        }
        parameters.push(("iss", self.issuer.issuer.clone()));
        Answer { back, parameters }
    }
}

/// The form in which a code is stored.
pub(super) fn code_digest(text: &str) -> TokenDigest {
    TokenDigest(Sha256::digest(text).into())
}

/// A `request_uri` is none of ours, or another client's, or was used, or its time is up. Nothing tells where
/// else to go (RFC 9101 §7).
fn stale() -> Step {
    let description = "request_uri is not known, was used already, or its time is up".to_owned();
    Step::ShowError { error: OAuthError::InvalidRequestUri, description }
}

fn shown(description: &str) -> Step {
    Step::ShowError { error: OAuthError::InvalidRequest, description: description.to_owned() }
}
