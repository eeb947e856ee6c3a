//! The `ENCRYPTION_KEY`, and every key that follows from it by HKDF-SHA256 (RFC 5869): one for
//! each purpose, so that what one of them does tells nothing about another.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    hmac, rand,
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use oathgate_application::{
    error::PortError,
    ports::{sealer::Sealer, token_keys::TokenKeys},
};
use oathgate_domain::secret::Secret;
use zeroize::Zeroizing;

/// Least length of a key, in bytes.
const MIN_BYTES: usize = 32;
/// Fewest different bytes of a key. Of 32 random ones about 30 differ; fewer than 16 do once in
/// more draws than anybody will make.
const MIN_DIFFERENT_BYTES: usize = 16;
/// First byte of what is sealed: the format.
const FORMAT: u8 = 1;
/// Format, key, nonce.
const HEAD_BYTES: usize = 1 + 4 + NONCE_LEN;
/// Stands for the name of a key that is not one of ours.
const OWN_KEY: u32 = 0;
/// What HKDF is salted with: derived keys belong to this product alone.
const DOMAIN: &[u8] = b"oathgate/1";

/// The keys that follow from the `ENCRYPTION_KEY`.
///
/// It holds one key or several with commas between: the first is used for what is new, the others
/// only open what they once sealed. A key is at least 32 random bytes in base64, base64url or hex.
pub struct MasterKeys {
    /// Never empty; the first is the current one.
    keys: Vec<MasterKey>,
}

struct MasterKey {
    id: u32,
    root: Prk,
    sealing: LessSafeKey,
}

/// What is wrong with the `ENCRYPTION_KEY`. Never repeats any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextFault {
    /// It holds no key.
    #[error("it is empty; `openssl rand -base64 32` makes a key")]
    Empty,
    /// A key is not in a known notation.
    #[error("key {position} is not base64, base64url or hex; `openssl rand -base64 32` makes a key")]
    Notation {
        /// Which, counted from 1.
        position: usize,
    },
    /// A key is too short.
    #[error("key {position} has {bytes} bytes and needs at least 32; `openssl rand -base64 32` makes a key")]
    Short {
        /// Which, counted from 1.
        position: usize,
        /// How many bytes it has.
        bytes: usize,
    },
    /// A key is not random.
    #[error("key {position} repeats itself too much to be random; `openssl rand -base64 32` makes a key")]
    Guessable {
        /// Which, counted from 1.
        position: usize,
    },
    /// A key is there twice.
    #[error("key {position} is the same as one before it")]
    Twice {
        /// Which, counted from 1.
        position: usize,
    },
    /// The cryptographic library refused to derive keys.
    #[error("no keys can be derived from it")]
    Underivable,
}

impl From<Unspecified> for KeyTextFault {
    fn from(_: Unspecified) -> Self {
        Self::Underivable
    }
}

impl MasterKeys {
    /// Reads the `ENCRYPTION_KEY`.
    ///
    /// # Errors
    /// [`KeyTextFault`] says what is wrong, without the key.
    pub fn parse(text: &str) -> Result<Self, KeyTextFault> {
        let mut keys: Vec<MasterKey> = Vec::new();
        if text.trim().is_empty() {
            return Err(KeyTextFault::Empty);
        }
        for (position, text) in (1..).zip(text.split(',')) {
            let bytes = decode(text.trim()).ok_or(KeyTextFault::Notation { position })?;
            if bytes.len() < MIN_BYTES {
                return Err(KeyTextFault::Short { position, bytes: bytes.len() });
            }
            if different_bytes(&bytes) < MIN_DIFFERENT_BYTES {
                return Err(KeyTextFault::Guessable { position });
            }
            let key = MasterKey::derive(&bytes)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(KeyTextFault::Twice { position });
            }
            keys.push(key);
        }
        Ok(Self { keys })
    }

    /// A new key text, for somebody who has none.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] when the system gives no random numbers.
    pub fn generate() -> Result<Secret, PortError> {
        let mut bytes = Zeroizing::new([0; MIN_BYTES]);
        rand::fill(bytes.as_mut_slice()).map_err(|error| PortError::unavailable("random numbers", error))?;
        Ok(Secret::new(STANDARD.encode(bytes.as_slice())))
    }

    fn by_id(&self, id: u32) -> Option<&MasterKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKeys({} keys)", self.keys.len())
    }
}

impl MasterKey {
    fn derive(bytes: &[u8]) -> Result<Self, Unspecified> {
        let root = Salt::new(HKDF_SHA256, DOMAIN).extract(bytes);
        let name = expand(&root, "key name")?;
        let digest = digest::digest(&digest::SHA256, name.as_slice());
        let id = u32::from_be_bytes(*digest.as_ref().first_chunk().ok_or(Unspecified)?);
        let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, expand(&root, "sealing")?.as_slice())?);
        Ok(Self { id, root, sealing })
    }
}

impl TokenKeys for MasterKeys {
    fn current(&self) -> u32 {
        // Never empty; 0 is no key's name but by a chance of one in four thousand million.
        self.keys.first().map_or(0, |key| key.id)
    }

