//! The end of sessions: one place that every use case goes through, so that whatever hangs on a session ends
//! with it and the clients that somebody signed in to are told.

use crate::{
    error::PortError,
    flows::backchannel_logout::{BackchannelLogout, BackchannelLogoutFlow, key},
    ports::entropy::Entropy,
    transact::Unit,
    workflow::{Start, start},
};
use oathgate_domain::{
    ids::{AccountId, RunId, SessionId},
    workflow::Reuse,
};
use time::OffsetDateTime;

/// What ends sessions needs to know beside them.
#[derive(Clone, Copy)]
pub(crate) struct Ending<'a> {
    /// Draws the ids of runs.
    pub(crate) entropy: &'a dyn Entropy,
    /// The request that ends them.
    pub(crate) trace: Option<&'a str>,
    /// When they end.
    pub(crate) now: OffsetDateTime,
}

impl Ending<'_> {
    /// Ends a session, of `account` where that is given. Gives whose it was; none where there was none to
    /// end.
    ///
    /// # Errors
    /// [`PortError`].
    pub(crate) async fn one(
        self,
        unit: &mut Unit,
        session: SessionId,
        account: Option<AccountId>,
    ) -> Result<Option<AccountId>, PortError> {
        if !unit.sessions().revoke(session, account, self.now).await? {
            return Ok(None);
        }
        let account = match account {
            Some(account) => Some(account),
            None => unit.sessions().find(session).await?.map(|session| session.account),
        };
        if let Some(account) = account {
            self.settle(unit, account).await?;
        }
        Ok(account)
    }

    /// Ends every session of an account but `keep`. Tells how many.
    ///
    /// # Errors
    /// [`PortError`].
    pub(crate) async fn all(
        self,
        unit: &mut Unit,
        account: AccountId,
        keep: Option<SessionId>,
    ) -> Result<u64, PortError> {
        let ended = unit.sessions().revoke_all(account, keep, self.now).await?;
        if ended > 0 {
            self.settle(unit, account).await?;
        }
        Ok(ended)
    }

    /// Ends what hangs on the sessions that were just ended, and starts one run for each of them and each
    /// client that wants to be told.
    async fn settle(self, unit: &mut Unit, account: AccountId) -> Result<(), PortError> {
        for (session, client) in unit.logouts().settle(account, self.now).await? {
            let begin = Start::new(RunId(self.entropy.ordered_id()))
                .key(&key(session, &client))
                .reuse(Reuse::Reject)
                .limit(&format_args!("logout:{client}"))
                .subject(account)
                .trace(self.trace.map(str::to_owned));
            let input = BackchannelLogout { account, session, client };
            start::<BackchannelLogoutFlow>(unit, &begin, &input).await?;
        }
        Ok(())
    }
}
