//! The API to read and to try out at `/docs`: Swagger UI where its files were built in with the web
//! app (`docs/` in its folder), else a plain list.

use super::{
    assets::Assets,
    layout::{Escaped, ICON, Page},
    web_app::OPENER,
};
use poem::{
    Response,
    http::{StatusCode, header},
};
use serde_json::Value;
use std::fmt::Write as _;

/// Where the files of Swagger UI are among the assets.
pub(super) const FOLDER: &str = "docs/";
const BUNDLE: &str = "docs/swagger-ui-bundle.js";

/// The script that starts it.
pub(super) const START: &str = include_str!("docs.js");

/// Swagger UI writes styles into elements and draws its icons from `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What the page may do to which signing in returns: hand the answer to the page that opened it.
pub(super) const RETURN_POLICY: &str = "default-src 'none'; script-src 'self'; base-uri 'none'; \
                                        form-action 'none'; frame-ancestors 'none'";

/// Whether the files of Swagger UI are there.
pub(super) fn is_built_in(assets: &dyn Assets) -> bool {
    assets.get(BUNDLE).is_some()
}

/// The page of Swagger UI.
pub(super) fn swagger_ui() -> Response {
    let body = format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>API · Oathgate</title>
<link rel="icon" href="{ICON}">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"#
    );
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        // It opens a window to sign in, and waits for what comes back from there.
        .header(OPENER, "same-origin-allow-popups")
        .body(body)
}

/// A list of the operations of a document.
pub(super) fn list(document: &str) -> Response {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let mut sections = String::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let text = |name: &str| operation[name].as_str().unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = write!(
                sections,
                "<section><h2>{summary}</h2><pre>{method} {path}</pre><p>{description}</p>{answers}</section>",
                summary = Escaped(text("summary")),
                method = Escaped(&method.to_uppercase()),
                path = Escaped(path),
                description = Escaped(text("description")),
                answers = answers(operation),
            );
        }
    }
    let main = format!(
        "<section><h1>API</h1><p>Every operation of this server. For programs: \
         <a href=\"/openapi.json\">openapi.json</a>. What goes wrong: <a href=\"/problems\">problems</a>.</p>\
         </section>{sections}"
    );
    Page::wide("API", main).answer(StatusCode::OK)
}

fn answers(operation: &Value) -> String {
    let mut rows = String::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let description = response["description"].as_str().unwrap_or_default();
        let _ = write!(rows, "<dt>{}</dt><dd>{}</dd>", Escaped(status), Escaped(description));
    }
    format!("<details><summary>Answers</summary><dl>{rows}</dl></details>")
}
