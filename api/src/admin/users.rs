//! `GET /admin/users` and `GET /admin/users/{id}`.

use super::found::{Found, ListRefusals, ShowRefusals, found, limit, text, wrong};
use crate::{
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::{
    accounts::{administer::Administer, search::Cursor},
    ports::accounts::{AccountFilter, CreatedFilter},
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    ids::AccountId,
    names::{PersonName, Username},
};
use poem_openapi::{
    Enum, Object, OpenApi,
    param::{Path, Query},
    types::Example,
};
use std::sync::Arc;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub(crate) enum UserStatusView {
    /// Its address was not shown to be its owner's yet.
    Unverified,
    /// It may sign in.
    Active,
    /// An administrator has disabled it.
    Disabled,
}

impl From<AccountStatus> for UserStatusView {
    fn from(status: AccountStatus) -> Self {
        match status {
            AccountStatus::Unverified => Self::Unverified,
            AccountStatus::Active => Self::Active,
            AccountStatus::Disabled => Self::Disabled,
        }
    }
}

impl From<UserStatusView> for AccountStatus {
    fn from(status: UserStatusView) -> Self {
        match status {
            UserStatusView::Unverified => Self::Unverified,
            UserStatusView::Active => Self::Active,
            UserStatusView::Disabled => Self::Disabled,
        }
    }
}

/// An account as administrators see it.
#[derive(Debug, Clone, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct UserView {
    /// Its identifier; the `sub` of its tokens.
    id: Uuid,
    /// Its address.
    email: String,
    /// When the address was shown to be its owner's.
    email_verified_at: Option<OffsetDateTime>,
    /// Another name to sign in with.
    username: Option<String>,
    /// Given name.
    first_name: Option<String>,
    /// Family name.
    last_name: Option<String>,
    /// Where it stands.
    status: UserStatusView,
    /// Whether it may use this API.
    is_admin: bool,
    /// When it was made.
    created_at: OffsetDateTime,
    /// When it was last changed.
    updated_at: OffsetDateTime,
    /// When somebody last signed in.
    last_login_at: Option<OffsetDateTime>,
}

impl From<Account> for UserView {
    fn from(account: Account) -> Self {
        let name = |name: PersonName| name.as_str().to_owned();
        Self {
            id: account.id.0,
            email: account.email.as_str().to_owned(),
            email_verified_at: account.email_verified_at,
            username: account.username.as_ref().map(Username::as_str).map(ToOwned::to_owned),
            first_name: account.names.first.map(name),
            last_name: account.names.last.map(name),
            status: account.status.into(),
            is_admin: account.is_admin,
            created_at: account.created_at,
            updated_at: account.updated_at,
            last_login_at: account.last_login_at,
        }
    }
}

impl Example for UserView {
    fn example() -> Self {
        Self {
            id: Uuid::from_u128(0x0198_c5f0_8d5e_7cc0_a1f0_2b6d_3c4e_5f60),
            email: "ada@example.com".to_owned(),
            email_verified_at: Some(datetime!(2026-01-02 12:01 UTC)),
            username: Some("ada".to_owned()),
            first_name: Some("Ada".to_owned()),
            last_name: Some("Lovelace".to_owned()),
            status: UserStatusView::Active,
            is_admin: false,
            created_at: datetime!(2026-01-02 12:00 UTC),
            updated_at: datetime!(2026-01-03 12:00 UTC),
            last_login_at: Some(datetime!(2026-01-04 12:00 UTC)),
        }
    }
}

/// Accounts.
#[derive(Debug, Object)]
#[oai(example, skip_serializing_if_is_none)]
pub(crate) struct UserList {
    /// A page of them.
    users: Vec<UserView>,
    /// Where there may be more: give it as `after` for the next page.
    next: Option<String>,
}

impl Example for UserList {
    fn example() -> Self {
        Self { users: vec![UserView::example()], next: Some("e:ada@example.com".to_owned()) }
    }
}

