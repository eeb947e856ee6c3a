//! What every handler may know about the request it serves.

use oathgate_application::accounts::origin::Origin;
use oathgate_domain::locale::Locale;
use poem::{FromRequest, Request, RequestBody, Result};
use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

tokio::task_local! {
    /// The request that the present task serves, so that a problem made anywhere names it.
    static CURRENT: RequestContext;
}

/// What is known about a request before anything of it was believed.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Names this request in its answer, in every log line and in the workflows that it starts.
    pub request_id: Arc<str>,
    /// Where the request came from, as far as trusted proxies tell. None where the connection has
    /// no network address.
    pub client_address: Option<IpAddr>,
    /// The `User-Agent` header, cut to 512 bytes.
    pub user_agent: Option<Arc<str>>,
    /// The language that the request asks for (`Accept-Language`), of those that there are words for.
    pub locale: Option<Locale>,
    /// The path without the query.
    pub(crate) path: Arc<str>,
    principal: Arc<OnceLock<String>>,
}

/// Longest part of a `User-Agent` header that handlers get, in bytes.
const MAX_USER_AGENT_BYTES: usize = 512;

impl RequestContext {
    /// Puts together what is known about a request.
    pub fn new(
        request_id: Arc<str>,
        client_address: Option<IpAddr>,
        user_agent: Option<&str>,
        path: &str,
    ) -> Self {
        let cut = |text: &str| Arc::from(&text[..text.floor_char_boundary(MAX_USER_AGENT_BYTES)]);
        Self {
            request_id,
            client_address,
            user_agent: user_agent.map(cut),
            locale: None,
            path: Arc::from(path),
            principal: Arc::default(),
        }
    }

    /// The same, of a request with this `Accept-Language` header.
    #[must_use]
    pub fn reading(self, accept_language: Option<&str>) -> Self {
        Self { locale: accept_language.and_then(Locale::accepted), ..self }
    }

    /// Notes on whose behalf the request acts, for its log line. The first note stays.
    pub fn note_principal(&self, principal: impl Into<String>) {
        // A second note would be a second authentication of the same request: the first counts.
        let _ = self.principal.set(principal.into());
    }

    /// On whose behalf the request acts, as far as it is known.
    pub fn principal(&self) -> Option<&str> {
        self.principal.get().map(String::as_str)
    }

    /// The request's origin, as use cases take it.
    pub fn origin(&self) -> Origin {
        let address = self.client_address.map(|address| address.to_string());
        Origin::new(Some(self.request_id.to_string()), address, self.user_agent.as_deref())
            .reading(self.locale)
    }

    /// The request that the present task serves. None outside of one.
    pub(crate) fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// Runs `work` as part of this request.
    pub(crate) async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }
}

impl<'a> FromRequest<'a> for RequestContext {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        request
            .extensions()
            .get::<Self>()
            .cloned()
            .ok_or_else(|| crate::problem::Rejection::defect("no request context"))
            .map_err(Into::into)
    }
}
