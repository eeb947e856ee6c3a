//! Many accounts in one statement, as JSON, which both engines read. What they read differs a little.

use crate::sql::{
    Dialect, Session, SqlError, SqlUnit, contact, ledger::listed, params, person, value::to_micros,
};
use oathgate_application::error::PortError;
use oathgate_domain::{
    account::{Account, PasswordHash},
    ids::AccountId,
    locale::Locale,
    names::Username,
};
use serde_json::{Value as Json, json};
use std::collections::HashSet;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// The rows of `$1` on PostgreSQL.
macro_rules! given {
    () => {
        "json_to_recordset(CAST($1 AS json)) AS r (id uuid, email text, email_canonical text, username text, \
             username_canonical text, first_name text, last_name text, locale text, phone_number text, address text, password text, status text, \
             is_admin boolean, created_at timestamptz, updated_at timestamptz, email_verified_at timestamptz, \
             last_login_at timestamptz)"
    };
}
/// The columns of an account that is inserted.
macro_rules! columns {
    () => {
        "id, email, email_canonical, username, username_canonical, first_name, last_name, locale, phone_number, \
         address, password, status, is_admin, created_at, updated_at, email_verified_at, last_login_at"
    };
}

const PRESENT: &str = concat!("SELECT accounts.id FROM ", given!(), " JOIN accounts ON accounts.id = r.id");
const CLASH: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM ",
    given!(),
    " JOIN accounts ON accounts.email_canonical = r.email_canonical) \
     OR EXISTS (SELECT 1 FROM ",
    given!(),
    " JOIN usernames ON usernames.canonical = r.username_canonical \
         WHERE usernames.holder <> r.id)"
);
const CLAIM_ALL: &str = concat!(
    "INSERT INTO usernames (canonical, holder) SELECT r.username_canonical, r.id FROM ",
    given!(),
    " WHERE r.username_canonical IS NOT NULL ON CONFLICT (canonical) DO UPDATE SET holder = excluded.holder \
      WHERE usernames.holder = excluded.holder"
);
const INSERT_ALL: &str = concat!(
    "INSERT INTO accounts (",
    columns!(),
    ") SELECT ",
    columns!(),
    " FROM ",
    given!(),
    " ON CONFLICT DO NOTHING"
);

const SQLITE_PRESENT: &str = "SELECT accounts.id FROM json_each($1) AS r \
     CROSS JOIN accounts ON accounts.id = unhex(r.value ->> 'id')";
const SQLITE_CLASH: &str = "SELECT EXISTS (SELECT 1 FROM json_each($1) AS r \
         CROSS JOIN accounts ON accounts.email_canonical = r.value ->> 'email_canonical') \
     OR EXISTS (SELECT 1 FROM json_each($1) AS r \
         CROSS JOIN usernames ON usernames.canonical = r.value ->> 'username_canonical' \
         WHERE usernames.holder <> unhex(r.value ->> 'id'))";
const SQLITE_CLAIM_ALL: &str = "INSERT INTO usernames (canonical, holder) \
     SELECT r.value ->> 'username_canonical', unhex(r.value ->> 'id') FROM json_each($1) AS r \
     WHERE r.value ->> 'username_canonical' IS NOT NULL \
     ON CONFLICT (canonical) DO UPDATE SET holder = excluded.holder WHERE usernames.holder = excluded.holder";
const SQLITE_INSERT_ALL: &str = concat!(
    "INSERT INTO accounts (",
    columns!(),
    ") SELECT unhex(r.value ->> 'id'), r.value ->> 'email', \
         r.value ->> 'email_canonical', r.value ->> 'username', r.value ->> 'username_canonical', \
         r.value ->> 'first_name', r.value ->> 'last_name', r.value ->> 'locale', \
         r.value ->> 'phone_number', r.value ->> 'address', r.value ->> 'password', r.value ->> 'status', \
         r.value ->> 'is_admin', r.value ->> 'created_at', r.value ->> 'updated_at', \
         r.value ->> 'email_verified_at', r.value ->> 'last_login_at' \
     FROM json_each($1) AS r WHERE TRUE ON CONFLICT DO NOTHING"
);

