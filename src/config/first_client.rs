//! A first OAuth client, so that an installation can be brought up by its settings alone.

use super::{
    catalogue::{OAUTH2_CLIENT_ID, OAUTH2_CLIENT_SECRET, OAUTH2_REDIRECT_URI},
    problems::Problem,
    reader::{Reader, Why},
};
use oathgate_application::accounts::tokens::FIRST_PARTY_CLIENT;
use oathgate_domain::{
    invalid::Invalid,
    oauth::{ClientId, RedirectUri},
    secret::Secret,
};

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

/// The domain's own rules, whose words are for people.
fn in_words<T>(read: Result<T, Invalid>, text: &str) -> Result<String, Why> {
    read.map(|_| text.to_owned()).map_err(|fault| Some(fault.message.trim_end_matches('.').to_owned()))
}

fn client_id(text: &str) -> Result<String, Why> {
    if text == FIRST_PARTY_CLIENT {
        return Err(Some("it is the server's own".to_owned()));
    }
    in_words(ClientId::parse(text), text)
}

fn redirect_uri(text: &str) -> Result<String, Why> {
    in_words(RedirectUri::register(text), text)
}
