//! Sign-in on a device without a browser (RFC 8628): the device shows a short code, and a person
//! enters it where they are signed in.

use super::{client::ClientId, resource::Resources, scope::Scopes};
use crate::{
    ids::{AccountId, SessionId},
    secret::TokenDigest,
};
use time::{Duration, OffsetDateTime};

/// How long a person may take (RFC 8628 §3.2 `expires_in`).
pub const DEVICE_LIFETIME: Duration = Duration::minutes(10);
/// How long a device waits between two questions at first, and what is added to that whenever it
/// does not, in seconds (RFC 8628 §3.5).
pub const DEVICE_INTERVAL: u32 = 5;

/// Letters that are no vowels, so that they form no words, and that nobody takes for one another
/// (RFC 8628 §6.1).
const LETTERS: [u8; 20] = *b"BCDFGHJKLMNPQRSTVWXZ";
/// How many of them a code has: 20^8 codes.
const LENGTH: usize = 8;

/// What a person types: eight letters, shown as `BCDF-GHJK`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

impl UserCode {
    /// The code of a number that was drawn. Of 2^64 numbers, each code has as many as any other to
    /// one in a thousand million.
    pub fn of(drawn: u64) -> Self {
        let mut rest = drawn;
        let mut code = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let place = usize::try_from(rest % 20).unwrap_or_default();
            code.push(char::from(LETTERS[place]));
            rest /= 20;
        }
        Self(code)
    }

    /// Reads what a person typed, whatever its case and what stands between its letters (RFC 8628
    /// §6.1). None where it can be no code.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let code: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
        let code = code.to_ascii_uppercase();
        let fine = code.len() == LENGTH && code.bytes().all(|letter| LETTERS.contains(&letter));
        fine.then_some(Self(code))
    }

    /// Its letters, without a hyphen.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for UserCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (head, tail) = self.0.split_at(LENGTH / 2);
        write!(f, "{head}-{tail}")
    }
}

/// A device's request that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRequest {
    /// The form in which the device's own code is stored.
    pub device_code: TokenDigest,
    /// The form in which the person's code is stored: a keyed digest, since so short a code could
    /// be found by trying them all.
    pub user_code: TokenDigest,
    /// The client that runs on the device.
    pub client: ClientId,
    /// What is asked for.
    pub scopes: Scopes,
    /// The resources that the tokens are to be for (RFC 8707 §2).
    pub resources: Resources,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When its time is up.
    pub expires_at: OffsetDateTime,
}

/// How far a device's request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// Nobody has answered.
    Waiting,
    /// A person has agreed, and the device has not been told yet.
    Allowed,
    /// A person has refused.
    Denied,
    /// The device has its tokens.
    Used,
}

impl DeviceState {
    /// The word for it in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Used => "used",
        }
    }

    /// The state that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Allowed, Self::Denied, Self::Used]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// What a device's question has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    /// How far the request has come.
    pub state: DeviceState,
    /// When its time is up.
    pub expires_at: OffsetDateTime,
    /// Whether the device asked sooner than it was told to.
    pub too_soon: bool,
}

/// An answer to a device's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollAnswer {
    /// Tokens.
    Allowed,
    /// `access_denied`.
    Denied,
    /// `authorization_pending`.
    Pending,
    /// `slow_down`.
    SlowDown,
    /// `expired_token`.
    Expired,
    /// `invalid_grant`: the code was used before.
    Used,
}

impl Poll {
    /// What the device is told (RFC 8628 §3.5). That a person has answered is told however fast it
    /// asks.
    pub fn answer(self, now: OffsetDateTime) -> PollAnswer {
        match self.state {
            DeviceState::Used => PollAnswer::Used,
            _ if self.expires_at <= now => PollAnswer::Expired,
            DeviceState::Denied => PollAnswer::Denied,
            DeviceState::Allowed => PollAnswer::Allowed,
            DeviceState::Waiting if self.too_soon => PollAnswer::SlowDown,
            DeviceState::Waiting => PollAnswer::Pending,
        }
    }
}

/// What a person has agreed to on behalf of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedDevice {
    /// Who agreed.
    pub account: AccountId,
    /// The session in which they agreed.
    pub session: SessionId,
    /// When they had signed in.
    pub authenticated_at: OffsetDateTime,
    /// What was agreed to.
    pub scopes: Scopes,
    /// The resources that the tokens are to be for (RFC 8707 §2).
    pub resources: Resources,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-02 12:00 UTC);

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = UserCode::of(0x0123_4567_89ab_cdef);
        assert_eq!(code.to_string().len(), 9);
        for typed in [
            code.to_string(),
            code.to_string().to_lowercase(),
            code.letters().to_owned(),
            format!(" {} \u{2013} {} ", &code.letters()[..4], &code.letters()[4..]),
        ] {
            assert_eq!(UserCode::read(&typed).as_ref(), Some(&code), "{typed}");
        }
        for wrong in ["", "BCDF-GHJ", "BCDF-GHJKL", "BCDF-GHJA", "BCDF-GHJ0", &"B".repeat(65), "ßßßßßßßß"]
        {
            assert_eq!(UserCode::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_letter_comes_up_and_no_two_numbers_nearby_share_a_code() {
        let codes: HashSet<_> = (0..4_000).map(|drawn| UserCode::of(drawn).to_string()).collect();
        assert_eq!(codes.len(), 4_000);
        let letters: HashSet<_> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(letters.len(), LETTERS.len() + 1);
    }

    #[test]
    fn what_a_device_is_told() {
        let poll = |state, too_soon| Poll { state, expires_at: NOW + DEVICE_LIFETIME, too_soon };
        for (state, too_soon, answer) in [
            (DeviceState::Waiting, false, PollAnswer::Pending),
            (DeviceState::Waiting, true, PollAnswer::SlowDown),
            (DeviceState::Allowed, true, PollAnswer::Allowed),
            (DeviceState::Denied, true, PollAnswer::Denied),
            (DeviceState::Used, false, PollAnswer::Used),
        ] {
            assert_eq!(poll(state, too_soon).answer(NOW), answer);
        }
        for state in [DeviceState::Waiting, DeviceState::Allowed, DeviceState::Denied] {
            assert_eq!(poll(state, true).answer(NOW + DEVICE_LIFETIME), PollAnswer::Expired);
        }
    }
}
