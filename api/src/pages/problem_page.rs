//! What a problem means: the page that its `type` names (RFC 9457 §3.1.1).

use super::layout::{Escaped, Page};
use crate::problem::{Problem, ProblemCode, Rejection};
use poem::{Response, http::StatusCode};
use std::fmt::Write as _;

/// The page of one code.
pub(super) fn one(word: &str) -> poem::Result<Response> {
    let Some(code) = ProblemCode::parse(word) else {
        return Err(Rejection::new(Problem::new(ProblemCode::NotFound)).into());
    };
    let main = format!(
        r#"<section><h1>{title}</h1><p>{meaning}</p>
<dl><dt>Code</dt><dd><code>{word}</code></dd><dt>Status</dt><dd>{status}</dd></dl></section>
<p><a href="/problems">All problems</a></p>"#,
        title = Escaped(code.title()),
        meaning = Escaped(code.meaning()),
        status = code.status(),
    );
    Ok(Page::card(code.title(), main).answer(StatusCode::OK))
}

/// The page of all codes.
pub(super) fn all() -> Response {
    let mut rows = String::new();
    for code in ProblemCode::ALL {
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            r#"<dt><a href="/problems/{word}"><code>{word}</code></a></dt><dd>{title}</dd>"#,
            word = code.as_str(),
            title = Escaped(code.title()),
        );
    }
    let main = format!("<section><h1>Problems</h1><dl>{rows}</dl></section>");
    Page::wide("Problems", main).answer(StatusCode::OK)
}
