//! The `ENCRYPTION_KEY`: what is taken, what follows from it, what it opens.

use oathgate_application::{
    error::PortError,
    ports::{sealer::Sealer, token_keys::TokenKeys},
};
use oathgate_infrastructure::crypto::{KeyTextFault, MasterKeys};

/// 32 random bytes in each notation.
const BASE64: &str = "8Yb0i3Wl1v5qkM2cRz+Xh/7tUo4JpGdDnEwKasQLxVc=";
const OTHER: &str = "Zk3vR8sYqLx0nWb5tJ1uHc7gPa9dMf2eXo6iTz4lCwE=";
const HEX: &str = "f186f48b75a5d6fe6a90cd9c473f97877eed528e09a467439c4c0a6ac40bc557";

fn keys(text: &str) -> MasterKeys {
    MasterKeys::parse(text).unwrap()
}

fn fault(text: &str) -> KeyTextFault {
    MasterKeys::parse(text).unwrap_err()
}

fn reason(error: &PortError) -> String {
    std::error::Error::source(error).unwrap().to_string()
}

#[test]
fn every_notation_of_a_key_is_the_same_key() {
    let current = keys(BASE64).current();
    let url_safe = BASE64.replace('+', "-").replace('/', "_");
    for text in [url_safe.as_str(), BASE64.trim_end_matches('='), &format!(" {BASE64}\n"), &to_hex(BASE64)] {
        assert_eq!(keys(text).current(), current, "{text}");
    }
    assert_ne!(keys(OTHER).current(), current);
    assert_ne!(keys(HEX).current(), 0);
}

fn to_hex(base64: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    hex(&STANDARD.decode(base64).unwrap()).to_uppercase()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn what_is_no_key_is_refused_without_repeating_it() {
    let short = "c2hvcnQga2V5IG9mIDIzIGJ5dGVz";
    let guessable = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let periodic = "changemechangemechangemechangemechangemechan";
    let prose = "your-super-secret-encryption-key, change it in production!";
    assert_eq!(fault(""), KeyTextFault::Empty);
    assert_eq!(fault("  "), KeyTextFault::Empty);
    assert_eq!(fault(short), KeyTextFault::Short { position: 1, bytes: 21 });
    assert_eq!(fault(guessable), KeyTextFault::Guessable { position: 1 });
    assert_eq!(fault(periodic), KeyTextFault::Guessable { position: 1 });
    assert_eq!(fault(&"0123456789abcdef".repeat(4)), KeyTextFault::Guessable { position: 1 });
    assert!(matches!(
        fault(prose),
        KeyTextFault::Short { position: 1, .. } | KeyTextFault::Notation { position: 1 }
    ));
    assert_eq!(fault(&format!("{BASE64},")), KeyTextFault::Short { position: 2, bytes: 0 });
    assert_eq!(fault(&format!("{BASE64},no key!")), KeyTextFault::Notation { position: 2 });
    assert_eq!(fault(&format!("{BASE64},{OTHER},{}", to_hex(BASE64))), KeyTextFault::Twice { position: 3 });
    for text in [short, guessable, periodic, prose] {
        assert!(!fault(text).to_string().contains(text), "{}", fault(text));
    }
}

#[test]
fn keys_are_not_printed() {
    let printed = format!("{:?}", keys(&format!("{BASE64},{OTHER}")));
    assert_eq!(printed, "MasterKeys(2 keys)");
}

#[test]
fn a_generated_key_is_taken_and_is_new_each_time() {
    let (one, two) = (MasterKeys::generate().unwrap(), MasterKeys::generate().unwrap());
    assert_ne!(keys(one.expose()).current(), keys(two.expose()).current());
    assert_eq!(one.expose().len(), 44);
}

#[test]
fn macs_are_set_apart_by_key_purpose_and_the_edges_of_parts() {
    let keys = keys(&format!("{BASE64},{OTHER}"));
    let other = self::keys(OTHER).current();
    let current = keys.current();
    let mac = |key, purpose, parts: &[&[u8]]| keys.mac(key, purpose, parts).unwrap();
    let one = mac(current, "link", &[b"ab", b"c"]);
    assert_eq!(one, mac(current, "link", &[b"ab", b"c"]));
    let different = [
        mac(current, "link", &[b"a", b"bc"]),
        mac(current, "link", &[b"abc"]),
        mac(current, "link", &[b"ab", b"c", b""]),
        mac(current, "links", &[b"ab", b"c"]),
        mac(other, "link", &[b"ab", b"c"]),
        mac(current, "link", &[]),
    ];
    for (place, mac) in different.iter().enumerate() {
        assert_ne!(*mac, one);
        assert!(!different[..place].contains(mac));
    }
    assert_eq!(keys.mac(current ^ 1, "link", &[b"ab"]), None);
}

/// What a token was derived from must stay the same in every later version.
#[test]
fn derivation_does_not_change() {
    let keys = keys(BASE64);
    let mac = keys.mac(keys.current(), "link", &[b"one", b"two"]).unwrap();
    // Computed from RFC 5869 and RFC 2104 by another implementation.
    assert_eq!((keys.current(), hex(&mac).as_str()), EXPECTED);
}

const EXPECTED: (u32, &str) =
    (1_077_550_344, "1acd4176cb72415c89c72bab8102e236cd4863a4f8274c0abe882c7ae4db375d");

#[test]
fn what_is_sealed_opens_under_its_key_and_purpose_alone() {
    let keys = keys(BASE64);
    let sealed = keys.seal("totp", b"a seed").unwrap();
    assert_eq!(keys.open("totp", &sealed).unwrap(), b"a seed");
    assert!(!sealed.windows(6).any(|window| window == b"a seed"));
    assert_ne!(keys.seal("totp", b"a seed").unwrap(), sealed, "the nonce is new each time");
    assert_eq!(keys.open("totp", &keys.seal("totp", b"").unwrap()).unwrap(), b"");

    assert_eq!(
        reason(&keys.open("mail", &sealed).unwrap_err()),
        "it was changed, or sealed for another purpose"
    );
    assert_eq!(
        reason(&self::keys(OTHER).open("totp", &sealed).unwrap_err()),
        "it was sealed under an ENCRYPTION_KEY that is not given"
    );
    for place in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[place] ^= 1;
        assert!(keys.open("totp", &altered).is_err(), "byte {place}");
        assert!(keys.open("totp", &sealed[..place]).is_err(), "cut at {place}");
    }
}