/// The statements on PostgreSQL.
pub(super) const POSTGRES_STATEMENTS: &[(&str, &str)] = listed![PRESENT, CLASH, CLAIM_ALL, INSERT_ALL];
/// The statements on SQLite.
pub(super) const SQLITE_STATEMENTS: &[(&str, &str)] =
    listed![SQLITE_PRESENT, SQLITE_CLASH, SQLITE_CLAIM_ALL, SQLITE_INSERT_ALL];

impl<S: Session> SqlUnit<S> {
    const IS_SQLITE: bool = matches!(S::DIALECT, Dialect::Sqlite);

    /// The accounts of these that are there.
    pub(super) async fn present_among(
        &mut self,
        accounts: &[&Account],
    ) -> Result<HashSet<AccountId>, PortError> {
        let sql = if Self::IS_SQLITE { SQLITE_PRESENT } else { PRESENT };
        let ids = accounts.iter().map(|account| json!({ "id": Self::id(account.id.0) })).collect();
        let rows = self.session.query(sql, params![text(ids)]).await?;
        let ids = rows.iter().map(|row| row.uuid(0).map(AccountId));
        Ok(ids.collect::<Result<_, SqlError>>()?)
    }

    /// Whether an address or a user name of these is somebody else's.
    pub(super) async fn clash_with(&mut self, accounts: &[&Account]) -> Result<bool, PortError> {
        let sql = if Self::IS_SQLITE { SQLITE_CLASH } else { CLASH };
        let names = accounts.iter().map(|account| {
            json!({
                "id": Self::id(account.id.0),
                "email_canonical": account.email.canonical(),
                "username_canonical": account.username.as_ref().map(Username::canonical),
            })
        });
        let rows = self.session.query(sql, params![text(names.collect())]).await?;
        Ok(rows.first().ok_or(SqlError::Column(0))?.bool(0)?)
    }

    /// Adds accounts and claims their user names.
    pub(super) async fn insert_each(
        &mut self,
        people: &[(&Account, &PasswordHash)],
    ) -> Result<(), PortError> {
        if people.is_empty() {
            return Ok(());
        }
        let [claim, insert] =
            if Self::IS_SQLITE { [SQLITE_CLAIM_ALL, SQLITE_INSERT_ALL] } else { [CLAIM_ALL, INSERT_ALL] };
        let named = people.iter().filter(|(account, _)| account.username.is_some()).count();
        let rows = people.iter().map(|(account, password)| Self::row(account, password));
        let rows = text(rows.collect::<Result<_, PortError>>()?);
        let claimed = self.session.execute(claim, params![rows.as_str()]).await?;
        let inserted = self.session.execute(insert, params![rows]).await?;
        // Whoever came first is seen when it is tried once more.
        let all = (claimed, inserted) == (named as u64, people.len() as u64);
        if all { Ok(()) } else { Err(PortError::Contended) }
    }

    fn row(account: &Account, password: &PasswordHash) -> Result<Json, PortError> {
        let time = |time: Option<OffsetDateTime>| match time {
            None => Ok(Json::Null),
            Some(time) if Self::IS_SQLITE => to_micros(time).map(Json::from),
            Some(time) => time.format(&Rfc3339).map(Json::from).map_err(SqlError::defect),
        };
        Ok(json!({
            "id": Self::id(account.id.0),
            "email": account.email.as_str(),
            "email_canonical": account.email.canonical(),
            "username": account.username.as_ref().map(Username::as_str),
            "username_canonical": account.username.as_ref().map(Username::canonical),
            "first_name": person::first(&account.names),
            "last_name": person::last(&account.names),
            "locale": account.locale.map(Locale::as_str),
            "phone_number": contact::phone(&account.contact),
            // A text that holds JSON, not an object: both engines keep it as it is.
            "address": contact::address(&account.contact)?,
            "password": password.as_str(),
            "status": account.status.as_str(),
            "is_admin": if Self::IS_SQLITE { u8::from(account.is_admin).into() } else { Json::from(account.is_admin) },
            "created_at": time(Some(account.created_at))?,
            "updated_at": time(Some(account.updated_at))?,
            "email_verified_at": time(account.email_verified_at)?,
            "last_login_at": time(account.last_login_at)?,
        }))
    }

    fn id(id: Uuid) -> String {
        if Self::IS_SQLITE { id.simple().to_string() } else { id.to_string() }
    }
}

fn text(rows: Vec<Json>) -> String {
    Json::Array(rows).to_string()
}
