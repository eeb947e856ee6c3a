//! The statements about accounts, and how a row is read.

use crate::sql::{Row, SqlError, contact, ledger::statements, person};
use oathgate_domain::{
    account::{Account, AccountStatus},
    email::EmailAddress,
    ids::AccountId,
    names::Username,
};

/// The columns of an account in the order that [`account`] reads.
macro_rules! columns {
    () => {
        "accounts.id, accounts.email, accounts.username, accounts.first_name, accounts.last_name, \
         accounts.status, accounts.is_admin, accounts.created_at, accounts.updated_at, \
         accounts.email_verified_at, accounts.last_login_at, accounts.erasure_due_at, \
         accounts.locale, accounts.phone_number, accounts.address"
    };
}
pub(super) use columns;
/// How many columns that is.
pub(super) const COLUMNS: usize = 15;

/// What becomes of the status when an address was verified.
macro_rules! verified_status {
    () => {
        "CASE WHEN status = 'unverified' THEN 'active' ELSE status END"
    };
}

statements! {
    INSERT = "INSERT INTO accounts (id, email, email_canonical, username, username_canonical, \
         first_name, last_name, password, status, is_admin, created_at, updated_at, \
         email_verified_at, last_login_at, locale, phone_number, address) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (email_canonical) DO NOTHING";
    FIND = concat!("SELECT ", columns!(), " FROM accounts WHERE id = $1");
    FIND_BY_EMAIL = concat!("SELECT ", columns!(), " FROM accounts WHERE email_canonical = $1");
    LOGIN_BY_EMAIL =
        concat!("SELECT ", columns!(), ", accounts.password FROM accounts WHERE email_canonical = $1");
    LOGIN_BY_USERNAME =
        concat!("SELECT ", columns!(), ", accounts.password FROM accounts WHERE username_canonical = $1");
    EXPORT = concat!(
        "SELECT ", columns!(), ", accounts.password FROM accounts \
         WHERE id > $1 AND erasure_due_at IS NULL ORDER BY id LIMIT $2"
    );
    BEING_ERASED = "SELECT count(*) FROM accounts WHERE erasure_due_at IS NOT NULL";
    PASSWORD_OF = "SELECT password FROM accounts WHERE id = $1";
    /// The address is compared as well: credentials never reach an account of another address.
    REPLACE_UNVERIFIED = "UPDATE accounts SET email = $2, username = $4, username_canonical = $5, \
         first_name = $6, last_name = $7, password = $8, updated_at = $9, locale = $10 \
         WHERE id = $1 AND email_canonical = $3 AND status = 'unverified'";
    ACTIVATE = "UPDATE accounts SET email = $2, username = $4, username_canonical = $5, \
         first_name = $6, last_name = $7, password = $8, updated_at = $9, locale = $10, \
         status = 'active', email_verified_at = $9 \
         WHERE id = $1 AND email_canonical = $3 AND status = 'unverified'";
    SET_PASSWORD = "UPDATE accounts SET password = $2, updated_at = $3 WHERE id = $1";
    REHASH = "UPDATE accounts SET password = $3 WHERE id = $1 AND password = $2";
    SET_PROFILE = "UPDATE accounts SET username = $2, username_canonical = $3, first_name = $4, \
         last_name = $5, phone_number = $6, address = $7, updated_at = $8, locale = $9 WHERE id = $1";
    SET_EMAIL = concat!(
        "UPDATE accounts SET email = $2, email_canonical = $3, email_verified_at = $4, updated_at = $4, \
         status = ", verified_status!(), " WHERE id = $1 AND NOT EXISTS \
         (SELECT 1 FROM accounts AS others WHERE others.email_canonical = $3 AND others.id <> $1)"
    );
    CORRECT_EMAIL = "UPDATE accounts SET email = $2, email_canonical = $3, updated_at = $4 \
         WHERE id = $1 AND status = 'unverified' AND NOT EXISTS \
         (SELECT 1 FROM accounts AS others WHERE others.email_canonical = $3 AND others.id <> $1)";
    IS_UNVERIFIED = "SELECT 1 FROM accounts WHERE id = $1 AND status = 'unverified'";
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
    LIST_BY_EMAIL = concat!(
        "SELECT ", columns!(), " FROM accounts \
         WHERE email_canonical >= $1 AND email_canonical < $2 AND email_canonical > $3 \
         ORDER BY email_canonical LIMIT $4"
    );
    LIST_BY_USERNAME = concat!(
        "SELECT ", columns!(), " FROM accounts \
         WHERE username_canonical >= $1 AND username_canonical < $2 AND username_canonical > $3 \
         ORDER BY username_canonical LIMIT $4"
    );
    LIST_BY_STATUS = concat!(
        "SELECT ", columns!(), " FROM accounts WHERE id < $1 AND status = $2 ORDER BY id DESC LIMIT $3"
    );
    /// The whole of the order is compared, so that a page begins in the index where the one before ended.
    LIST_CREATED = concat!(
        "SELECT ", columns!(), " FROM accounts \
         WHERE (created_at, id) < ($1, $2) AND created_at >= $3 ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    LIST_CREATED_BY_STATUS = concat!(
        "SELECT ", columns!(), " FROM accounts \
         WHERE status = $5 AND (created_at, id) < ($1, $2) AND created_at >= $3 \
         ORDER BY created_at DESC, id DESC LIMIT $4"
    );
    COUNTS = "SELECT status, count(*) FROM accounts GROUP BY status ORDER BY status";
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
        locale: person::locale(row, start + 12)?,
        status: AccountStatus::parse(&status).ok_or(SqlError::Column(start + 5))?,
        is_admin: row.bool(start + 6)?,
        created_at: row.time(start + 7)?,
        updated_at: row.time(start + 8)?,
        email_verified_at: row.opt_time(start + 9)?,
        last_login_at: row.opt_time(start + 10)?,
        erasure_due_at: row.opt_time(start + 11)?,
        contact: contact::contact(row, start + 13)?,
    })
}
