//! Registrations. `account` is the identifier that was drawn with the registration, and the
//! holder of its user name; `belongs_to` is the account that it waits for, which another
//! registration of the same address may have made.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params, person};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::registrations::Registrations};
use oathgate_domain::{
    account::PasswordHash,
    email::EmailAddress,
    ids::{AccountId, RegistrationId},
    locale::Locale,
    names::Username,
    registration::Registration,
};

statements! {
    INSERT = "INSERT INTO registrations (id, account, belongs_to, email, username, first_name, \
         last_name, password, created_at, locale) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)";
    FIND = "SELECT id, account, email, username, first_name, last_name, password, created_at, locale \
         FROM registrations WHERE id = $1";
    ASSIGN = "UPDATE registrations SET belongs_to = $2 WHERE id = $1";
    SET_EMAIL = "UPDATE registrations SET email = $2 WHERE id = $1";
    DELETE = "DELETE FROM registrations WHERE id = $1";
    OF_ACCOUNT = "SELECT id FROM registrations WHERE belongs_to = $1 ORDER BY created_at, id";
}

fn registration(row: &Row) -> Result<Registration, SqlError> {
    Ok(Registration {
        id: RegistrationId(row.uuid(0)?),
        account: AccountId(row.uuid(1)?),
        email: EmailAddress::from_storage(row.text(2)?),
        username: row.opt_text(3)?.map(Username::from_storage),
        names: person::names(row, 4)?,
        password: PasswordHash::new(row.text(6)?),
        created_at: row.time(7)?,
        locale: person::locale(row, 8)?,
    })
}

#[async_trait]
impl<S: Session> Registrations for SqlUnit<S> {
    async fn insert(&mut self, registration: &Registration) -> Result<(), PortError> {
        self.session
            .execute(
                INSERT,
                params![
                    registration.id.0,
                    registration.account.0,
                    registration.email.as_str(),
                    registration.username.as_ref().map(Username::as_str),
                    person::first(&registration.names),
                    person::last(&registration.names),
                    registration.password.as_str(),
                    registration.created_at,
                    registration.locale.map(Locale::as_str),
                ],
            )
            .await?;
        Ok(())
    }

    async fn find(&mut self, id: RegistrationId) -> Result<Option<Registration>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(registration).transpose()?)
    }

    async fn assign(&mut self, id: RegistrationId, account: AccountId) -> Result<(), PortError> {
        self.session.execute(ASSIGN, params![id.0, account.0]).await?;
        Ok(())
    }

    async fn set_email(&mut self, id: RegistrationId, email: &EmailAddress) -> Result<bool, PortError> {
        self.changed(SET_EMAIL, params![id.0, email.as_str()]).await
    }

    async fn delete(&mut self, id: RegistrationId) -> Result<(), PortError> {
        self.session.execute(DELETE, params![id.0]).await?;
        Ok(())
    }

    async fn of_account(&mut self, account: AccountId) -> Result<Vec<RegistrationId>, PortError> {
        let rows = self.session.query(OF_ACCOUNT, params![account.0]).await?;
        Ok(rows.iter().map(|row| row.uuid(0).map(RegistrationId)).collect::<Result<_, _>>()?)
    }
}