/// Where a page of accounts by their time of creation ends: when the last one was made, and its id.
fn made(cursor: &str) -> Option<(OffsetDateTime, AccountId)> {
    let (nanoseconds, id) = cursor.strip_prefix("c:")?.split_once(':')?;
    let made = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds.parse().ok()?).ok()?;
    Some((made, id.parse().ok()?))
}

pub(crate) struct UsersApi {
    pub(crate) accounts: Arc<Administer>,
}

#[OpenApi(tag = "Tag::Admin")]
impl UsersApi {
    /// Search users
    ///
    /// Without `q`: newest first. With it: those whose address or user name begins with it, by address and
    /// then by user name; `status`, `since` and `until` are not asked then. Every page costs the same, however
    /// many accounts there are.
    #[oai(path = "/admin/users", method = "get", operation_id = "admin_list_users")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the request")]
    async fn list(
        &self,
        _by: Administrator,
        /// What address or user name begin with, whatever its case.
        q: Query<Option<String>>,
        /// Only accounts that stand there.
        status: Query<Option<UserStatusView>>,
        /// Only accounts that were made from then on.
        since: Query<Option<OffsetDateTime>>,
        /// Only accounts that were made before then.
        until: Query<Option<OffsetDateTime>>,
        /// Only those behind: `next` of the page before.
        after: Query<Option<String>>,
        /// How many to give, 1 to 200; 50 where nothing is said.
        limit: Query<Option<u16>>,
    ) -> Result<Found<UserList>, Refused<ListRefusals>> {
        let limit = self::limit(limit.0).map_err(Refused::new)?;
        let after = text("after", after.0).map_err(Refused::new)?;
        let strange = || Refused::new(wrong("after", "This is no `next` of a page."));
        if let Some(prefix) = text("q", q.0).map_err(Refused::new)? {
            let after = match after {
                Some(after) => Some(Cursor::read(&after).ok_or_else(strange)?),
                None => None,
            };
            let page = self.accounts.search(&prefix, after.as_ref(), limit).await;
            let (accounts, next) = page.map_err(Refused::new)?;
            let users = accounts.into_iter().map(Into::into).collect();
            return Ok(found(UserList { users, next: next.map(|next| next.write()) }));
        }
        let status = status.0.map(Into::into);
        if since.0.is_some() || until.0.is_some() {
            let before = match after {
                Some(after) => Some(made(&after).ok_or_else(strange)?),
                None => None,
            };
            let filter = CreatedFilter { status, since: since.0, until: until.0, before, limit };
            let accounts = self.accounts.list_created(&filter).await.map_err(Refused::new)?;
            let is_full = accounts.len() == usize::from(limit);
            let last = accounts.last().filter(|_| is_full);
            let next = last.map(|last| format!("c:{}:{}", last.created_at.unix_timestamp_nanos(), last.id));
            return Ok(found(UserList { users: accounts.into_iter().map(Into::into).collect(), next }));
        }
        let before = match after {
            Some(after) => Some(after.parse::<AccountId>().map_err(|_| strange())?),
            None => None,
        };
        let filter = AccountFilter { status, prefix: None, before, limit };
        let accounts = self.accounts.list(&filter).await.map_err(Refused::new)?;
        let is_full = accounts.len() == usize::from(limit);
        let next = accounts.last().filter(|_| is_full).map(|last| last.id.to_string());
        Ok(found(UserList { users: accounts.into_iter().map(Into::into).collect(), next }))
    }

    /// Show a user
    ///
    /// The account as it is now.
    #[oai(path = "/admin/users/:id", method = "get", operation_id = "admin_get_user")]
    async fn get(
        &self,
        _by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<UserView>, Refused<ShowRefusals>> {
        let account = self.accounts.find(&id.0.to_string()).await.map_err(Refused::new)?;
        account
            .map(|account| found(account.into()))
            .ok_or_else(|| Refused::new(Problem::new(ProblemCode::NotFound)))
    }
}
