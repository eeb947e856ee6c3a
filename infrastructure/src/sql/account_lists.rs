//! Lists of accounts, page by page.

use crate::sql::{
    Session, SqlUnit,
    account_statements::{LIST, LIST_BY_STATUS, LIST_CREATED, LIST_CREATED_BY_STATUS, account},
    params,
};
use oathgate_application::{
    error::PortError,
    ports::accounts::{AccountFilter, CreatedFilter},
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    ids::AccountId,
};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Before and after everything that an account may say of when it was made.
const NEVER: OffsetDateTime = datetime!(0001-01-01 0:00 UTC);
const EVER: OffsetDateTime = datetime!(9999-12-31 23:59 UTC);

impl<S: Session> SqlUnit<S> {
    /// Accounts whose name of one kind begins with a text, in the order of these names.
    pub(super) async fn list_from(
        &mut self,
        sql: &'static str,
        prefix: &str,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Account>, PortError> {
        // No text that begins with the prefix sorts behind the prefix and the last character.
        let end = format!("{prefix}\u{10ffff}");
        let rows =
            self.session.query(sql, params![prefix, end, after.unwrap_or_default(), limit.min(200)]).await?;
        Ok(rows.iter().map(|row| account(row, 0)).collect::<Result<_, _>>()?)
    }

    /// Those that were made in a stretch of time, latest first.
    pub(super) async fn created(&mut self, filter: &CreatedFilter) -> Result<Vec<Account>, PortError> {
        // No account has the nil id: nothing that was made at the end itself comes before it.
        let end = (filter.until.unwrap_or(EVER), AccountId(Uuid::nil()));
        let (before, id) = filter.before.filter(|before| before.0 < end.0).unwrap_or(end);
        let since = filter.since.unwrap_or(NEVER);
        let mut params = params![before, id.0, since, filter.limit.min(200)];
        let sql = match filter.status {
            Some(status) => {
                params.push(status.as_str().into());
                LIST_CREATED_BY_STATUS
            }
            None => LIST_CREATED,
        };
        let rows = self.session.query(sql, params).await?;
        Ok(rows.iter().map(|row| account(row, 0)).collect::<Result<_, _>>()?)
    }

    /// Those with a state, or whose name begins with a text, latest first.
    pub(super) async fn listed_accounts(
        &mut self,
        filter: &AccountFilter,
    ) -> Result<Vec<Account>, PortError> {
        if let AccountFilter { status: Some(status), prefix: None, before, limit } = filter {
            let before = before.map_or(Uuid::max(), Uuid::from);
            let params = params![before, status.as_str(), (*limit).min(200)];
            let rows = self.session.query(LIST_BY_STATUS, params).await?;
            return Ok(rows.iter().map(|row| account(row, 0)).collect::<Result<_, _>>()?);
        }
        // No text that begins with the prefix sorts behind the prefix and the last character.
        let end = filter.prefix.as_ref().map(|prefix| format!("{prefix}\u{10ffff}"));
        let rows = self
            .session
            .query(
                LIST,
                params![
                    filter.before.map_or(Uuid::max(), Uuid::from),
                    filter.status.map(AccountStatus::as_str),
                    filter.prefix.as_deref(),
                    end,
                    filter.limit.min(200),
                ],
            )
            .await?;
        Ok(rows.iter().map(|row| account(row, 0)).collect::<Result<_, _>>()?)
    }
}
