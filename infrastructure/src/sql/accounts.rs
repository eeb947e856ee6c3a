//! Accounts and the user names that they hold.

use crate::sql::{
    Row, Session, SqlError, SqlUnit,
    account_statements::{
        ACTIVATE, BEING_ERASED, CLAIM_USERNAME, COLUMNS, CORRECT_EMAIL, COUNTS, DELETE_REGISTRATIONS,
        DELETE_UNVERIFIED, DELETE_USERNAMES, EXISTS, EXPORT, FIND, FIND_BY_EMAIL, HAS_ADMINISTRATOR, INSERT,
        IS_UNVERIFIED, LIST_BY_EMAIL, LIST_BY_USERNAME, LOGIN_BY_EMAIL, LOGIN_BY_USERNAME,
        MARK_EMAIL_VERIFIED, PASSWORD_OF, RECORD_LOGIN, REHASH, RELEASE_USERNAMES, REPLACE_UNVERIFIED,
        SET_EMAIL, SET_PASSWORD, SET_PROFILE, SET_STATUS, TRANSFER_USERNAMES, account,
    },
    contact, params, person,
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::accounts::{AccountFilter, Accounts, CreatedFilter, Login, Recorded, SetEmail},
};
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    contact::Contact,
    email::EmailAddress,
    ids::AccountId,
    locale::Locale,
    names::Username,
    registration::Registration,
    secret::TokenDigest,
};
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

fn first_account(rows: &[Row]) -> Result<Option<Account>, PortError> {
    Ok(rows.first().map(|row| account(row, 0)).transpose()?)
}

impl<S: Session> SqlUnit<S> {
    /// Whether a statement changed a row.
    pub(super) async fn changed(
        &mut self,
        sql: &'static str,
        params: Vec<crate::sql::Value>,
    ) -> Result<bool, PortError> {
        Ok(self.session.execute(sql, params).await? > 0)
    }

    async fn put_credentials(
        &mut self,
        sql: &'static str,
        id: AccountId,
        registration: &Registration,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        let Registration { email, username, names, password, locale, .. } = registration;
        self.changed(
            sql,
            params![
                id.0,
                email.as_str(),
                email.canonical(),
                username.as_ref().map(Username::as_str),
                username.as_ref().map(Username::canonical),
                person::first(names),
                person::last(names),
                password.as_str(),
                now,
                locale.map(Locale::as_str),
            ],
        )
        .await
    }
}

#[async_trait]
impl<S: Session> Accounts for SqlUnit<S> {
    async fn insert(&mut self, account: &Account, password: &PasswordHash) -> Result<bool, PortError> {
        self.changed(
            INSERT,
            params![
                account.id.0,
                account.email.as_str(),
                account.email.canonical(),
                account.username.as_ref().map(Username::as_str),
                account.username.as_ref().map(Username::canonical),
                person::first(&account.names),
                person::last(&account.names),
                password.as_str(),
                account.status.as_str(),
                account.is_admin,
                account.created_at,
                account.updated_at,
                account.email_verified_at,
                account.last_login_at,
                account.locale.map(Locale::as_str),
                contact::phone(&account.contact),
                contact::address(&account.contact)?,
            ],
        )
        .await
    }

    async fn present(&mut self, accounts: &[&Account]) -> Result<HashSet<AccountId>, PortError> {
        self.present_among(accounts).await
    }

    async fn clash(&mut self, accounts: &[&Account]) -> Result<bool, PortError> {
        self.clash_with(accounts).await
    }

    async fn insert_all(&mut self, people: &[(&Account, &PasswordHash)]) -> Result<(), PortError> {
        self.insert_each(people).await
    }

    async fn find(&mut self, id: AccountId) -> Result<Option<Account>, PortError> {
        first_account(&self.session.query(FIND, params![id.0]).await?)
    }

