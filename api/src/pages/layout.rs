//! What every page of the server has in common. They work without scripts, on small screens, in light
//! and dark, and load nothing from elsewhere.

use super::brand::STYLE_PATH as BRAND_STYLE;
use poem::{
    Response,
    http::{StatusCode, header},
};
use std::fmt::{self, Display};

/// The style sheet of every page.
pub(super) const STYLE: &str = include_str!("pages.css");
/// Where it is. The version changes the address, so that caches never mix two.
pub(super) const STYLE_PATH: &str = "/static/pages.css";

/// Pages load their style sheet and nothing else, run no scripts, and post to this server alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// The mark: a hexagon with a gate's arch cut into it.
const MARK: &str = r#"<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="M12 1.5 21 6.7v10.6l-4.5 2.6V13a4.5 4.5 0 0 0-9 0v6.9L3 17.3V6.7L12 1.5Z"/></svg>"#;

/// The mark as a picture, which spares browsers the question for `/favicon.ico`.
pub(super) const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='%230f766e' fill-rule='evenodd' d='M12 1.5 21 6.7v10.6l-4.5 2.6V13a4.5 4.5 0 0 0-9 0v6.9L3 17.3V6.7L12 1.5Z'/%3E%3C/svg%3E";

/// Text with everything escaped that means something in HTML, also within quoted attributes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\0']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => "\u{fffd}",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// A page to be written.
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    /// How wide the column is.
    pub(super) wide: bool,
    /// After how many seconds the page is fetched again.
    pub(super) refresh: Option<u32>,
    /// HTML.
    pub(super) main: String,
}

impl<'a> Page<'a> {
    /// A narrow page, as for one act.
    pub(super) fn card(title: &'a str, main: String) -> Self {
        Self { title, wide: false, refresh: None, main }
    }

    /// A wide page, as for lists.
    pub(super) fn wide(title: &'a str, main: String) -> Self {
        Self { title, wide: true, refresh: None, main }
    }

    /// The answer with this page.
    pub(super) fn answer(self, status: StatusCode) -> Response {
        self.answer_under(status, POLICY)
    }

    /// The answer with this page under another content security policy.
    pub(super) fn answer_under(self, status: StatusCode, policy: &str) -> Response {
        let Self { title, wide, refresh, main } = self;
        let refresh = refresh
            .map(|seconds| format!(r#"<meta http-equiv="refresh" content="{seconds}">"#))
            .unwrap_or_default();
        let body = format!(
            r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
{refresh}<title>{title} · Oathgate</title>
<link rel="icon" href="{ICON}">
<link rel="stylesheet" href="{STYLE_PATH}?v={version}">
<link rel="stylesheet" href="{BRAND_STYLE}">
</head>
<body>
<main class="{width}">
<p class="brand"><a href="/">{MARK}<span>Oathgate</span></a></p>
{main}
</main>
</body>
</html>
"#,
            title = Escaped(title),
            version = env!("CARGO_PKG_VERSION"),
            width = if wide { "wide" } else { "card" },
        );
        Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, policy)
            .body(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_escaped_can_leave_its_place() {
        assert_eq!(
            Escaped("<a href=\"x\" b='y'>&\0é</a>").to_string(),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\u{fffd}é&lt;/a&gt;"
        );
        assert_eq!(Escaped("").to_string(), "");
    }
}
