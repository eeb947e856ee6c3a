//! Sessions: one sign-in on one device, and the family of refresh tokens that descends from it.
//!
//! A family has one current refresh token, numbered by its generation. Using it makes the next
//! one. An older one that comes back was copied by somebody: the whole family ends (RFC 9700
//! §4.14.2). The one exception is the immediate predecessor within a short grace: two tabs, or a
//! client that lost the answer, then get the same successor again.

use crate::{
    ids::{AccountId, SessionId},
    secret::TokenDigest,
};
use time::{Duration, OffsetDateTime};

/// One sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier; the `sid` of its access tokens.
    pub id: SessionId,
    /// Who signed in.
    pub account: AccountId,
    /// When they signed in; the `auth_time` of its tokens.
    pub created_at: OffsetDateTime,
    /// When it was last refreshed.
    pub last_seen_at: OffsetDateTime,
    /// When it ends if it is not refreshed.
    pub expires_at: OffsetDateTime,
    /// When it was ended.
    pub revoked_at: Option<OffsetDateTime>,
    /// The browser or client, in its own words, cut to [`MAX_USER_AGENT`] characters.
    pub user_agent: Option<String>,
    /// From where, as text.
    pub address: Option<String>,
    /// Number of the current refresh token.
    pub generation: u32,
    /// When the current refresh token was made.
    pub rotated_at: OffsetDateTime,
}

/// Longest part of a `User-Agent` header that is kept, in characters.
pub const MAX_USER_AGENT: usize = 256;

/// The current refresh token of a family as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredRefresh {
    /// Its number.
    pub generation: u32,
    /// Its digest.
    pub digest: TokenDigest,
}

/// What to do with a refresh token that is authentic but not current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// The family has ended; nothing else happens.
    Ended,
    /// The immediate predecessor within the grace: give the same successor again.
    Repeated,
    /// A copy came back: end the family.
    Reused,
}

/// What a family of refresh tokens must tell for one of them to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyState {
    /// Whether it was ended or its time is up.
    pub has_ended: bool,
    /// Number of the current token.
    pub generation: u32,
    /// When that was made.
    pub rotated_at: OffsetDateTime,
}

impl FamilyState {
    /// Judges an authentic refresh token of the family that could not be rotated.
    pub fn judge_stale(&self, generation: u32, grace: Duration, now: OffsetDateTime) -> Stale {
        if self.has_ended {
            return Stale::Ended;
        }
        let is_predecessor = generation.checked_add(1) == Some(self.generation);
        if is_predecessor && now - self.rotated_at <= grace { Stale::Repeated } else { Stale::Reused }
    }
}

impl Session {
    /// Judges an authentic refresh token of this session that could not be rotated.
    pub fn judge_stale(&self, generation: u32, grace: Duration, now: OffsetDateTime) -> Stale {
        let has_ended = self.revoked_at.is_some() || self.expires_at <= now;
        let family = FamilyState { has_ended, generation: self.generation, rotated_at: self.rotated_at };
        family.judge_stale(generation, grace, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use uuid::Uuid;

    const NOW: OffsetDateTime = datetime!(2026-01-02 12:00 UTC);
    const GRACE: Duration = Duration::seconds(10);

    fn family() -> Session {
        Session {
            id: SessionId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            created_at: NOW - Duration::days(1),
            last_seen_at: NOW,
            expires_at: NOW + Duration::days(7),
            revoked_at: None,
            user_agent: None,
            address: None,
            generation: 5,
            rotated_at: NOW - Duration::seconds(10),
        }
    }

    #[test]
    fn the_predecessor_is_answered_again_within_the_grace_only() {
        assert_eq!(family().judge_stale(4, GRACE, NOW), Stale::Repeated);
        assert_eq!(family().judge_stale(4, GRACE, NOW + Duration::microseconds(1)), Stale::Reused);
        assert_eq!(family().judge_stale(4, Duration::ZERO, NOW), Stale::Reused);
    }

    #[test]
    fn an_older_ancestor_ends_the_family_at_once() {
        assert_eq!(family().judge_stale(3, GRACE, NOW), Stale::Reused);
        assert_eq!(family().judge_stale(u32::MAX, GRACE, NOW), Stale::Reused);
    }

    #[test]
    fn an_ended_family_stays_ended() {
        let revoked = Session { revoked_at: Some(NOW), ..family() };
        assert_eq!(revoked.judge_stale(4, GRACE, NOW), Stale::Ended);
        let expired = Session { expires_at: NOW, ..family() };
        assert_eq!(expired.judge_stale(3, GRACE, NOW), Stale::Ended);
    }
}
