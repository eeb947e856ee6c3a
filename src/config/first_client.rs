//! A first OAuth client, so that an installation can be brought up by its settings alone.

use super::{
    addresses::is_loopback,
    catalogue::{OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET, OAUTH2_REDIRECT_URI},
    problems::Problem,
    reader::{Reader, Why},
};
use oathgate_domain::secret::Secret;
use url::Url;

/// A first client.
#[derive(Debug, Clone)]
pub struct FirstClient {
    /// `OAUTH2_CLIENT_ID`.
    pub id: String,
    /// `OAUTH2_CLIENT_SECRET`. None for a public client (RFC 6749 §2.1).
    pub secret: Option<Secret>,
    /// `OAUTH2_REDIRECT_URI`, as it was written: redirect URIs are compared letter by letter.
    pub redirect_uri: String,
}

impl FirstClient {
    /// None where none is asked for, and (with a problem noted) where what is asked for is not allowed.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.together(&OAUTH2_CLIENT_ID, &OAUTH2_REDIRECT_URI);
        if reader.has(&OAUTH2_CLIENT_SECRET) && !reader.has(&OAUTH2_CLIENT_ID) {
            reader.problems.push(Problem::missing(&OAUTH2_CLIENT_ID, "OAUTH2_CLIENT_SECRET needs it"));
        }
        let id = reader.optional(&OAUTH2_CLIENT_ID, client_id);
        let secret = reader.optional(&OAUTH2_CLIENT_SECRET, |text| Ok(Secret::new(text)));
        let redirect_uri = reader.optional(&OAUTH2_REDIRECT_URI, redirect_uri);
        Some(Self { id: id?, secret, redirect_uri: redirect_uri? })
    }
}

/// RFC 6749 appendix A.1 allows VSCHAR.
fn client_id(text: &str) -> Result<String, Why> {
    let allowed = |byte: u8| (0x20..=0x7e).contains(&byte);
    if text.len() <= 255 && text.bytes().all(allowed) { Ok(text.to_owned()) } else { Err(None) }
}

/// RFC 6749 §3.1.2, and RFC 8252 §7 for the addresses of apps.
fn redirect_uri(text: &str) -> Result<String, Why> {
    let url = Url::parse(text).map_err(|_| None)?;
    if text.contains('#') {
        return Err(Some("it has a fragment".to_owned()));
    }
    let good = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        // An app's own scheme is the name of a domain backwards; that keeps out javascript: and data:.
        scheme => scheme.contains('.'),
    };
    if good { Ok(text.to_owned()) } else { Err(None) }
}
