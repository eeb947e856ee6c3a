//! A client exchanges its refresh token for a new pair of tokens.

use super::{
    ending::Ending,
    origin::Origin,
    tokens::{TokenIssuer, TokenPair},
};
use crate::{
    audit::Record, error::Failure, ports::store::Store, retried, telemetry::measures, tokens::RefreshToken,
    transact::transact,
};
use oathgate_domain::{
    audit::{Act, Actor},
    session::{Session, Stale},
};
use std::sync::Arc;

/// Rotates refresh tokens: one conditional statement where nothing is wrong.
pub struct Refresh {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Issues tokens.
    pub issuer: TokenIssuer,
}

/// Why there is no new pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not one of ours, or its session has ended.
    TokenInvalid,
    /// A copy of an earlier token came back; its session has been ended.
    TokenReused,
}

enum Found {
    Rotated(Session, bool),
    Repeated(Session, bool),
    Refused(Refusal),
}

impl Refresh {
    /// Exchanges a refresh token.
    ///
    /// # Errors
    /// [`Failure`]. That a token was reused is committed before it is told.
    #[tracing::instrument(level = "debug", target = "oathgate::trace", name = "accounts.refresh", skip_all)]
    pub async fn run(&self, origin: &Origin, token: &str) -> Result<TokenPair, Failure<Refusal>> {
        let keys = &*self.issuer.keys;
        let invalid = || Failure::Refused(Refusal::TokenInvalid);
        let presented = RefreshToken::read(token, keys).ok_or_else(invalid)?;
        let next = presented.successor(keys).ok_or_else(invalid)?;
        let id = presented.session().ok_or_else(invalid)?;
        let now = self.issuer.clock.now();
        let lifetimes = self.issuer.lifetimes;
        let expires_at = now + lifetimes.refresh;
        let entry = self.issuer.entropy.ordered_id();
        let ending = Ending { entropy: &*self.issuer.entropy, trace: origin.request_id.as_deref(), now };
        let found = retried!(transact(&*self.store, async |unit| {
            let digest = next.stored().digest;
            if let Some(rotated) =
                unit.sessions().rotate(id, presented.stored(), digest, now, expires_at).await?
            {
                return Ok(Found::Rotated(rotated.session, rotated.is_admin));
            }
            let Some(session) = unit.sessions().find(id).await? else {
                return Ok(Found::Refused(Refusal::TokenInvalid));
            };
            if session.generation == presented.generation() {
                // Current, yet not rotated: the session has ended or its account was disabled.
                return Ok(Found::Refused(Refusal::TokenInvalid));
            }
            match session.judge_stale(presented.generation(), lifetimes.reuse_grace, now) {
                Stale::Ended => Ok(Found::Refused(Refusal::TokenInvalid)),
                Stale::Repeated => Ok(match unit.sessions().find_live(id, now).await? {
                    Some((session, account)) if account.may_sign_in().is_ok() => {
                        Found::Repeated(session, account.is_admin)
                    }
                    _ => Found::Refused(Refusal::TokenInvalid),
                }),
                Stale::Reused => {
                    ending.one(unit, id, Some(session.account)).await?;
                    let record = Record::from(Act::TokenReused, Actor::Anonymous, origin);
                    let record = record.about(session.account).to("session", id);
                    unit.audit().record(&record.entry(entry, now)).await?;
                    Ok(Found::Refused(Refusal::TokenReused))
                }
            }
        }))?;
        match found {
            Found::Rotated(session, is_admin) | Found::Repeated(session, is_admin) => {
                let pair = self.issuer.issue(&session, is_admin, &next, now)?;
                measures::TOKENS.count(["session"]);
                Ok(pair)
            }
            Found::Refused(refusal) => {
                measures::TOKENS_REFUSED.count(["session"]);
                if refusal == Refusal::TokenReused {
                    measures::TOKENS_REUSED.count(["session"]);
                    tracing::warn!(session = %id, "a refresh token was reused; its session has been ended");
                }
                Err(Failure::Refused(refusal))
            }
        }
    }
}