    async fn find_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, PortError> {
        first_account(&self.session.query(FIND_BY_EMAIL, params![email.canonical()]).await?)
    }

    async fn find_by_login(&mut self, login: &Login) -> Result<Option<(Account, PasswordHash)>, PortError> {
        let (sql, name) = match login {
            Login::Email(email) => (LOGIN_BY_EMAIL, email.canonical()),
            Login::Username(username) => (LOGIN_BY_USERNAME, username.canonical()),
        };
        let rows = self.session.query(sql, params![name]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some((account(row, 0)?, PasswordHash::new(row.text(COLUMNS)?))))
    }

    async fn export(
        &mut self,
        after: Option<AccountId>,
        limit: u16,
    ) -> Result<Vec<(Account, PasswordHash)>, PortError> {
        // No account has the nil id, which sorts before all others.
        let after = after.map_or_else(Uuid::nil, |id| id.0);
        let rows = self.session.query(EXPORT, params![after, limit]).await?;
        let read = |row: &Row| Ok((account(row, 0)?, PasswordHash::new(row.text(COLUMNS)?)));
        Ok(rows.iter().map(read).collect::<Result<_, SqlError>>()?)
    }

    async fn being_erased(&mut self) -> Result<u64, PortError> {
        let rows = self.session.query(BEING_ERASED, params![]).await?;
        Ok(rows.first().ok_or(SqlError::Column(0))?.count(0)?.into())
    }

    async fn password_of(&mut self, id: AccountId) -> Result<Option<PasswordHash>, PortError> {
        let rows = self.session.query(PASSWORD_OF, params![id.0]).await?;
        Ok(rows.first().map(|row| row.text(0).map(PasswordHash::new)).transpose()?)
    }

    async fn replace_unverified(
        &mut self,
        id: AccountId,
        registration: &Registration,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.put_credentials(REPLACE_UNVERIFIED, id, registration, now).await
    }

    async fn activate(
        &mut self,
        id: AccountId,
        registration: &Registration,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.put_credentials(ACTIVATE, id, registration, now).await
    }

    async fn set_password(
        &mut self,
        id: AccountId,
        password: &PasswordHash,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(SET_PASSWORD, params![id.0, password.as_str(), now]).await
    }

