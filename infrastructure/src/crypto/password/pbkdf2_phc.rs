//! PBKDF2 hashes as PHC strings: `$pbkdf2-sha256$i=600000,l=32$salt$hash`.
//!
//! passlib's older form, `$pbkdf2-sha256$29000$salt$hash` with `.` for `+`, is read as well.

use aws_lc_rs::{constant_time, pbkdf2};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD_NO_PAD},
};
use std::num::NonZeroU32;

/// Length of a salt that is made here, in bytes (NIST SP 800-132 §5.1 asks for 16).
pub(super) const SALT_BYTES: usize = 16;
/// Length of a hash that is made here, in bytes: one block of SHA-256.
pub(super) const HASH_BYTES: usize = 32;
/// Most iterations that are carried out for a hash from elsewhere: about a second.
const MAX_ITERATIONS: u32 = 10_000_000;
/// Longest salt and hash that are read, in bytes.
pub(super) const MAX_BYTES: usize = 64;

/// The base64 of PHC strings, less strict than it should be: some writers pad, and some leave
/// bits set after the last whole byte.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads a salt or a hash. None where it is not base64, shorter than `least` or longer than
/// [`MAX_BYTES`].
pub(super) fn decode(text: &str, least: usize) -> Option<Vec<u8>> {
    if text.len() > MAX_BYTES * 2 {
        return None;
    }
    let bytes = LENIENT.decode(text.replace('.', "+")).ok()?;
    (least..=MAX_BYTES).contains(&bytes.len()).then_some(bytes)
}

/// The hash function inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    Sha256,
    Sha512,
}

/// A PBKDF2 hash (RFC 8018 §5.2).
pub(super) struct Pbkdf2 {
    digest: Digest,
    iterations: NonZeroU32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Pbkdf2 {
    /// Hashes `password` with SHA-256.
    pub(super) fn make(password: &[u8], salt: [u8; SALT_BYTES], iterations: NonZeroU32) -> Self {
        let mut hash = vec![0; HASH_BYTES];
        derive(Digest::Sha256, iterations, &salt, password, &mut hash);
        Self { digest: Digest::Sha256, iterations, salt: salt.to_vec(), hash }
    }

    /// Reads a string. None where it is not such a hash or asks for too much.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$');
        let digest = match parts.next()? {
            "pbkdf2-sha256" => Digest::Sha256,
            "pbkdf2-sha512" => Digest::Sha512,
            _ => return None,
        };
        let parameters = parts.next()?;
        let (salt, hash) = (parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let mut iterations = None;
        let mut length = None;
        for parameter in parameters.split(',') {
            match parameter.split_once('=') {
                None => iterations = Some(number(parameter)?),
                Some(("i", value)) => iterations = Some(number(value)?),
                Some(("l", value)) => length = Some(number(value)?),
                Some(_) => return None,
            }
        }
        let iterations = NonZeroU32::new(iterations?).filter(|count| count.get() <= MAX_ITERATIONS)?;
        let (salt, hash) = (decode(salt, 1)?, decode(hash, 16)?);
        let length_agrees = length.is_none_or(|length| usize::try_from(length) == Ok(hash.len()));
        length_agrees.then_some(Self { digest, iterations, salt, hash })
    }

    /// Whether this is the hash of `password`, in a time that does not depend on the answer.
    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let mut hash = vec![0; self.hash.len()];
        derive(self.digest, self.iterations, &self.salt, password, &mut hash);
        constant_time::verify_slices_are_equal(&hash, &self.hash).is_ok()
    }

    /// By how many iterations it is cheaper than a hash that is made here with `iterations`. 0
    /// where it costs as much or more, None where the two cannot be compared.
    pub(super) fn cheaper_by(&self, iterations: NonZeroU32) -> Option<u32> {
        let comparable = self.digest == Digest::Sha256 && self.hash.len() <= HASH_BYTES;
        comparable.then(|| iterations.get().saturating_sub(self.iterations.get()))
    }

    /// Whether it is at least as good as a hash that is made here with `iterations`.
    pub(super) fn is_up_to_date(&self, iterations: NonZeroU32) -> bool {
        self.digest == Digest::Sha256
            && self.iterations >= iterations
            && self.salt.len() >= SALT_BYTES
            && self.hash.len() >= HASH_BYTES
    }
}

impl std::fmt::Display for Pbkdf2 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.digest {
            Digest::Sha256 => "pbkdf2-sha256",
            Digest::Sha512 => "pbkdf2-sha512",
        };
        write!(
            f,
            "${name}$i={},l={}${}${}",
            self.iterations,
            self.hash.len(),
            STANDARD_NO_PAD.encode(&self.salt),
            STANDARD_NO_PAD.encode(&self.hash),
        )
    }
}

fn derive(digest: Digest, iterations: NonZeroU32, salt: &[u8], password: &[u8], hash: &mut [u8]) {
    let algorithm = match digest {
        Digest::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Digest::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    };
    pbkdf2::derive(algorithm, iterations, salt, password, hash);
}

/// A decimal number without sign or leading zeros.
pub(super) fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
