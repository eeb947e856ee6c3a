//! The token in a mailed link. It follows from its challenge, so that a repeat or a reminder
//! carries the same link and nothing needs to be stored but the challenge's row.

use super::{decode, encode, take};
use crate::ports::token_keys::TokenKeys;
use oathgate_domain::{
    challenge::{Challenge, Purpose},
    ids::ChallengeId,
    secret::Secret,
};
use subtle::ConstantTimeEq;
use time::OffsetDateTime;
use uuid::Uuid;

const TAG: usize = 24;
const LENGTH: usize = 4 + 8 + 16 + TAG;

/// An authentic token of a mailed link. Whether it was used is for the challenge's row to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkToken {
    /// The challenge that it answers.
    pub challenge: ChallengeId,
}

impl LinkToken {
    /// The token of a challenge. None where its key is not known (any more).
    pub fn write(challenge: &Challenge, keys: &dyn TokenKeys) -> Option<Secret> {
        let expiry = challenge.expires_at.unix_timestamp().to_be_bytes();
        let id = challenge.id.0.as_bytes();
        let tag = tag(challenge.key, challenge.purpose, expiry, id, keys)?;
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend(challenge.key.to_be_bytes());
        bytes.extend(expiry);
        bytes.extend(id);
        bytes.extend(tag);
        Some(Secret::new(encode(&bytes)))
    }

    /// Reads a token that was made for `purpose`. None where it is not one of ours, was made for
    /// another purpose, or its time was up at `now`.
    pub fn read(text: &str, purpose: Purpose, now: OffsetDateTime, keys: &dyn TokenKeys) -> Option<Self> {
        let bytes: [u8; LENGTH] = decode(text)?;
        let mut rest = bytes.as_slice();
        let key = u32::from_be_bytes(take(&mut rest)?);
        let expiry: [u8; 8] = take(&mut rest)?;
        let id: [u8; 16] = take(&mut rest)?;
        let authentic = bool::from(tag(key, purpose, expiry, &id, keys)?.ct_eq(rest));
        let live = i64::from_be_bytes(expiry) > now.unix_timestamp();
        (authentic && live).then(|| Self { challenge: ChallengeId(Uuid::from_bytes(id)) })
    }
}

fn tag(key: u32, purpose: Purpose, expiry: [u8; 8], id: &[u8], keys: &dyn TokenKeys) -> Option<[u8; TAG]> {
    let mac = keys.mac(key, "link", &[purpose.as_str().as_bytes(), id, &expiry])?;
    mac.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::{super::testing::OneKey, *};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-02 12:00 UTC);

    fn challenge() -> Challenge {
        Challenge {
            id: ChallengeId(Uuid::from_u128(11)),
            purpose: Purpose::ResetPassword,
            account: None,
            registration: None,
            email: None,
            key: 7,
            created_at: NOW,
            expires_at: NOW + time::Duration::hours(1),
        }
    }

    #[test]
    fn answers_its_challenge_for_its_purpose_in_its_time() {
        let text = LinkToken::write(&challenge(), &OneKey).unwrap().expose().to_owned();
        let read = |purpose, now| LinkToken::read(&text, purpose, now, &OneKey);
        assert_eq!(read(Purpose::ResetPassword, NOW).unwrap().challenge, challenge().id);
        assert_eq!(read(Purpose::VerifyEmail, NOW), None);
        assert_eq!(read(Purpose::ResetPassword, NOW + time::Duration::hours(1)), None);
        assert!(text.len() < 80 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    }

    #[test]
    fn a_repeat_is_the_same_and_a_forgery_is_refused() {
        let text = LinkToken::write(&challenge(), &OneKey).unwrap().expose().to_owned();
        assert_eq!(text, LinkToken::write(&challenge(), &OneKey).unwrap().expose());
        for place in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[place] = if altered[place] == b'x' { b'y' } else { b'x' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(LinkToken::read(&altered, Purpose::ResetPassword, NOW, &OneKey), None, "byte {place}");
        }
    }
}
