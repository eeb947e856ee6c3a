//! The web app: one page for all of its addresses, and files that never change under their name.

use super::{
    assets::{Asset, Assets},
    docs,
};
use crate::problem::{Problem, ProblemCode, Rejection};
use poem::{
    Body, Request, Response,
    http::{HeaderMap, StatusCode, header},
};
use std::borrow::Cow;

/// The addresses that the web app answers.
pub(super) const PAGES: &[&str] = &[
    "/",
    "/login",
    "/register",
    "/verify-email",
    "/forgot-password",
    "/reset-password",
    "/setup",
    "/cancel-erasure",
    "/signed-out",
    "/logout",
    "/choose-account",
    "/consent",
    "/device",
    "/account",
    "/account/*",
    "/console",
    "/console/*",
];

/// The page, and where its hashed files are.
pub(super) const INDEX: &str = "index.html";
pub(super) const HASHED: &str = "assets/";

/// The web app loads its own files alone and speaks to this server alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Where an answer goes back to an app by a form, which may be anywhere (OAuth 2.0 Form Post Response Mode §2).
const CONSENT: &str = "/consent";

/// What the page at this address may do.
fn policy(address: &str) -> Cow<'static, str> {
    if address == CONSENT {
        POLICY.replace("form-action 'self'", "form-action 'self' https: http:").into()
    } else {
        POLICY.into()
    }
}

/// What a page says of windows that others open.
pub(super) const OPENER: &str = "Cross-Origin-Opener-Policy";

/// Whether the page at this address is for people who have signed in. No app opens it in a window to wait for
/// what comes of it, so nobody who opened it keeps a hold on it.
fn stands_alone(address: &str) -> bool {
    ["/account", "/console"]
        .iter()
        .any(|area| address.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Ways of compressing, best first: what `Accept-Encoding` calls them and how the files end.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The file at `path`, in the smallest form that the client takes.
pub(super) fn file(assets: &dyn Assets, path: &str, request: &Request) -> poem::Result<Response> {
    let accepted = |(name, ending): &(&'static str, &'static str)| {
        accepts(request.headers(), name)
            .then(|| Some((*name, assets.get(&format!("{path}{ending}"))?)))
            .flatten()
    };
    let (encoding, found) = match ENCODINGS.iter().find_map(accepted) {
        Some((name, asset)) => (Some(name), Some(asset)),
        None => (None, assets.get(path)),
    };
    let Some(Asset { bytes, fingerprint }) = found else {
        return Err(Rejection::new(Problem::new(ProblemCode::NotFound)).into());
    };
    let tag = format!(
        "\"{fingerprint}{}{}\"",
        if encoding.is_some() { "-" } else { "" },
        encoding.unwrap_or_default()
    );
    let lasting = path.starts_with(HASHED);
    let mut response =
        Response::builder().header(header::ETAG, &tag).header(header::VARY, "Accept-Encoding").header(
            header::CACHE_CONTROL,
            if lasting { "public, max-age=31536000, immutable" } else { "no-cache" },
        );
    if path == INDEX {
        response = response.header(header::CONTENT_SECURITY_POLICY, &*policy(request.uri().path()));
        if stands_alone(request.uri().path()) {
            response = response.header(OPENER, "same-origin");
        }
    } else if path.starts_with(docs::FOLDER) {
        response = response.header(header::CONTENT_SECURITY_POLICY, docs::RETURN_POLICY);
    }
    if is_known(request.headers(), &tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    // What is built in lies in memory already, for as long as the process lives.
    let body = match bytes {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    Ok(response.content_type(media_type(path)).body(body))
}

/// Whether a client takes this encoding (RFC 9110 §12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// Whether the client has this version already (RFC 9110 §13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

/// The media type of a file, by how its name ends.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shelf;

    impl Assets for Shelf {
        fn get(&self, path: &str) -> Option<Asset> {
            let (bytes, fingerprint): (&'static [u8], _) = match path {
                "index.html" => (b"<!doctype html>", "aa"),
                "assets/app-1f.js" => (b"plain", "bb"),
                "assets/app-1f.js.br" => (b"br", "cc"),
                "assets/app-1f.js.gz" => (b"gz", "dd"),
                _ => return None,
            };
            Some(Asset { bytes: Cow::Borrowed(bytes), fingerprint: fingerprint.to_owned() })
        }

        fn paths(&self) -> Vec<String> {
            Vec::new()
        }
    }

    fn get(path: &str, headers: &[(&'static str, &'static str)]) -> Response {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        file(&Shelf, path, &request.finish()).unwrap_or_else(poem::Error::into_response)
    }

    #[tokio::test]
    async fn the_smallest_form_that_the_client_takes_is_sent() {
        for (accepted, encoding, body) in [
            ("gzip, deflate, br", Some("br"), "br"),
            ("gzip", Some("gzip"), "gz"),
            ("br;q=0, gzip;q=0.5", Some("gzip"), "gz"),
            ("identity", None, "plain"),
        ] {
            let response = get("assets/app-1f.js", &[("accept-encoding", accepted)]);
            assert_eq!(response.header("content-encoding"), encoding, "{accepted}");
            assert_eq!(response.header("vary"), Some("Accept-Encoding"));
            assert_eq!(response.header("cache-control"), Some("public, max-age=31536000, immutable"));
            assert_eq!(response.content_type(), Some("text/javascript; charset=utf-8"));
            assert_eq!(response.into_body().into_string().await.unwrap(), body);
        }
    }

    #[test]
    fn the_page_is_asked_for_anew_and_runs_under_a_policy() {
        let response = get("index.html", &[]);
        assert_eq!(response.header("cache-control"), Some("no-cache"));
        assert_eq!(response.header("etag"), Some("\"aa\""));
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn forms_go_elsewhere_from_the_consent_page_alone() {
        let policy = |address: &str| {
            let request = Request::builder().uri_str(address).finish();
            let response = file(&Shelf, INDEX, &request).unwrap_or_else(poem::Error::into_response);
            response.header("content-security-policy").unwrap().to_owned()
        };
        assert!(policy("/consent?request=x").contains("form-action 'self' https: http:; "));
        for address in ["/", "/login", "/consent/x", "/account"] {
            assert!(policy(address).contains("form-action 'self'; "), "{address}");
        }
    }

    #[test]
    fn a_client_that_has_the_file_gets_no_second_copy() {
        let known = get("index.html", &[("if-none-match", "W/\"zz\", \"aa\"")]);
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        let other = [("if-none-match", "\"bb\""), ("accept-encoding", "br")];
        assert_eq!(get("assets/app-1f.js", &other).status(), StatusCode::OK);
        assert_eq!(get("assets/missing.js", &[]).status(), StatusCode::NOT_FOUND);
    }
}