    async fn rehash(
        &mut self,
        id: AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, PortError> {
        self.changed(REHASH, params![id.0, old.as_str(), new.as_str()]).await
    }

    async fn set_profile(
        &mut self,
        id: AccountId,
        username: Option<&Username>,
        names: &PersonNames,
        locale: Option<Locale>,
        reached: &Contact,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(
            SET_PROFILE,
            params![
                id.0,
                username.map(Username::as_str),
                username.map(Username::canonical),
                person::first(names),
                person::last(names),
                contact::phone(reached),
                contact::address(reached)?,
                now,
                locale.map(Locale::as_str),
            ],
        )
        .await
    }

    async fn set_email(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<SetEmail, PortError> {
        let set =
            self.session.execute(SET_EMAIL, params![id.0, email.as_str(), email.canonical(), now]).await;
        match set {
            Ok(0) => {}
            Ok(_) => return Ok(SetEmail::Done),
            // Another account got it a moment ago, unseen by this statement.
            Err(SqlError::Unique(_)) => return Err(PortError::Contended),
            Err(error) => return Err(error.into()),
        }
        let exists = !self.session.query(EXISTS, params![id.0]).await?.is_empty();
        Ok(if exists { SetEmail::Taken } else { SetEmail::NoAccount })
    }

    async fn correct_email(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<SetEmail, PortError> {
        let params = params![id.0, email.as_str(), email.canonical(), now];
        match self.session.execute(CORRECT_EMAIL, params).await {
            Ok(0) => {}
            Ok(_) => return Ok(SetEmail::Done),
            // Another account got it a moment ago, unseen by this statement.
            Err(SqlError::Unique(_)) => return Err(PortError::Contended),
            Err(error) => return Err(error.into()),
        }
        let is_unverified = !self.session.query(IS_UNVERIFIED, params![id.0]).await?.is_empty();
        Ok(if is_unverified { SetEmail::Taken } else { SetEmail::NoAccount })
    }

    async fn mark_email_verified(
        &mut self,
        id: AccountId,
        email: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(MARK_EMAIL_VERIFIED, params![id.0, email.canonical(), now]).await
    }

    async fn record_login(
        &mut self,
        id: AccountId,
        password: &PasswordHash,
        device: TokenDigest,
        now: OffsetDateTime,
    ) -> Result<Option<Recorded>, PortError> {
        let noted = params![id.0, password.as_str(), now, &device.0[..]];
        let rows = self.session.query(RECORD_LOGIN, noted).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Recorded { device_seen_at: row.opt_time(0)? }))
    }

    async fn set_status(
        &mut self,
        id: AccountId,
        from: &[AccountStatus],
        to: AccountStatus,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        // There are three states, and a place for each: NULL is equal to none.
        let from = |status: AccountStatus| from.contains(&status).then_some(status.as_str());
        self.changed(
            SET_STATUS,
            params![
                id.0,
                to.as_str(),
                now,
                from(AccountStatus::Unverified),
                from(AccountStatus::Active),
                from(AccountStatus::Disabled),
            ],
        )
        .await
    }

    async fn delete_unverified(&mut self, id: AccountId) -> Result<bool, PortError> {
        if !self.changed(DELETE_UNVERIFIED, params![id.0]).await? {
            return Ok(false);
        }
        self.session.execute(DELETE_USERNAMES, params![id.0]).await?;
        self.session.execute(DELETE_REGISTRATIONS, params![id.0]).await?;
        Ok(true)
    }

    async fn list_by_email(
        &mut self,
        prefix: &str,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Account>, PortError> {
        self.list_from(LIST_BY_EMAIL, prefix, after, limit).await
    }

    async fn list_by_username(
        &mut self,
        prefix: &str,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Account>, PortError> {
        self.list_from(LIST_BY_USERNAME, prefix, after, limit).await
    }

    async fn counts(&mut self) -> Result<Vec<(AccountStatus, u64)>, PortError> {
        let rows = self.session.query(COUNTS, params![]).await?;
        let count = |row: &Row| -> Result<_, SqlError> {
            let status = AccountStatus::parse(&row.text(0)?).ok_or(SqlError::Column(0))?;
            Ok((status, u64::try_from(row.int(1)?).map_err(|_| SqlError::Column(1))?))
        };
        Ok(rows.iter().map(count).collect::<Result<_, _>>()?)
    }

    async fn list_created(&mut self, filter: &CreatedFilter) -> Result<Vec<Account>, PortError> {
        self.created(filter).await
    }

    async fn list(&mut self, filter: &AccountFilter) -> Result<Vec<Account>, PortError> {
        self.listed_accounts(filter).await
    }

    async fn has_administrator(&mut self) -> Result<bool, PortError> {
        let rows = self.session.query(HAS_ADMINISTRATOR, params![]).await?;
        Ok(rows.first().ok_or(SqlError::Column(0))?.bool(0)?)
    }

    async fn claim_username(&mut self, username: &Username, holder: Uuid) -> Result<bool, PortError> {
        self.changed(CLAIM_USERNAME, params![username.canonical(), holder]).await
    }

    async fn transfer_usernames(&mut self, from: Uuid, to: Uuid) -> Result<(), PortError> {
        self.session.execute(TRANSFER_USERNAMES, params![from, to]).await?;
        Ok(())
    }

    async fn release_usernames(&mut self, holder: Uuid, keep: Option<&Username>) -> Result<(), PortError> {
        self.session.execute(RELEASE_USERNAMES, params![holder, keep.map(Username::canonical)]).await?;
        Ok(())
    }
}
