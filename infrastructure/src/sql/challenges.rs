//! Challenges.

use crate::sql::{Row, Session, SqlError, SqlUnit, ledger::statements, params};
use async_trait::async_trait;
use oathgate_application::{error::PortError, ports::challenges::Challenges};
use oathgate_domain::{
    challenge::{Challenge, Purpose},
    email::EmailAddress,
    ids::{AccountId, ChallengeId, RegistrationId},
};
use time::OffsetDateTime;

/// The columns of a challenge in the order that [`challenge`] reads.
macro_rules! columns {
    () => {
        "id, purpose, account, registration, email, derivation_key, created_at, expires_at"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO challenges (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM challenges WHERE id = $1");
    CONSUME = concat!(
        "UPDATE challenges SET used_at = $3 WHERE id = $1 AND purpose = $2 \
         AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $3 RETURNING ", columns!()
    );
    WITHDRAW = "UPDATE challenges SET withdrawn_at = $3 \
         WHERE account = $1 AND purpose = $2 AND used_at IS NULL AND withdrawn_at IS NULL";
}

fn challenge(row: &Row) -> Result<Challenge, SqlError> {
    Ok(Challenge {
        id: ChallengeId(row.uuid(0)?),
        purpose: Purpose::parse(&row.text(1)?).ok_or(SqlError::Column(1))?,
        account: row.opt_uuid(2)?.map(AccountId),
        registration: row.opt_uuid(3)?.map(RegistrationId),
        email: row.opt_text(4)?.map(EmailAddress::from_storage),
        key: row.count(5)?,
        created_at: row.time(6)?,
        expires_at: row.time(7)?,
    })
}

#[async_trait]
impl<S: Session> Challenges for SqlUnit<S> {
    async fn insert(&mut self, challenge: &Challenge) -> Result<(), PortError> {
        self.session
            .execute(
                INSERT,
                params![
                    challenge.id.0,
                    challenge.purpose.as_str(),
                    challenge.account.map(|id| id.0),
                    challenge.registration.map(|id| id.0),
                    challenge.email.as_ref().map(EmailAddress::as_str),
                    challenge.key,
                    challenge.created_at,
                    challenge.expires_at,
                ],
            )
            .await?;
        Ok(())
    }

    async fn find(&mut self, id: ChallengeId) -> Result<Option<Challenge>, PortError> {
        let rows = self.session.query(FIND, params![id.0]).await?;
        Ok(rows.first().map(challenge).transpose()?)
    }

    async fn consume(
        &mut self,
        id: ChallengeId,
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> Result<Option<Challenge>, PortError> {
        let rows = self.session.query(CONSUME, params![id.0, purpose.as_str(), now]).await?;
        Ok(rows.first().map(challenge).transpose()?)
    }

    async fn withdraw(
        &mut self,
        account: AccountId,
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> Result<(), PortError> {
        self.session.execute(WITHDRAW, params![account.0, purpose.as_str(), now]).await?;
        Ok(())
    }
}
