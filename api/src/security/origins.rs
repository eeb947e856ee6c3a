//! Requests that a browser sends for a page of another site. A cookie goes with some of them, so what
//! relies on a cookie must know whose page asked.

use crate::problem::{Problem, ProblemCode, Rejection};
use poem::{
    Request, RequestBody, Result,
    http::{HeaderMap, header},
};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use std::sync::Arc;
use url::Url;

/// The origins (RFC 6454) whose pages may act for their user: the issuer's, the web app's, and those
/// that the operator lists.
#[derive(Debug, Clone, Default)]
pub struct AllowedOrigins(Arc<[String]>);

impl AllowedOrigins {
    /// Allows the origins of these URLs. One without an origin of its own, such as `data:`, allows
    /// nothing.
    pub fn new<'a>(urls: impl IntoIterator<Item = &'a Url>) -> Self {
        let origins = urls.into_iter().map(Url::origin).filter(url::Origin::is_tuple);
        Self(origins.map(|origin| origin.ascii_serialization()).collect())
    }

    /// Whether pages of this origin may act for their user.
    pub fn contains(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == origin)
    }

    /// Whether a browser sent the request for a page. Pages cannot hide it: of a POST, a browser always says the
    /// origin.
    pub(crate) fn is_of_page(headers: &HeaderMap) -> bool {
        headers.contains_key(header::ORIGIN)
            || headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() != b"none")
    }

    /// Refuses a request that a browser sent for a page of another site.
    ///
    /// Browsers say so in `Sec-Fetch-Site` and in `Origin`, neither of which a page can forge.
    /// Clients that are no browsers send neither, and no cookies of which their user is unaware.
    ///
    /// # Errors
    /// `cross_site_request`.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
        let by_allowed = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
            (Some("same-origin"), _) | (None | Some("none"), None) => true,
            // A page of a sibling host is another's page unless it is listed.
            (_, Some(origin)) => self.contains(origin),
            (Some(_), None) => false,
        };
        if by_allowed { Ok(()) } else { Err(Problem::new(ProblemCode::CrossSiteRequest).into()) }
    }
}

/// Stands for the check that a browser sent the request for one of our own pages. Let every operation
/// that reads or sets the session cookie take it.
#[derive(Debug, Clone, Copy)]
pub struct SameSite;

impl<'a> ApiExtractor<'a> for SameSite {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::PoemExtractor];

    type ParamType = ();
    type ParamRawType = ();

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let Some(origins) = request.extensions().get::<AllowedOrigins>() else {
            return Err(Rejection::defect("no origins were set up").into());
        };
        origins.check(request.headers())?;
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::HeaderValue;

    fn passes(site: Option<&'static str>, origin: Option<&'static str>) -> bool {
        let urls = ["https://id.example.com", "https://app.example.com:8443/login"];
        let urls: Vec<Url> = urls.iter().map(|url| url.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        AllowedOrigins::new(&urls).check(&headers).is_ok()
    }

    #[test]
    fn our_own_pages_and_clients_that_are_no_browsers_pass() {
        assert!(passes(None, None));
        assert!(passes(Some("none"), None));
        assert!(passes(Some("same-origin"), Some("http://127.0.0.1:8000")));
        assert!(passes(Some("same-site"), Some("https://app.example.com:8443")));
        assert!(passes(None, Some("https://id.example.com")));
    }

    #[test]
    fn pages_of_others_do_not() {
        assert!(!passes(Some("cross-site"), None));
        assert!(!passes(Some("same-site"), None));
        assert!(!passes(Some("same-site"), Some("https://evil.example.com")));
        assert!(!passes(None, Some("null")));
        assert!(!passes(None, Some("https://id.example.com.evil.test")));
        assert!(!passes(None, Some("http://id.example.com")));
        assert!(!passes(Some("nonsense"), None));
    }
}
