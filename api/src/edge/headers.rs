//! Headers that every answer carries, unless its handler knows better.

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Two years, as the preload lists ask for; no `preload`, which is the operator's to decide.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");
/// For answers that are data: nothing in them may load or frame anything.
const NO_CONTENT: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// What a page could ask a device for, and none of ours does.
const NO_DEVICES: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), usb=()",
);

/// Adds the headers that are missing.
///
/// `Cross-Origin-Opener-Policy` is not among them: apps that ask people to sign in in a window of its own would
/// lose that window at whichever page or redirect has it. Pages on which nobody signs in set it themselves.
pub(super) fn harden(headers: &mut HeaderMap, https: bool) {
    let mut missing = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    missing(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    missing(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    missing(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    missing(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    missing(HeaderName::from_static("permissions-policy"), NO_DEVICES);
    // Scripts that ask by the rules of CORS are not concerned.
    missing(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    missing(header::CONTENT_SECURITY_POLICY, NO_CONTENT);
    if https {
        missing(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_handler_set_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        harden(&mut headers, false);
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=60");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[test]
    fn strict_transport_goes_with_https_alone() {
        let mut headers = HeaderMap::new();
        harden(&mut headers, true);
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
