//! Examples of what clients send and get, which a running server has answered: `npm --prefix openapi run examples` records
//! them. Those of other operations are beside their types.

use super::ordered::Node;
use oathgate_domain::oauth::OAuthError;

/// By the names of their schemas.
const RECORDED: &str = include_str!("examples.json");

/// Gives the schemas that have no example the recorded one.
///
/// # Errors
/// When the file is no JSON, which is a defect.
pub(super) fn add_recorded(schemas: &mut Node) -> serde_json::Result<()> {
    let recorded: Node = serde_json::from_str(RECORDED)?;
    for (name, example) in recorded.members() {
        if let Some(schema) = schemas.get_mut(name) {
            schema.add("example", example.clone());
        }
    }
    Ok(())
}

/// Gives an error of OAuth, whose description names its code, an example.
pub(super) fn show_error(response: &mut Node) {
    let description = response.get("description").and_then(Node::text).unwrap_or_default().to_owned();
    let Some(media) = response.get_mut("content").and_then(|content| content.get_mut("application/json"))
    else {
        return;
    };
    let schema = media.get("schema").and_then(|schema| schema.get("$ref")).and_then(Node::text);
    if !schema.is_some_and(|name| name.ends_with("/OAuthError") || name.ends_with("/TokenError")) {
        return;
    }
    let (code, meaning) = read(&description);
    let member = |name: &str, text: &str| (name.to_owned(), Node::from(text));
    media.add("example", Node::Object(vec![member("error", code), member("error_description", meaning)]));
}

/// The code that a description begins with, and what it says of it; else the most common one.
fn read(description: &str) -> (&str, &str) {
    let named = description.strip_prefix('`').and_then(|rest| rest.split_once("`: "));
    let of_tokens = ["invalid_token", "insufficient_scope"];
    named
        .filter(|(code, _)| {
            of_tokens.contains(code) || OAuthError::ALL.iter().any(|known| known.as_str() == *code)
        })
        .unwrap_or((OAuthError::InvalidGrant.as_str(), "The code is unknown, was used or has expired."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_description_says() {
        assert_eq!(read("`invalid_client`: who?"), ("invalid_client", "who?"));
        assert_eq!(read("`error` says why").0, "invalid_grant");
        assert_eq!(read("`made_up`: no").0, "invalid_grant");
    }
}
