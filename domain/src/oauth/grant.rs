//! Grants: what a person, or nobody but the client itself, has agreed to, and the family of
//! refresh tokens that descends from it.

use super::{claims::WantedClaims, client::ClientId, jws::KeyThumbprint, resource::Resources, scope::Scopes};
use crate::{
    ids::{AccountId, GrantId, SessionId},
    session::{FamilyState, Stale},
};
use time::{Duration, OffsetDateTime};

/// What a client was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its identifier.
    pub id: GrantId,
    /// The client.
    pub client: ClientId,
    /// Who agreed.
    pub account: AccountId,
    /// The session in which they agreed. Without `offline_access` the grant ends with it.
    pub session: SessionId,
    /// What was agreed to.
    pub scopes: Scopes,
    /// The resources that its tokens may be for (RFC 8707 §2); none for this server alone.
    pub resources: Resources,
    /// What was asked for claim by claim, and agreed to (OpenID Connect Core §5.5).
    pub claims: WantedClaims,
    /// When the person signed in.
    pub authenticated_at: OffsetDateTime,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// The key that its refresh tokens are bound to, where the client is public (RFC 9449 §5).
    pub dpop_key: Option<KeyThumbprint>,
    /// When it was opened.
    pub created_at: OffsetDateTime,
    /// When it ends if it is not refreshed.
    pub expires_at: OffsetDateTime,
    /// When it was ended.
    pub revoked_at: Option<OffsetDateTime>,
    /// Number of the current refresh token.
    pub generation: u32,
    /// When the current refresh token was made.
    pub rotated_at: OffsetDateTime,
}

impl Grant {
    /// What was asked for claim by claim, where a token tells it: one of the client's own, of every scope. Whoever
    /// makes a lesser token to give it away wants no more to be known by it.
    pub fn claims_for(&self, client: &str, scopes: &Scopes) -> Option<&WantedClaims> {
        (self.client.as_str() == client && *scopes == self.scopes).then_some(&self.claims)
    }

    /// Judges an authentic refresh token of this grant that could not be rotated.
    pub fn judge_stale(&self, generation: u32, grace: Duration, now: OffsetDateTime) -> Stale {
        let has_ended = self.revoked_at.is_some() || self.expires_at <= now;
        let family = FamilyState { has_ended, generation: self.generation, rotated_at: self.rotated_at };
        family.judge_stale(generation, grace, now)
    }
}
