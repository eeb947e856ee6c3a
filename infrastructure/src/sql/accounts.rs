//! Accounts and the user names that they hold.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params, person};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::accounts::{AccountFilter, Accounts, Login, Recorded, SetEmail},
};
use oathgate_domain::{
    account::{Account, AccountStatus, PasswordHash, PersonNames},
    email::EmailAddress,
    ids::AccountId,
    names::Username,
    registration::Registration,
    secret::TokenDigest,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The columns of an account in the order that [`account`] reads.
macro_rules! columns {
    () => {
        "accounts.id, accounts.email, accounts.username, accounts.first_name, accounts.last_name, \
         accounts.status, accounts.is_admin, accounts.created_at, accounts.updated_at, \
         accounts.email_verified_at, accounts.last_login_at, accounts.erasure_due_at"
    };
}
pub(super) use columns;
/// How many columns that is.
pub(super) const COLUMNS: usize = 12;

/// What becomes of the status when an address was verified.
macro_rules! verified_status {
    () => {
        "CASE WHEN status = 'unverified' THEN 'active' ELSE status END"
    };
}

statements! {
    INSERT = "INSERT INTO accounts (id, email, email_canonical, username, username_canonical, \
         first_name, last_name, password, status, is_admin, created_at, updated_at, \
         email_verified_at, last_login_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (email_canonical) DO NOTHING";
    FIND = concat!("SELECT ", columns!(), " FROM accounts WHERE id = $1");
    FIND_BY_EMAIL = concat!("SELECT ", columns!(), " FROM accounts WHERE email_canonical = $1");
    LOGIN_BY_EMAIL =
        concat!("SELECT ", columns!(), ", accounts.password FROM accounts WHERE email_canonical = $1");
    LOGIN_BY_USERNAME =
        concat!("SELECT ", columns!(), ", accounts.password FROM accounts WHERE username_canonical = $1");
    PASSWORD_OF = "SELECT password FROM accounts WHERE id = $1";
    /// The address is compared as well: credentials never reach an account of another address.
    REPLACE_UNVERIFIED = "UPDATE accounts SET email = $2, username = $4, username_canonical = $5, \
         first_name = $6, last_name = $7, password = $8, updated_at = $9 \
         WHERE id = $1 AND email_canonical = $3 AND status = 'unverified'";
    ACTIVATE = "UPDATE accounts SET email = $2, username = $4, username_canonical = $5, \
         first_name = $6, last_name = $7, password = $8, updated_at = $9, \
         status = 'active', email_verified_at = $9 \
         WHERE id = $1 AND email_canonical = $3 AND status = 'unverified'";
    SET_PASSWORD = "UPDATE accounts SET password = $2, updated_at = $3 WHERE id = $1";
    REHASH = "UPDATE accounts SET password = $3 WHERE id = $1 AND password = $2";
    SET_PROFILE = "UPDATE accounts SET username = $2, username_canonical = $3, first_name = $4, \
         last_name = $5, updated_at = $6 WHERE id = $1";
    SET_EMAIL = concat!(
        "UPDATE accounts SET email = $2, email_canonical = $3, email_verified_at = $4, updated_at = $4, \
         status = ", verified_status!(), " WHERE id = $1 AND NOT EXISTS \
         (SELECT 1 FROM accounts AS others WHERE others.email_canonical = $3 AND others.id <> $1)"
    );
    EXISTS = "SELECT 1 FROM accounts WHERE id = $1";
    MARK_EMAIL_VERIFIED = concat!(
        "UPDATE accounts SET email_verified_at = $3, updated_at = $3, status = ", verified_status!(),
        " WHERE id = $1 AND email_canonical = $2 AND email_verified_at IS NULL"
    );
    /// Looks at the device in the same statement, since a sign-in waits for it.
    RECORD_LOGIN = "UPDATE accounts SET last_login_at = $3 \
         WHERE id = $1 AND password = $2 AND status = 'active' \
         RETURNING (SELECT known_devices.last_seen_at FROM known_devices \
             WHERE known_devices.account = accounts.id AND known_devices.digest = $4)";
    SET_STATUS = "UPDATE accounts SET status = $2, updated_at = $3 \
         WHERE id = $1 AND status IN ($4, $5, $6) AND (erasure_due_at IS NULL OR erasure_due_at > $3)";
    DELETE_UNVERIFIED = "DELETE FROM accounts WHERE id = $1 AND status = 'unverified'";
    DELETE_USERNAMES = "DELETE FROM usernames WHERE holder = $1 \
         OR holder IN (SELECT account FROM registrations WHERE belongs_to = $1)";
    DELETE_REGISTRATIONS = "DELETE FROM registrations WHERE belongs_to = $1";
    LIST = concat!(
        "SELECT ", columns!(), " FROM accounts WHERE id < $1 \
         AND (CAST($2 AS TEXT) IS NULL OR status = $2) \
         AND (CAST($3 AS TEXT) IS NULL \
              OR (email_canonical >= $3 AND email_canonical < $4) \
              OR (username_canonical >= $3 AND username_canonical < $4)) \
         ORDER BY id DESC LIMIT $5"
    );
    HAS_ADMINISTRATOR = "SELECT EXISTS (SELECT 1 FROM accounts WHERE is_admin)";
    CLAIM_USERNAME = "INSERT INTO usernames (canonical, holder) VALUES ($1, $2) \
         ON CONFLICT (canonical) DO UPDATE SET holder = excluded.holder \
         WHERE usernames.holder = excluded.holder";
    TRANSFER_USERNAMES = "UPDATE usernames SET holder = $2 WHERE holder = $1";
    RELEASE_USERNAMES = "DELETE FROM usernames WHERE holder = $1 \
         AND (CAST($2 AS TEXT) IS NULL OR canonical <> $2)";
}

/// Reads an account whose first column is at `start`.
pub(super) fn account(row: &Row, start: usize) -> Result<Account, SqlError> {
    let status = row.text(start + 5)?;
    Ok(Account {
        id: AccountId(row.uuid(start)?),
        email: EmailAddress::from_storage(row.text(start + 1)?),
        username: row.opt_text(start + 2)?.map(Username::from_storage),
        names: person::names(row, start + 3)?,
        status: AccountStatus::parse(&status).ok_or(SqlError::Column(start + 5))?,
        is_admin: row.bool(start + 6)?,
        created_at: row.time(start + 7)?,
        updated_at: row.time(start + 8)?,
        email_verified_at: row.opt_time(start + 9)?,
        last_login_at: row.opt_time(start + 10)?,
        erasure_due_at: row.opt_time(start + 11)?,
    })
}

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
        let Registration { email, username, names, password, .. } = registration;
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
            ],
        )
        .await
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
                now,
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

    async fn list(&mut self, filter: &AccountFilter) -> Result<Vec<Account>, PortError> {
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
