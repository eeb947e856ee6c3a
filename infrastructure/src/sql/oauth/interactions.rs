//! Authorization requests that wait for a person.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{
    error::PortError,
    ports::oauth::{Interaction, Interactions},
};
use time::OffsetDateTime;
use uuid::Uuid;

statements! {
    INSERT = "INSERT INTO oauth_interactions (id, query, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    FIND = "SELECT id, query, created_at, expires_at FROM oauth_interactions \
         WHERE id = $1 AND expires_at > $2";
    REPLACE = "UPDATE oauth_interactions SET query = $3 WHERE id = $1 AND query = $2 AND expires_at > $4";
    END = "DELETE FROM oauth_interactions WHERE id = $1 AND expires_at > $2";
}

fn interaction(row: &Row) -> Result<Interaction, SqlError> {
    Ok(Interaction {
        id: row.uuid(0)?,
        query: row.text(1)?,
        created_at: row.time(2)?,
        expires_at: row.time(3)?,
    })
}

#[async_trait]
impl<S: Session> Interactions for SqlUnit<S> {
    async fn insert(&mut self, interaction: &Interaction) -> Result<(), PortError> {
        let Interaction { id, query, created_at, expires_at } = interaction;
        self.session.execute(INSERT, params![*id, query.as_str(), *created_at, *expires_at]).await?;
        Ok(())
    }

    async fn find(&mut self, id: Uuid, now: OffsetDateTime) -> Result<Option<Interaction>, PortError> {
        let rows = self.session.query(FIND, params![id, now]).await?;
        Ok(rows.first().map(interaction).transpose()?)
    }

    async fn replace(
        &mut self,
        id: Uuid,
        before: &str,
        after: &str,
        now: OffsetDateTime,
    ) -> Result<bool, PortError> {
        self.changed(REPLACE, params![id, before, after, now]).await
    }

    async fn end(&mut self, id: Uuid, now: OffsetDateTime) -> Result<bool, PortError> {
        self.changed(END, params![id, now]).await
    }
}
