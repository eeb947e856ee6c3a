//! What a browser shows on its way between a client and the web app: that a request is refused, and the
//! form that carries an answer to a client.

use super::layout::{Escaped, Page};
use base64::{Engine, engine::general_purpose::STANDARD};
use poem::{
    Response,
    http::{StatusCode, header},
};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use url::{Host, Url};

/// Sends the form off.
const SCRIPT: &str = "document.forms[0].submit()";

/// A request that is not carried out, and whose client must not be told.
pub(crate) fn request_refused(status: StatusCode, error: &str, description: &str) -> Response {
    let advice = if status.is_server_error() {
        "Try again in a moment."
    } else {
        "Go back to where you came from and start again. If it happens again, tell whoever runs that app."
    };
    let main = format!(
        r#"<section><h1>This request does not work</h1><p class="bad">{description}</p><p>{advice}</p>
<dl><dt>Error</dt><dd><code>{error}</code></dd></dl></section>"#,
        description = Escaped(description),
        error = Escaped(error),
    );
    uncached(Page::card("This request does not work", main).answer(status))
}

/// A page that posts fields to a client, by a script, or, where scripts are off, by a button (OAuth 2.0
/// Form Post Response Mode §2).
pub(crate) fn post_back(target: &Url, fields: &[(&'static str, String)]) -> Response {
    let mut inputs = String::new();
    for (name, value) in fields {
        // Writing to a string cannot fail.
        let _ = writeln!(inputs, r#"<input type="hidden" name="{name}" value="{}">"#, Escaped(value));
    }
    let main = format!(
        r#"<section><h1>Back to the app</h1>
<form method="post" action="{action}">
{inputs}<noscript><button type="submit">Go on</button></noscript>
</form></section>
<script>{SCRIPT}</script>"#,
        action = Escaped(target.as_str()),
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'sha256-{hash}'; \
         form-action {target}; base-uri 'none'; frame-ancestors 'none'",
        hash = STANDARD.encode(Sha256::digest(SCRIPT)),
        target = source(target),
    );
    uncached(Page::card("Back to the app", main).answer_under(StatusCode::OK, &policy))
}

/// An address as a content security policy names it (CSP Level 3 §2.3.1), without what would end the
/// directive. A policy has no words for addresses of version 6 and for what is within a private scheme.
fn source(target: &Url) -> String {
    match target.host() {
        Some(Host::Domain(_) | Host::Ipv4(_)) if matches!(target.scheme(), "https" | "http") => {
            let path = target.path().replace(';', "%3B").replace(',', "%2C");
            format!("{}{path}", target.origin().ascii_serialization())
        }
        _ => format!("{}:", target.scheme()),
    }
}

/// What passes by here is good once.
fn uncached(mut page: Response) -> Response {
    page.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fields_cannot_break_out_of_the_form() {
        let target: Url = "https://app.example/cb;x,y?a=1&b=2".parse().unwrap();
        let page = post_back(&target, &[("state", "\"><script>alert(1)</script>".to_owned())]);
        let policy = page.header("content-security-policy").unwrap().to_owned();
        assert!(policy.contains("form-action https://app.example/cb%3Bx%2Cy; "), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        let html = page.into_body().into_string().await.unwrap();
        assert!(html.contains(r#"action="https://app.example/cb;x,y?a=1&amp;b=2""#), "{html}");
        assert_eq!(html.matches("<script>").count(), 1, "{html}");
    }

    #[test]
    fn a_policy_names_as_little_as_it_can() {
        for (target, wanted) in [
            ("https://app.example:8443/cb?x=1", "https://app.example:8443/cb"),
            ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/"),
            ("http://[::1]:5000/cb", "http:"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            assert_eq!(source(&target.parse().unwrap()), wanted);
        }
    }
}
