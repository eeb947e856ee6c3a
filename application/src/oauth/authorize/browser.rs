//! Who sits in front of a browser.

use super::{Authorize, Browser};
use crate::{error::PortError, tokens::RefreshToken};

impl Authorize {
    /// Recognises who sits in front of a browser by its session cookie, which holds a refresh
    /// token: the current one, or its predecessor within the grace. It is not rotated.
    ///
    /// # Errors
    /// [`PortError`].
    #[tracing::instrument(
        level = "debug",
        target = "oathgate::trace",
        name = "authorize.recognise",
        skip_all
    )]
    pub async fn recognise(&self, cookie: Option<&str>) -> Result<Browser, PortError> {
        let Some(token) = cookie.and_then(|text| RefreshToken::read(text, &*self.issuer.keys)) else {
            return Ok(None);
        };
        let Some(id) = token.session() else {
            return Ok(None);
        };
        let now = self.issuer.clock.now();
        let found = self.store.begin_read().await?.sessions().find_live(id, now).await?;
        Ok(found.filter(|(session, account)| {
            let current = token.generation() == session.generation;
            let predecessor = token.generation().checked_add(1) == Some(session.generation)
                && now - session.rotated_at <= self.issuer.reuse_grace;
            account.may_sign_in().is_ok() && (current || predecessor)
        }))
    }
}
