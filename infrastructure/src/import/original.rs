//! The tables `users` and `oauth2_clients` of the system that Oathgate replaces. Read in pages, by key, so
//! that the other system may go on working meanwhile; nothing is written.

use crate::{
    import::fields::words,
    postgres::PostgresDatabase,
    sql::{Row as Columns, SqlError, Value},
};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    import::{ForeignClient, ForeignPerson, ForeignSecret, Row, Rows},
    oauth::clients::ClientForm,
};
use oathgate_domain::{account::PasswordHash, contact::AddressFields, secret::Secret};

/// Times of that system are UTC and say so nowhere; the session's time zone is UTC.
const PEOPLE: &str = "\
    SELECT id::text, email::text, username::text, hashed_password::text, first_name::text, last_name::text, \
           coalesce(is_active, TRUE), coalesce(is_verified, FALSE), coalesce(is_superuser, FALSE), \
           created_at::timestamptz, last_login::timestamptz \
    FROM users WHERE id::text COLLATE \"C\" > $1 ORDER BY id::text COLLATE \"C\" LIMIT 500";
const CLIENTS: &str = "\
    SELECT client_id::text, client_secret::text, client_name::text, redirect_uris::text, grant_types::text, \
           scope::text, coalesce(is_active, TRUE) \
    FROM oauth2_clients WHERE client_id::text COLLATE \"C\" > $1 ORDER BY client_id::text COLLATE \"C\" LIMIT 200";

/// People, by their ids.
pub struct OriginalPeople {
    database: PostgresDatabase,
    after: String,
}

/// Clients, by their ids.
pub struct OriginalClients {
    database: PostgresDatabase,
    after: String,
}

impl OriginalPeople {
    /// All of them.
    pub fn of(database: PostgresDatabase) -> Self {
        Self { database, after: String::new() }
    }
}

impl OriginalClients {
    /// All of them.
    pub fn of(database: PostgresDatabase) -> Self {
        Self { database, after: String::new() }
    }
}

#[async_trait]
impl Rows<ForeignPerson> for OriginalPeople {
    async fn next(&mut self) -> Result<Vec<Row<ForeignPerson>>, PortError> {
        let after: [Value; 1] = params_of(&self.after);
        let rows = self.database.query(PEOPLE, &after).await?;
        page(&rows, "user", &mut self.after, person)
    }
}

#[async_trait]
impl Rows<ForeignClient> for OriginalClients {
    async fn next(&mut self) -> Result<Vec<Row<ForeignClient>>, PortError> {
        let after: [Value; 1] = params_of(&self.after);
        let rows = self.database.query(CLIENTS, &after).await?;
        page(&rows, "client", &mut self.after, client)
    }
}

fn params_of(after: &str) -> [Value; 1] {
    [Value::Text(after.to_owned())]
}

/// Rows as they are taken over; `after` becomes the key of the last.
fn page<T>(
    rows: &[Columns],
    what: &str,
    after: &mut String,
    read: impl Fn(&Columns, String) -> Result<Result<T, String>, SqlError>,
) -> Result<Vec<Row<T>>, PortError> {
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        let key = row.text(0)?;
        page.push(Row { place: format!("{what} {key}"), content: read(row, key.clone())? });
        *after = key;
    }
    Ok(page)
}

fn person(row: &Columns, id: String) -> Result<Result<ForeignPerson, String>, SqlError> {
    Ok(Ok(ForeignPerson {
        id,
        email: row.opt_text(1)?.unwrap_or_default(),
        username: row.opt_text(2)?,
        password: row.opt_text(3)?.map(PasswordHash::new),
        first_name: row.opt_text(4)?,
        last_name: row.opt_text(5)?,
        locale: None,
        phone_number: None,
        address: AddressFields::default(),
        is_active: row.bool(6)?,
        is_verified: row.bool(7)?,
        is_admin: row.bool(8)?,
        created_at: row.opt_time(9)?,
        updated_at: None,
        email_verified_at: None,
        last_login_at: row.opt_time(10)?,
    }))
}

fn client(row: &Columns, id: String) -> Result<Result<ForeignClient, String>, SqlError> {
    let list = |place: usize, field: &str| -> Result<Result<Vec<String>, String>, SqlError> {
        Ok(words(row.opt_text(place)?.as_deref(), field))
    };
    let (redirect_uris, grant_types) = match (list(3, "redirect_uris")?, list(4, "grant_types")?) {
        (Ok(uris), Ok(grants)) => (uris, grants),
        (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
    };
    let secret = row.opt_text(1)?.filter(|secret| !secret.is_empty()).map(Secret::new);
    Ok(Ok(ForeignClient {
        form: ClientForm {
            id: Some(id),
            name: row.opt_text(2)?.unwrap_or_default(),
            is_public: secret.is_none(),
            redirect_uris,
            grant_types,
            scope: row.opt_text(5)?,
            ..ClientForm::default()
        },
        secret: secret.map(ForeignSecret::Plain),
        is_active: row.bool(6)?,
        created_at: None,
    }))
}
