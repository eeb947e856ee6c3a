//! Refresh tokens (RFC 6749 §1.5) that can be recognised without the database, and whose successor
//! follows from them.
//!
//! A token is its kind, the name of a key, its session or grant, its generation, a secret of 256 bits and
//! a tag that shows it to be ours: garbage is refused without a look at the database, and nobody
//! who merely knows a session's id can end it with a forged token. The secret of the successor is
//! derived from the secret before it, so a client that lost the answer gets the same successor
//! again although only digests are stored.

use super::{decode, encode, take};
use crate::ports::{entropy::Entropy, token_keys::TokenKeys};
use oathgate_domain::{
    ids::{GrantId, SessionId},
    secret::{Secret, TokenDigest},
    session::StoredRefresh,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The kinds of family, as the first byte of a token says.
const OF_SESSION: u8 = 1;
const OF_GRANT: u8 = 2;
const TAG: usize = 16;
const LENGTH: usize = 1 + 4 + 16 + 4 + 32 + TAG;
/// Makes a leaked token recognisable to secret scanners.
const PREFIX: &str = "ogr_";

/// What a refresh token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A first-party session.
    Session(SessionId),
    /// What a client was granted.
    Grant(GrantId),
}

impl Family {
    fn kind(self) -> u8 {
        match self {
            Self::Session(_) => OF_SESSION,
            Self::Grant(_) => OF_GRANT,
        }
    }

    fn id(self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Grant(id) => id.0,
        }
    }
}

/// A refresh token in clear.
#[derive(Clone)]
pub struct RefreshToken {
    key: u32,
    family: Family,
    generation: u32,
    secret: [u8; 32],
}

impl RefreshToken {
    /// The first token of a family.
    pub fn first(family: Family, keys: &dyn TokenKeys, entropy: &dyn Entropy) -> Self {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        Self::with_secret(family, secret, keys)
    }

    /// The first token of a family, with a secret that was drawn before.
    pub fn with_secret(family: Family, secret: [u8; 32], keys: &dyn TokenKeys) -> Self {
        Self { key: keys.current(), family, generation: 0, secret }
    }

    /// Reads a token. None where it is not one of ours.
    pub fn read(text: &str, keys: &dyn TokenKeys) -> Option<Self> {
        let bytes: [u8; LENGTH] = decode(text.strip_prefix(PREFIX)?)?;
        let mut rest = bytes.as_slice();
        let [kind] = take::<1>(&mut rest)?;
        let key = u32::from_be_bytes(take(&mut rest)?);
        let id = Uuid::from_bytes(take(&mut rest)?);
        let token = Self {
            key,
            family: match kind {
                OF_SESSION => Family::Session(SessionId(id)),
                OF_GRANT => Family::Grant(GrantId(id)),
                _ => return None,
            },
            generation: u32::from_be_bytes(take(&mut rest)?),
            secret: take(&mut rest)?,
        };
        let tag = token.tag(keys)?;
        bool::from(tag.ct_eq(rest)).then_some(token)
    }

    /// The next token of the family; always the same one.
    pub fn successor(&self, keys: &dyn TokenKeys) -> Option<Self> {
        let generation = self.generation.checked_add(1)?;
        let (kind, id) = ([self.family.kind()], self.family.id());
        let parts: [&[u8]; 4] = [&kind, id.as_bytes(), &generation.to_be_bytes(), &self.secret];
        let secret = keys.mac(self.key, "refresh-successor", &parts)?;
        Some(Self { key: keys.current(), family: self.family, generation, secret })
    }

    /// The token as text. None where its key is not known (any more).
    pub fn write(&self, keys: &dyn TokenKeys) -> Option<Secret> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(self.family.kind());
        bytes.extend(self.key.to_be_bytes());
        bytes.extend(self.family.id().as_bytes());
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.secret);
        bytes.extend(self.tag(keys)?);
        Some(Secret::new(format!("{PREFIX}{}", encode(&bytes))))
    }

    /// What it belongs to.
    pub fn family(&self) -> Family {
        self.family
    }

    /// The session that it belongs to; none where it is a client's.
    pub fn session(&self) -> Option<SessionId> {
        match self.family {
            Family::Session(id) => Some(id),
            Family::Grant(_) => None,
        }
    }

    /// Its number in the family, from 0.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The form in which it is stored.
    pub fn stored(&self) -> StoredRefresh {
        let digest = TokenDigest(Sha256::digest(self.secret).into());
        StoredRefresh { generation: self.generation, digest }
    }

    fn tag(&self, keys: &dyn TokenKeys) -> Option<[u8; TAG]> {
        let (kind, id) = ([self.family.kind()], self.family.id());
        let parts: [&[u8]; 4] = [&kind, id.as_bytes(), &self.generation.to_be_bytes(), &self.secret];
        let mac = keys.mac(self.key, "refresh-tag", &parts)?;
        mac.first_chunk().copied()
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RefreshToken({:?}, {})", self.family, self.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::OneKey, *};

    fn token() -> RefreshToken {
        RefreshToken {
            key: 7,
            family: Family::Session(SessionId(Uuid::from_u128(5))),
            generation: 3,
            secret: [9; 32],
        }
    }

    #[test]
    fn comes_back_as_it_went() {
        let text = token().write(&OneKey).unwrap();
        let read = RefreshToken::read(text.expose(), &OneKey).unwrap();
        assert_eq!(read.stored(), token().stored());
        assert_eq!(read.session(), token().session());
    }

    #[test]
    fn any_change_makes_it_a_stranger() {
        let text = token().write(&OneKey).unwrap().expose().to_owned();
        for place in 4..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            let same = RefreshToken::read(&altered, &OneKey)
                .is_some_and(|read| read.stored() != token().stored() || read.family() != token().family());
            assert!(!same, "byte {place}");
        }
        for garbage in ["", "ogr_", "ogr_AAAA", &text[4..], &format!("{text}A")] {
            assert!(RefreshToken::read(garbage, &OneKey).is_none());
        }
    }

    #[test]
    fn the_successor_is_always_the_same_and_another() {
        let one = token().successor(&OneKey).unwrap();
        let again = token().successor(&OneKey).unwrap();
        assert_eq!(one.stored(), again.stored());
        assert_eq!(one.generation(), 4);
        assert_ne!(one.stored().digest, token().stored().digest);
    }
}
