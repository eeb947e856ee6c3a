//! `POST /admin/users/{id}/…`: what administrators do to accounts. Each act is noted in the audit trail.

use super::{
    found::{ActRefusals, Found, found},
    users::UserView,
};
use crate::{
    problem::{Problem, ProblemCode, Refused},
    security::Administrator,
    tags::Tag,
};
use oathgate_application::accounts::{
    administer::{Administer, SignedOut},
    request_mail::{RequestMail, Wanted},
};
use oathgate_domain::{
    account::{Account, AccountStatus},
    ids::AccountId,
};
use poem_openapi::{Object, OpenApi, param::Path, types::Example};
use std::sync::Arc;
use uuid::Uuid;

/// What was ended.
#[derive(Debug, Object)]
#[oai(example)]
pub(crate) struct Ended {
    /// Sessions.
    sessions: u64,
    /// What clients were granted.
    grants: u64,
}

impl Example for Ended {
    fn example() -> Self {
        Self { sessions: 2, grants: 1 }
    }
}

pub(crate) struct UserActsApi {
    pub(crate) accounts: Arc<Administer>,
    pub(crate) request_mail: Arc<RequestMail>,
}

impl UserActsApi {
    async fn find(&self, id: Uuid) -> Result<Account, Refused<ActRefusals>> {
        let account = self.accounts.find(&id.to_string()).await.map_err(Refused::new)?;
        account.ok_or_else(|| Refused::new(Problem::new(ProblemCode::NotFound)))
    }

    /// The account as it is after an act, which took place or not.
    async fn after(
        &self,
        id: Uuid,
        acted: bool,
        else_: &str,
    ) -> Result<Found<UserView>, Refused<ActRefusals>> {
        let account = self.find(id).await?;
        if acted { Ok(found(account.into())) } else { Err(conflict(else_)) }
    }
}

fn conflict(detail: &str) -> Refused<ActRefusals> {
    Refused::new(Problem::new(ProblemCode::Conflict).detail(detail))
}

#[OpenApi(tag = "Tag::Admin")]
impl UserActsApi {
    /// Disable a user
    ///
    /// The account may not sign in any more; its sessions and what clients were granted end at once.
    #[oai(path = "/admin/users/:id/disable", method = "post", operation_id = "admin_disable_user")]
    async fn disable(
        &self,
        by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<UserView>, Refused<ActRefusals>> {
        if by.0.actor.account() == Some(AccountId(id.0)) {
            return Err(conflict("An administrator cannot disable their own account."));
        }
        let done = self.accounts.disable(&by.0, AccountId(id.0)).await.map_err(Refused::new)?;
        self.after(id.0, done, "The account is disabled already.").await
    }

    /// Enable a user
    ///
    /// A disabled account may sign in again: at once where its address was verified.
    #[oai(path = "/admin/users/:id/enable", method = "post", operation_id = "admin_enable_user")]
    async fn enable(
        &self,
        by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<UserView>, Refused<ActRefusals>> {
        let done = self.accounts.enable(&by.0, AccountId(id.0)).await.map_err(Refused::new)?;
        self.after(id.0, done, "The account is not disabled.").await
    }

    /// Mark an address as verified
    ///
    /// The administrator vouches for it. Where several people have registered the same address, none of
    /// their passwords works; the owner has to reset it.
    #[oai(path = "/admin/users/:id/verify", method = "post", operation_id = "admin_verify_user")]
    async fn verify(
        &self,
        by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<UserView>, Refused<ActRefusals>> {
        let done = self.accounts.vouch(&by.0, AccountId(id.0)).await.map_err(Refused::new)?;
        self.after(id.0, done, "The address was verified already.").await
    }

    /// Send a reset mail
    ///
    /// Mails a link to set a new password. For active accounts.
    #[oai(path = "/admin/users/:id/reset-mail", method = "post", operation_id = "admin_send_reset_mail")]
    async fn reset_mail(
        &self,
        by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<UserView>, Refused<ActRefusals>> {
        let account = self.find(id.0).await?;
        if account.status != AccountStatus::Active {
            return Err(conflict("A link to set a password is for active accounts."));
        }
        let asked = self.request_mail.run(&by.0.origin, Wanted::PasswordReset, &account.email).await;
        asked.map_err(|failure| Refused::new(failure.map(|never| -> Problem { match never {} })))?;
        self.accounts.note_reset_mail(&by.0, account.id).await.map_err(Refused::new)?;
        Ok(found(account.into()))
    }

    /// Sign a user out everywhere
    ///
    /// Ends every session, and everything that clients were granted.
    #[oai(path = "/admin/users/:id/sign-out", method = "post", operation_id = "admin_sign_out_user")]
    async fn sign_out(
        &self,
        by: Administrator,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Found<Ended>, Refused<ActRefusals>> {
        let account = self.find(id.0).await?;
        let SignedOut { sessions, grants } =
            self.accounts.sign_out(&by.0, account.id).await.map_err(Refused::new)?;
        Ok(found(Ended { sessions, grants }))
    }
}
