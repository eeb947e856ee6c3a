//! From where a request comes.

use oathgate_domain::{locale::Locale, session::MAX_USER_AGENT};

/// From where a request comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id, as in its answer and its log line.
    pub request_id: Option<String>,
    /// The client's address as text.
    pub address: Option<String>,
    /// The client's `User-Agent`, cut to a sensible length and free of control characters.
    pub user_agent: Option<String>,
    /// The language that it asks to be answered in, of those that there are words for.
    pub locale: Option<Locale>,
}

impl Origin {
    /// An origin; `user_agent` is cut to 256 characters and loses its control characters.
    pub fn new(request_id: Option<String>, address: Option<String>, user_agent: Option<&str>) -> Self {
        let user_agent = user_agent
            .map(|text| text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect())
            .filter(|text: &String| !text.is_empty());
        Self { request_id, address, user_agent, locale: None }
    }

    /// The same, asking for a language.
    #[must_use]
    pub fn reading(self, locale: Option<Locale>) -> Self {
        Self { locale, ..self }
    }
}
