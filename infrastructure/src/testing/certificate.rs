//! A certificate for `localhost` that is made anew for every test, so that no key lies in the
//! repository and none expires.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// ecdsa-with-SHA256 (RFC 5758 §3.2).
const ECDSA_WITH_SHA256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// id-ecPublicKey and prime256v1 (RFC 5480 §2.1.1).
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07,
];
/// id-at-commonName, id-ce-subjectAltName and id-ce-basicConstraints (RFC 5280).
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x13];

/// A self-signed certificate for `localhost`, `127.0.0.1` and `::1`, and its key. It is no
/// authority, since rustls takes no authority for a server.
#[derive(Debug)]
pub struct TestCertificate {
    /// The certificate.
    pub certificate: CertificateDer<'static>,
    /// Its private key.
    pub key: PrivateKeyDer<'static>,
}

impl TestCertificate {
    /// Makes one.
    ///
    /// # Panics
    /// When the library makes no key; this is for tests.
    #[expect(clippy::expect_used, reason = "a test without a certificate has failed")]
    pub fn generate() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let name = sequence(&[&tlv(0x31, &sequence(&[COMMON_NAME, &tlv(0x0c, b"localhost")]))]);
        let names = sequence(&[
            &tlv(0x82, b"localhost"),
            &tlv(0x87, &[127, 0, 0, 1]),
            &tlv(0x87, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ]);
        let extensions = sequence(&[
            &sequence(&[SUBJECT_ALT_NAME, &tlv(0x04, &names)]),
            &sequence(&[BASIC_CONSTRAINTS, &tlv(0x04, &sequence(&[]))]),
        ]);
        let mut point = vec![0];
        point.extend(pair.public_key().as_ref());
        let to_be_signed = sequence(&[
            &tlv(0xa0, &[0x02, 0x01, 0x02]),
            &[0x02, 0x01, 0x01],
            &sequence(&[ECDSA_WITH_SHA256]),
            &name,
            &sequence(&[&tlv(0x18, b"20200101000000Z"), &tlv(0x18, b"29991231235959Z")]),
            &name,
            &sequence(&[&sequence(&[P256]), &tlv(0x03, &point)]),
            &tlv(0xa3, &extensions),
        ]);
        let signature = pair.sign(&SystemRandom::new(), &to_be_signed).expect("a signature");
        let mut bits = vec![0];
        bits.extend(signature.as_ref());
        let certificate = sequence(&[&to_be_signed, &sequence(&[ECDSA_WITH_SHA256]), &tlv(0x03, &bits)]);
        let key = pair.to_pkcs8v1().expect("a document").as_ref().to_vec();
        Self { certificate: certificate.into(), key: PrivatePkcs8KeyDer::from(key).into() }
    }
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// Tag, length, value (X.690 §8.1). No value here is longer than 65 535 bytes.
fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes() {
        [0, length] if length < 0x80 => out.push(length),
        [0, length] => out.extend([0x81, length]),
        [high, low] => out.extend([0x82, high, low]),
    }
    out.extend(value);
    out
}
