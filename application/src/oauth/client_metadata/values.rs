//! Values that say something of a client: algorithms, addresses, keys.

use oathgate_domain::{
    invalid::Invalid,
    oauth::{JwsAlgorithm, Resources},
    signing::SigningAlgorithm,
};
use serde_json::Value;
use url::{Host, Url};

/// Longest address, in bytes.
const MAX_URL: usize = 2000;
/// Longest set of keys, in bytes.
pub(super) const MAX_JWKS: usize = 16 * 1024;
/// Most keys in a set.
const MAX_KEYS: usize = 20;

/// Names of resources.
pub(super) fn targets(field: &'static str, names: &[String], faults: &mut Vec<Invalid>) -> Resources {
    Resources::parse(names.iter().map(String::as_str)).unwrap_or_else(|none| {
        faults.push(Invalid::new(field, "invalid_resource", format!("Not here: {none}.")));
        Resources::default()
    })
}

/// An algorithm of the server's own keys.
pub(super) fn own(
    field: &'static str,
    name: Option<&str>,
    faults: &mut Vec<Invalid>,
) -> Option<SigningAlgorithm> {
    let name = name?;
    let known = SigningAlgorithm::parse(name).filter(|known| *known != SigningAlgorithm::Hs256);
    if known.is_none() {
        let message = "The server signs with RS256, ES256 and EdDSA.";
        faults.push(Invalid::new(field, "invalid_algorithm", message));
    }
    known
}

/// An algorithm of the client's key pairs.
pub(super) fn pair(
    field: &'static str,
    name: Option<&str>,
    faults: &mut Vec<Invalid>,
) -> Option<JwsAlgorithm> {
    let name = name?;
    let known = JwsAlgorithm::parse(name).filter(|known| known.is_of_pair());
    if known.is_none() {
        let message = "A client signs with ES256, ES384, EdDSA, PS256 or RS256.";
        faults.push(Invalid::new(field, "invalid_algorithm", message));
    }
    known
}

/// An address that the server itself, or a browser for it, goes to without a person asking: `https`, or
/// `http` on this machine.
pub(super) fn called(field: &'static str, text: Option<&str>, faults: &mut Vec<Invalid>) -> Option<String> {
    let fine = |url: &Url| {
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url));
        secure && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
    };
    address(field, text, fine, "https, or http on this machine, without a fragment", faults)
}

/// A page for people.
pub(super) fn page(field: &'static str, text: Option<&str>, faults: &mut Vec<Invalid>) -> Option<String> {
    address(field, text, |url| matches!(url.scheme(), "https" | "http"), "http or https", faults)
}

fn address(
    field: &'static str,
    text: Option<&str>,
    fine: impl Fn(&Url) -> bool,
    allowed: &str,
    faults: &mut Vec<Invalid>,
) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    let readable = text.len() <= MAX_URL && text.bytes().all(|byte| byte.is_ascii_graphic());
    if readable && Url::parse(text).is_ok_and(|url| url.has_host() && fine(&url)) {
        return Some(text.to_owned());
    }
    let message = format!("An absolute URL of at most {MAX_URL} visible ASCII characters: {allowed}.");
    faults.push(Invalid::new(field, "invalid_url", message));
    None
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether this is a set of public keys.
pub(super) fn check_jwks(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_JWKS {
        return Err("A JWK Set has at most 16 KiB.");
    }
    let set: Value = serde_json::from_str(text).map_err(|_| "A JWK Set is a JSON object (RFC 7517 §5).")?;
    let keys = set.get("keys").and_then(Value::as_array).filter(|keys| keys.iter().all(Value::is_object));
    let keys = keys.ok_or("A JWK Set has a list of keys (RFC 7517 §5).")?;
    if !(1..=MAX_KEYS).contains(&keys.len()) {
        return Err("A JWK Set has 1 to 20 keys.");
    }
    let kind = |key: &Value| key.get("kty").and_then(Value::as_str).map(str::to_owned);
    if !keys.iter().all(|key| kind(key).is_some_and(|kind| ["RSA", "EC", "OKP"].contains(&kind.as_str()))) {
        return Err("A key is RSA, EC or OKP: a shared secret is not published.");
    }
    // Of each kind, `d` is the private half (RFC 7518 §6, RFC 8037 §2).
    if keys.iter().any(|key| key.get("d").is_some()) {
        return Err("A key holds its private half, which belongs to the client alone. Exchange it.");
    }
    Ok(())
}