    fn mac(&self, key: u32, purpose: &str, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let derived = expand(&self.by_id(key)?.root, &format!("token {purpose}")).ok()?;
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, derived.as_slice()));
        for part in parts {
            mac.update(&u64::try_from(part.len()).ok()?.to_be_bytes());
            mac.update(part);
        }
        mac.sign().as_ref().try_into().ok()
    }
}

impl Sealer for MasterKeys {
    fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, PortError> {
        let key = self.keys.first().ok_or_else(|| PortError::defect("sealing", Unspecified))?;
        seal_with(&key.sealing, key.id, purpose, plain)
    }

    fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, PortError> {
        let key = self
            .by_id(key_of(sealed)?)
            .ok_or_else(|| no_value("it was sealed under an ENCRYPTION_KEY that is not given"))?;
        open_with(&key.sealing, purpose, sealed)
    }

    fn is_current(&self, sealed: &[u8]) -> bool {
        key_of(sealed).is_ok_and(|id| id == self.current())
    }

    fn seal_under(&self, key: &[u8; 32], purpose: &str, plain: &[u8]) -> Result<Vec<u8>, PortError> {
        seal_with(&own_key(key)?, OWN_KEY, purpose, plain)
    }

    fn open_under(&self, key: &[u8; 32], purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, PortError> {
        match key_of(sealed)? {
            OWN_KEY => open_with(&own_key(key)?, purpose, sealed),
            _ => Err(no_value("it was sealed under another key")),
        }
    }
}

fn own_key(key: &[u8; 32]) -> Result<LessSafeKey, PortError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|error| PortError::defect("sealing", error))?;
    Ok(LessSafeKey::new(key))
}

fn no_value(why: &'static str) -> PortError {
    PortError::defect("a sealed value", why)
}

/// The name of the key that a value was sealed under.
fn key_of(sealed: &[u8]) -> Result<u32, PortError> {
    let (head, _) = sealed.split_at_checked(HEAD_BYTES).ok_or_else(|| no_value("it is too short"))?;
    let [FORMAT, a, b, c, d, ..] = head else { return Err(no_value("it has an unknown format")) };
    Ok(u32::from_be_bytes([*a, *b, *c, *d]))
}

fn seal_with(key: &LessSafeKey, id: u32, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, PortError> {
    let defect = |error: Unspecified| PortError::defect("sealing", error);
    // Not by the Entropy port: a nonce that repeats, as it may in a test's, breaks the cipher.
    let mut nonce = [0; NONCE_LEN];
    rand::fill(&mut nonce).map_err(defect)?;

    let mut sealed = Vec::with_capacity(HEAD_BYTES + plain.len() + AES_256_GCM.tag_len());
    sealed.push(FORMAT);
    sealed.extend(id.to_be_bytes());
    sealed.extend(nonce);
    sealed.extend(plain);
    let (head, body) = sealed.split_at_mut(HEAD_BYTES);
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), bound_to(head, purpose), body)
        .map_err(defect)?;
    sealed.extend(tag.as_ref());
    Ok(sealed)
}

fn open_with(key: &LessSafeKey, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, PortError> {
    let (head, body) = sealed.split_at_checked(HEAD_BYTES).ok_or_else(|| no_value("it is too short"))?;
    let nonce = head.last_chunk().copied().ok_or_else(|| no_value("it is too short"))?;
    let mut body = Zeroizing::new(body.to_vec());
    let plain = key
        .open_in_place(Nonce::assume_unique_for_key(nonce), bound_to(head, purpose), body.as_mut_slice())
        .map_err(|_| no_value("it was changed, or sealed for another purpose"))?;
    Ok(plain.to_vec())
}

/// What a sealed value is bound to beside its key: its format and key, and its purpose.
fn bound_to(head: &[u8], purpose: &str) -> Aad<Vec<u8>> {
    let mut bound = head.get(..5).unwrap_or_default().to_vec();
    bound.extend(purpose.as_bytes());
    Aad::from(bound)
}

/// 32 bytes for one purpose.
fn expand(root: &Prk, purpose: &str) -> Result<Zeroizing<[u8; 32]>, Unspecified> {
    struct Length;
    impl KeyType for Length {
        fn len(&self) -> usize {
            32
        }
    }
    let mut key = Zeroizing::new([0; 32]);
    root.expand(&[purpose.as_bytes()], Length)?.fill(key.as_mut_slice())?;
    Ok(key)
}

/// Hex where it can be hex, else base64 of either alphabet, padded or not.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    if text.len() >= 2 * MIN_BYTES
        && text.len().is_multiple_of(2)
        && text.bytes().all(|b| b.is_ascii_hexdigit())
    {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let bytes = text.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?));
        return bytes.collect::<Option<Vec<u8>>>().map(Zeroizing::new);
    }
    let alphabet = if text.contains(['-', '_']) { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    GeneralPurpose::new(alphabet, CONFIG).decode(text).ok().map(Zeroizing::new)
}

fn different_bytes(bytes: &[u8]) -> usize {
    let mut seen = [false; 256];
    for byte in bytes {
        seen[usize::from(*byte)] = true;
    }
    seen.into_iter().filter(|seen| *seen).count()
}