#[test]
fn earlier_keys_open_and_only_the_first_seals() {
    let old = keys(OTHER);
    let sealed = old.seal("totp", b"a seed").unwrap();
    let rotated = keys(&format!("{BASE64},{OTHER}"));
    assert_eq!(rotated.current(), keys(BASE64).current());
    assert_eq!(rotated.open("totp", &sealed).unwrap(), b"a seed");
    let anew = rotated.seal("totp", b"a seed").unwrap();
    assert!(old.open("totp", &anew).is_err());
    assert_eq!(keys(BASE64).open("totp", &anew).unwrap(), b"a seed");
}

#[test]
fn a_value_under_a_key_of_its_own_opens_by_that_key_alone() {
    let keys = keys(BASE64);
    let own = [7; 32];
    let sealed = keys.seal_under(&own, "farewell", b"ada@example.com").unwrap();
    assert_eq!(keys.open_under(&own, "farewell", &sealed).unwrap(), b"ada@example.com");
    assert!(!sealed.windows(3).any(|three| three == b"ada"));
    assert_ne!(keys.seal_under(&own, "farewell", b"ada@example.com").unwrap(), sealed);
    assert!(keys.open_under(&[8; 32], "farewell", &sealed).is_err());
    assert!(keys.open_under(&own, "other", &sealed).is_err());
    assert!(keys.open_under(&own, "farewell", &sealed[..20]).is_err());
    // Neither stands in for the other.
    assert!(keys.open("farewell", &sealed).is_err());
    let common = keys.seal("farewell", b"x").unwrap();
    let reason = reason(&keys.open_under(&own, "farewell", &common).unwrap_err());
    assert_eq!(reason, "it was sealed under another key");
}
