//! A client sends a person to be signed out (OpenID Connect RP-Initiated Logout 1.0).

use super::{client_authentication::find, subjects::Subjects};
use crate::{
    accounts::{authenticate::Principal, log_out::LogOut, origin::Origin},
    error::{Failure, PortError},
    ports::{id_tokens::IdTokens, store::Store},
};
use oathgate_domain::{
    ids::SessionId,
    oauth::{Client, Parameters},
};
use std::sync::Arc;
use url::Url;

/// Longest request that is taken, in bytes.
const MAX_REQUEST: usize = 16 * 1024;
/// Longest `state` that is given back, in bytes.
const MAX_STATE: usize = 1024;

/// Signs people out at the wish of clients.
pub struct EndSession {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Recognises ID tokens.
    pub id_tokens: Arc<dyn IdTokens>,
    /// Tells what sessions are to clients.
    pub subjects: Subjects,
    /// Ends sessions.
    pub log_out: Arc<LogOut>,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndStep {
    /// The person is told what is wrong. Nobody is signed out, and the browser goes nowhere (§4).
    ShowError(String),
    /// Nobody is signed in any more. The browser goes there, or to a page that says so.
    Done(Option<Url>),
    /// The person is asked first, with these parameters.
    Ask(Parameters),
}

/// What a client wants, once it is known to be right.
#[derive(Debug, Clone)]
pub struct Farewell {
    /// Who asks, where that is known.
    pub client: Option<Client>,
    /// Where the browser goes afterwards.
    pub back: Option<Url>,
}

/// The request is not right: the client is unknown, or has not registered where the browser is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchFarewell(pub String);

impl EndSession {
    /// Takes a request. `cookie` is the browser's refresh token, current or not: who signs out with an old
    /// one means the same session.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn begin(
        &self,
        parameters: &Parameters,
        cookie: Option<&str>,
        origin: &Origin,
    ) -> Result<EndStep, PortError> {
        if parameters.encode().len() > MAX_REQUEST {
            return Ok(EndStep::ShowError("the request is too long".to_owned()));
        }
        if let Some(repeated) = parameters.repeated() {
            return Ok(EndStep::ShowError(format!("{repeated} is given more than once")));
        }
        let one = |name| parameters.one(name).ok().flatten();
        let hint = match one("id_token_hint").map(|token| self.id_tokens.recognise(token)) {
            None => None,
            Some(Some(hint)) => Some(hint),
            Some(None) => {
                return Ok(EndStep::ShowError("id_token_hint is not an ID token of this server".to_owned()));
            }
        };
        if let (Some(hint), Some(named)) = (&hint, one("client_id"))
            && hint.client != named
        {
            return Ok(EndStep::ShowError("id_token_hint was made for another client".to_owned()));
        }
        let client = hint.as_ref().map(|hint| hint.client.as_str()).or(one("client_id"));
        let (uri, state) = (one("post_logout_redirect_uri"), one("state"));
        let farewell = match self.read(client, uri, state).await {
            Ok(farewell) => farewell,
            Err(Failure::Refused(NoSuchFarewell(why))) => return Ok(EndStep::ShowError(why)),
            Err(Failure::Busy { .. }) => return Err(PortError::Contended),
            Err(Failure::Port(error)) => return Err(error),
        };
        let Some(session) = self.live(cookie).await? else {
            return Ok(EndStep::Done(farewell.back));
        };
        if let (Some(hint), Some(client)) = (&hint, &farewell.client)
            && self.subjects.means_session(client, hint, session)
        {
            self.log_out.run(origin, session).await?;
            return Ok(EndStep::Done(farewell.back));
        }
        let known = [("client_id", client), ("post_logout_redirect_uri", uri), ("state", state)];
        let known = known.into_iter().chain([("ui_locales", one("ui_locales"))]);
        let known = known.filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        Ok(EndStep::Ask(Parameters::from_pairs(known.collect())))
    }

    /// Reads what the page that asks was given, as strictly as the request itself.
    ///
    /// # Errors
    /// [`Failure`] with [`NoSuchFarewell`].
    pub async fn read(
        &self,
        client: Option<&str>,
        uri: Option<&str>,
        state: Option<&str>,
    ) -> Result<Farewell, Failure<NoSuchFarewell>> {
        let refused = |why: &str| Failure::Refused(NoSuchFarewell(why.to_owned()));
        let client = match client {
            Some(id) => {
                let mut unit = self.store.begin_read().await?;
                let found = find(&mut unit, id).await?.filter(|client| !client.is_disabled);
                Some(found.ok_or_else(|| refused("the client is unknown"))?)
            }
            None => None,
        };
        let Some(uri) = uri else {
            return Ok(Farewell { client, back: None });
        };
        let Some(owner) = &client else {
            return Err(refused("post_logout_redirect_uri needs a client_id or an id_token_hint"));
        };
        if !owner.metadata.post_logout_redirect_uris.iter().any(|known| known.as_str() == uri) {
            return Err(refused("post_logout_redirect_uri is not one that the client registered"));
        }
        if state.is_some_and(|state| state.len() > MAX_STATE) {
            return Err(refused("state has at most 1024 bytes"));
        }
        let mut back = Url::parse(uri)
            .map_err(|error| PortError::defect("a registered post_logout_redirect_uri", error))?;
        if let Some(state) = state {
            back.query_pairs_mut().append_pair("state", state);
        }
        Ok(Farewell { client, back: Some(back) })
    }

    /// Signs out the person who has said so.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn confirm(&self, who: &Principal, origin: &Origin) -> Result<(), PortError> {
        self.log_out.run(origin, who.session.id).await
    }

    /// The live session of a browser.
    async fn live(&self, cookie: Option<&str>) -> Result<Option<SessionId>, PortError> {
        let Some(session) = cookie.and_then(|token| self.log_out.session_of(token)) else {
            return Ok(None);
        };
        let now = self.log_out.clock.now();
        let found = self.store.begin_read().await?.sessions().find_live(session, now).await?;
        Ok(found.map(|(session, _)| session.id))
    }
}
