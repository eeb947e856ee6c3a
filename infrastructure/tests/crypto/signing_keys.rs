//! Keys that sign: how they are made, stored, opened and published.

use jsonwebtoken::jwk::{Jwk, JwkSet, ThumbprintHash};
use oathgate_application::ports::sealer::Sealer;
use oathgate_domain::{
    secret::Secret,
    signing::{SigningAlgorithm, StoredSigningKey},
};
use oathgate_infrastructure::crypto::{KeySet, MasterKeys, SharedSecret, generate_signing_key};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::datetime};

pub(super) const NOW: OffsetDateTime = datetime!(2026-02-03 14:05 UTC);
pub(super) const ASYMMETRIC: [SigningAlgorithm; 3] =
    [SigningAlgorithm::Es256, SigningAlgorithm::Rs256, SigningAlgorithm::EdDsa];

pub(super) fn sealer() -> MasterKeys {
    MasterKeys::parse("8Yb0i3Wl1v5qkM2cRz+Xh/7tUo4JpGdDnEwKasQLxVc=").unwrap()
}

pub(super) fn stored(algorithm: SigningAlgorithm) -> StoredSigningKey {
    generate_signing_key(algorithm, &sealer(), NOW).unwrap()
}

#[test]
fn a_generated_key_is_named_by_its_thumbprint_and_keeps_its_secret() {
    for algorithm in ASYMMETRIC {
        let key = stored(algorithm);
        let jwk: Value = serde_json::from_str(&key.public_jwk).unwrap();
        assert_eq!(jwk["kid"], key.id, "{algorithm:?}");
        assert_eq!((&jwk["alg"], &jwk["use"]), (&json!(algorithm.as_str()), &json!("sig")));
        let members: Vec<_> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = match algorithm {
            SigningAlgorithm::Es256 => vec!["crv", "x", "y"],
            SigningAlgorithm::Rs256 => vec!["n", "e"],
            _ => vec!["crv", "x"],
        };
        expected.extend(["alg", "kid", "kty", "use"]);
        expected.sort_unstable();
        let mut members = members;
        members.sort_unstable();
        assert_eq!(members, expected, "{algorithm:?}: nothing private, nothing else");
        assert_eq!((key.created_at, key.retired_at, key.id.len()), (NOW, None, 43));
        let parsed: Jwk = serde_json::from_value(jwk).unwrap();
        assert_eq!(parsed.thumbprint(ThumbprintHash::SHA256).unwrap(), key.id);
        let opened = sealer().open(&format!("signing key {}", key.id), &key.sealed_private).unwrap();
        assert_eq!(opened[0], 0x30, "PKCS#8 is a sequence");
    }
    assert_ne!(stored(SigningAlgorithm::Es256).id, stored(SigningAlgorithm::Es256).id);
    assert!(generate_signing_key(SigningAlgorithm::Hs256, &sealer(), NOW).is_err());
}

/// The key and its thumbprint of RFC 7638 §3.1.
#[test]
fn thumbprints_are_those_of_the_rfc() {
    let key = json!({
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCi\
              FV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb\
              9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls\
              1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    });
    let key: Jwk = serde_json::from_value(key).unwrap();
    assert_eq!(
        key.thumbprint(ThumbprintHash::SHA256).unwrap(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
}

#[test]
fn the_published_set_holds_every_public_key_and_no_secret() {
    let keys: Vec<_> = ASYMMETRIC.into_iter().map(stored).collect();
    let set = KeySet::load(&keys, &sealer(), SigningAlgorithm::Es256).unwrap();
    let published: JwkSet = serde_json::from_str(set.jwks()).unwrap();
    let names: Vec<_> = published.keys.iter().map(|key| key.common.key_id.clone().unwrap()).collect();
    assert_eq!(names, keys.iter().map(|key| key.id.clone()).collect::<Vec<_>>());

    let secret = SharedSecret::new(Secret::new("0123456789abcdef0123456789abcdef")).unwrap();
    let shared = KeySet::with_shared_secret(&secret, &keys[..1], &sealer()).unwrap();
    let published: Value = serde_json::from_str(shared.jwks()).unwrap();
    assert_eq!(published["keys"].as_array().unwrap().len(), 1);
    assert!(!shared.jwks().contains("oct") && !format!("{shared:?}").contains("0123456789"));
}

#[test]
fn a_short_shared_secret_is_refused_without_repeating_it() {
    let fault = SharedSecret::new(Secret::new("only 31 bytes, which is too few")).unwrap_err();
    assert_eq!(fault.to_string(), "it has 31 bytes and HS256 needs at least 32");
}

#[test]
fn a_row_that_somebody_else_wrote_brings_no_key() {
    let ours = stored(SigningAlgorithm::Es256);
    let foreign = MasterKeys::parse("Zk3vR8sYqLx0nWb5tJ1uHc7gPa9dMf2eXo6iTz4lCwE=").unwrap();
    let mut theirs = generate_signing_key(SigningAlgorithm::Es256, &foreign, NOW).unwrap();
    theirs.retired_at = Some(NOW);

    let set = KeySet::load(&[ours.clone(), theirs.clone()], &sealer(), SigningAlgorithm::Es256).unwrap();
    assert!(set.jwks().contains(&ours.id) && !set.jwks().contains(&theirs.id));

    // The private half of one row under the name of another.
    let mut exchanged = ours.clone();
    exchanged.sealed_private = stored(SigningAlgorithm::Es256).sealed_private;
    assert!(KeySet::load(&[exchanged], &sealer(), SigningAlgorithm::Es256).is_err());
}

#[test]
fn a_signing_key_that_does_not_open_is_an_error() {
    let foreign = MasterKeys::parse("Zk3vR8sYqLx0nWb5tJ1uHc7gPa9dMf2eXo6iTz4lCwE=").unwrap();
    let key = generate_signing_key(SigningAlgorithm::EdDsa, &foreign, NOW).unwrap();
    let error = KeySet::load(&[key], &sealer(), SigningAlgorithm::EdDsa).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "it was sealed under an ENCRYPTION_KEY that is not given");
}
