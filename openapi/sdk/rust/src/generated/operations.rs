// Generated from the OpenAPI document. Changes here are lost.

use super::types::*;
use crate::{Error, Oathgate};
use reqwest::Method;

impl Oathgate {
    /// Create an account
    ///
    /// Takes a registration and mails a link that verifies the address. The answer and its time do not
    /// tell whether the address has an account already. Until the link is followed, nobody can sign in.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn register(&self, body: &RegisterRequest) -> Result<Registered, Error> {
        self.json(Method::POST, "/auth/register", &[], Some(body)).await
    }

    /// Verify an address
    ///
    /// Uses up the token of a mailed link. It works for a new account and for a new address of an old
    /// one.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn verify_email(&self, body: &VerifyEmailRequest) -> Result<VerifiedEmail, Error> {
        self.json(Method::POST, "/auth/verify-email", &[], Some(body)).await
    }

    /// Send the verification mail again
    ///
    /// The answer and its time do not tell whether an account has the address, or whether it is verified.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn resend_verification(&self, body: &MailRequest) -> Result<Notice, Error> {
        self.json(Method::POST, "/auth/verify-email/resend", &[], Some(body)).await
    }

    /// Sign in
    ///
    /// Opens a session. The answer takes the same time whether or not the account exists. A browser
    /// also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    /// to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    /// alone, out of the reach of scripts; whoever is no browser gets it in the body too.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn login(&self, body: &LoginRequest) -> Result<Tokens, Error> {
        self.json(Method::POST, "/auth/login", &[], Some(body)).await
    }

    /// Get new tokens
    ///
    /// Exchanges a refresh token for a new pair. Each works once: one that comes back later was copied,
    /// and ends its session. Within a short grace a repeat, from a second tab or after an answer that was
    /// lost, gets the same successor again. Where the session cookie was exchanged, the refresh token is not
    /// in the body: the new cookie holds it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn refresh(&self, body: &RefreshRequest) -> Result<Tokens, Error> {
        self.json(Method::POST, "/auth/refresh", &[], Some(body)).await
    }

    /// Sign out
    ///
    /// Ends the session of the access token, of the refresh token in the body, or of the session cookie;
    /// of all of them, where several are sent.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn logout(&self, body: &RefreshRequest) -> Result<(), Error> {
        self.nothing(Method::POST, "/auth/logout", &[], Some(body)).await
    }

    /// Ask for a link to set a new password
    ///
    /// The answer and its time do not tell whether an account has the address.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn request_password_reset(&self, body: &MailRequest) -> Result<Notice, Error> {
        self.json(Method::POST, "/auth/password-reset/request", &[], Some(body)).await
    }

    /// Set a new password by a mailed link
    ///
    /// A password that is refused does not use the link up.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn confirm_password_reset(&self, body: &ResetPasswordRequest) -> Result<PasswordSet, Error> {
        self.json(Method::POST, "/auth/password-reset/confirm", &[], Some(body)).await
    }

    /// Create the first administrator
    ///
    /// Works once, with the link that the server prints while there is no administrator.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn set_up(&self, body: &SetUpRequest) -> Result<Profile, Error> {
        self.json(Method::POST, "/auth/setup", &[], Some(body)).await
    }

    /// Keep an account by a mailed link
    ///
    /// Takes back that the account is to be deleted. The link works until that happens.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn cancel_erasure(&self, body: &CancelErasureRequest) -> Result<Notice, Error> {
        self.json(Method::POST, "/auth/cancel-erasure", &[], Some(body)).await
    }

    /// Who am I?
    ///
    /// The account of the access token, as it is now. A client may look at it with the scope `account:read`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_me(&self) -> Result<Profile, Error> {
        self.json(Method::GET, "/users/me", &[], None::<&()>).await
    }

    /// Change my profile
    ///
    /// Changes names, user name, language, phone number and postal address. The email address and the password have
    /// operations of their own.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_me(&self, body: &ProfileChange) -> Result<Profile, Error> {
        self.json(Method::PUT, "/users/me", &[], Some(body)).await
    }

    /// Delete my account
    ///
    /// Asks for the present password, or for a sign-in of the last ten minutes. The account is deleted when
    /// a time of grace is over, with everything that belongs to it; until then it can be kept, by the link
    /// in the mail or by `/users/me/cancel-erasure`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_me(&self, body: &EraseRequest) -> Result<ErasurePlanned, Error> {
        self.json(Method::DELETE, "/users/me", &[], Some(body)).await
    }

    /// Change my password
    ///
    /// The session of the access token stays; every other one ends.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn change_password(&self, body: &PasswordChange) -> Result<PasswordSet, Error> {
        self.json(Method::POST, "/users/me/password", &[], Some(body)).await
    }

    /// Change my address
    ///
    /// Mails a link to the new address. When it is followed (`POST /auth/verify-email`), the account has
    /// the new address and the old one gets a notice. Whether another account has the address is not
    /// told.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn change_email(&self, body: &EmailChangeRequest) -> Result<Notice, Error> {
        self.json(Method::POST, "/users/me/email", &[], Some(body)).await
    }

    /// List my sessions
    ///
    /// Those that are live, latest used first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_sessions(&self) -> Result<SessionList, Error> {
        self.json(Method::GET, "/users/me/sessions", &[], None::<&()>).await
    }

    /// End my other sessions
    ///
    /// Every session but that of the access token ends, with all its tokens.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn end_other_sessions(&self) -> Result<SessionsEnded, Error> {
        self.json(Method::DELETE, "/users/me/sessions", &[], None::<&()>).await
    }

    /// End a session of mine
    ///
    /// The session ends at once, with all its tokens.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn end_session(&self, id: uuid::Uuid) -> Result<(), Error> {
        self.nothing(Method::DELETE, &format!("/users/me/sessions/{id}"), &[], None::<&()>).await
    }

    /// List what I agreed to
    ///
    /// The clients that may act for the account, and what each may do.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_consents(&self) -> Result<ConsentList, Error> {
        self.json(Method::GET, "/users/me/consents", &[], None::<&()>).await
    }

    /// Take back what I agreed to
    ///
    /// The client's tokens end at once, and it has to ask again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn withdraw_consent(&self, client_id: &str) -> Result<(), Error> {
        let client_id = crate::escape(client_id);
        self.nothing(Method::DELETE, &format!("/users/me/consents/{client_id}"), &[], None::<&()>).await
    }

    /// Keep my account
    ///
    /// Takes back that it is to be deleted.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn keep_me(&self) -> Result<Notice, Error> {
        self.json(Method::POST, "/users/me/cancel-erasure", &[], None::<&()>).await
    }

    /// Ask for my data
    ///
    /// Makes a file with everything that is kept of the account: profile, sessions, connected apps and what
    /// has happened. A mail says when it is there.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn request_export(&self) -> Result<ExportView, Error> {
        self.json(Method::POST, "/users/me/export", &[], None::<&()>).await
    }

    /// List the files with my data
    ///
    /// Those that are there, and the one that is being made.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_exports(&self) -> Result<ExportList, Error> {
        self.json(Method::GET, "/users/me/exports", &[], None::<&()>).await
    }

    /// Download my data
    ///
    /// A JSON document, as a file to save.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn download_export(&self, id: uuid::Uuid) -> Result<serde_json::Value, Error> {
        self.json(Method::GET, &format!("/users/me/exports/{id}"), &[], None::<&()>).await
    }

    /// Delete a file with my data
    ///
    /// It is gone at once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_export(&self, id: uuid::Uuid) -> Result<(), Error> {
        self.nothing(Method::DELETE, &format!("/users/me/exports/{id}"), &[], None::<&()>).await
    }

    /// My activity
    ///
    /// What happened with the account, in plain words: sign-ins, mails and changes, latest first. A page
    /// may hold fewer entries than asked for; there are more as long as there is a `next`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_activity(&self, before: Option<time::OffsetDateTime>, limit: Option<u16>) -> Result<ActivityPage, Error> {
        let query: Vec<(&str, String)> = [pair("before", before.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/users/me/activity", &query, None::<&()>).await
    }

    /// Search runs
    ///
    /// Runs of workflows, newest first, a page at a time.
    ///
    /// # Errors
    /// [`Error`].
    #[expect(clippy::too_many_arguments, reason = "as many as the operation has")]
    pub async fn admin_list_runs(&self, kind: Option<&str>, status: Option<StatusView>, user_id: Option<uuid::Uuid>, fault: Option<&str>, since: Option<time::OffsetDateTime>, until: Option<time::OffsetDateTime>, before: Option<uuid::Uuid>, limit: Option<u16>) -> Result<RunList, Error> {
        let query: Vec<(&str, String)> = [pair("kind", kind.as_ref()), pair("status", status.as_ref()), pair("user_id", user_id.as_ref()), pair("fault", fault.as_ref()), pair("since", since.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("until", until.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("before", before.as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/admin/workflows", &query, None::<&()>).await
    }

    /// Count runs
    ///
    /// How many runs of each workflow are in each state.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_count_runs(&self) -> Result<RunCounts, Error> {
        self.json(Method::GET, "/admin/workflows/counts", &[], None::<&()>).await
    }

    /// Show a run
    ///
    /// Where it is, and everything that happened in it: steps, attempts, waits, signals, errors in the
    /// peer's words, and what operators did.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_get_run(&self, id: uuid::Uuid) -> Result<RunHistory, Error> {
        self.json(Method::GET, &format!("/admin/workflows/{id}"), &[], None::<&()>).await
    }

    /// List limits of runs
    ///
    /// How many runs that share a peer may be carried out at a time, by all workers together, and how
    /// many are.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_run_limits(&self) -> Result<RunLimitList, Error> {
        self.json(Method::GET, "/admin/workflow-limits", &[], None::<&()>).await
    }

    /// Set a limit of runs
    ///
    /// Counts from the next run that is taken up; those that are under way are left alone.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_set_run_limit(&self, key: &str, body: &RunLimitRequest) -> Result<RunLimitList, Error> {
        let key = crate::escape(key);
        self.json(Method::PUT, &format!("/admin/workflow-limits/{key}"), &[], Some(body)).await
    }

    /// Take a limit of runs away
    ///
    /// What is set for the family of its key (the part up to the colon) counts then, if anything is.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_drop_run_limit(&self, key: &str) -> Result<(), Error> {
        let key = crate::escape(key);
        self.nothing(Method::DELETE, &format!("/admin/workflow-limits/{key}"), &[], None::<&()>).await
    }

    /// Retry all that match
    ///
    /// Makes runs due now, newest first, 200 at a time. Ask again with `next` until there is none.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_retry_runs(&self, body: &RetryRequest) -> Result<Retried, Error> {
        self.json(Method::POST, "/admin/workflows/retry", &[], Some(body)).await
    }

    /// Retry a run now
    ///
    /// Makes a paused, waiting or queued run due now, its attempts counted from the start again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_retry_run(&self, id: uuid::Uuid) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/retry"), &[], None::<&()>).await
    }

    /// Pause a run
    ///
    /// Stops an unfinished run until somebody resumes it. A step that a worker is carrying out is done
    /// once more then.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_pause_run(&self, id: uuid::Uuid, body: &ReasonRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/pause"), &[], Some(body)).await
    }

    /// Resume a run
    ///
    /// Lets a paused run go on at the step where it stands.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_resume_run(&self, id: uuid::Uuid) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/resume"), &[], None::<&()>).await
    }

    /// Cancel a run
    ///
    /// At once where nobody works on it; else its worker is asked, and it ends before its next step
    /// (`cancel_requested`). What its steps have done stays done.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_cancel_run(&self, id: uuid::Uuid, body: &ReasonRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/cancel"), &[], Some(body)).await
    }

    /// Skip a step
    ///
    /// Takes the step at which a waiting or paused run stands for done, and lets the run go on behind it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_skip_step(&self, id: uuid::Uuid, body: &SkipRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/skip"), &[], Some(body)).await
    }

    /// Begin again from a step
    ///
    /// Begins another run that remembers what was done before the step; the old one is cancelled if it
    /// is not over. Gives the new run.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_reset_run(&self, id: uuid::Uuid, body: &ResetRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/reset"), &[], Some(body)).await
    }

    /// Send a signal
    ///
    /// As if what the run waits for had happened.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_signal_run(&self, id: uuid::Uuid, body: &SignalRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/signal"), &[], Some(body)).await
    }

    /// Correct an address
    ///
    /// Corrects the address of the registration that the run is about, as long as nothing was verified,
    /// and begins it again with a new link. Gives the new run.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_correct_email(&self, id: uuid::Uuid, body: &CorrectRequest) -> Result<RunHistory, Error> {
        self.json(Method::POST, &format!("/admin/workflows/{id}/correct-email"), &[], Some(body)).await
    }

    /// List workers
    ///
    /// The processes that carry out workflows, and what each of them holds.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_workers(&self) -> Result<WorkerList, Error> {
        self.json(Method::GET, "/admin/workers", &[], None::<&()>).await
    }

    /// List schedules
    ///
    /// Workflows that start by the clock, by name.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_schedules(&self) -> Result<ScheduleList, Error> {
        self.json(Method::GET, "/admin/schedules", &[], None::<&()>).await
    }

    /// Pause a schedule
    ///
    /// It starts nothing until it is resumed. Runs that it started go on.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_pause_schedule(&self, name: &str) -> Result<ScheduleList, Error> {
        let name = crate::escape(name);
        self.json(Method::POST, &format!("/admin/schedules/{name}/pause"), &[], None::<&()>).await
    }

    /// Resume a schedule
    ///
    /// It goes on with its next time; what it missed while it was paused is not made up for.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_resume_schedule(&self, name: &str) -> Result<ScheduleList, Error> {
        let name = crate::escape(name);
        self.json(Method::POST, &format!("/admin/schedules/{name}/resume"), &[], None::<&()>).await
    }

    /// Start a run of a schedule now
    ///
    /// Also where it is paused. Its times stay as they are. Refused while its last run is not over, unless
    /// the schedule lets runs overlap.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_trigger_schedule(&self, name: &str) -> Result<StartedRuns, Error> {
        let name = crate::escape(name);
        self.json(Method::POST, &format!("/admin/schedules/{name}/trigger"), &[], None::<&()>).await
    }

    /// Start the runs of a span of time
    ///
    /// One for each time of the schedule in the span, except for those that were started before; at most
    /// 1,000.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_backfill_schedule(&self, name: &str, body: &BackfillRequest) -> Result<StartedRuns, Error> {
        let name = crate::escape(name);
        self.json(Method::POST, &format!("/admin/schedules/{name}/backfill"), &[], Some(body)).await
    }

    /// Overview
    ///
    /// How many accounts there are, and how the workflows are doing.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_overview(&self) -> Result<Overview, Error> {
        self.json(Method::GET, "/admin/overview", &[], None::<&()>).await
    }

    /// Trends
    ///
    /// How sign-ins, registrations, mails and trouble went over time.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_trends(&self, window: Option<WindowView>) -> Result<TrendsView, Error> {
        let query: Vec<(&str, String)> = [pair("window", window.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/admin/overview/trends", &query, None::<&()>).await
    }

    /// Search users
    ///
    /// Without `q`: newest first. With it: those whose address or user name begins with it, by address and
    /// then by user name; `status`, `since` and `until` are not asked then. Every page costs the same, however
    /// many accounts there are.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_users(&self, q: Option<&str>, status: Option<UserStatusView>, since: Option<time::OffsetDateTime>, until: Option<time::OffsetDateTime>, after: Option<&str>, limit: Option<u16>) -> Result<UserList, Error> {
        let query: Vec<(&str, String)> = [pair("q", q.as_ref()), pair("status", status.as_ref()), pair("since", since.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("until", until.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("after", after.as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/admin/users", &query, None::<&()>).await
    }

    /// Show a user
    ///
    /// The account as it is now.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_get_user(&self, id: uuid::Uuid) -> Result<UserView, Error> {
        self.json(Method::GET, &format!("/admin/users/{id}"), &[], None::<&()>).await
    }

    /// Disable a user
    ///
    /// The account may not sign in any more; its sessions and what clients were granted end at once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_disable_user(&self, id: uuid::Uuid) -> Result<UserView, Error> {
        self.json(Method::POST, &format!("/admin/users/{id}/disable"), &[], None::<&()>).await
    }

    /// Enable a user
    ///
    /// A disabled account may sign in again: at once where its address was verified.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_enable_user(&self, id: uuid::Uuid) -> Result<UserView, Error> {
        self.json(Method::POST, &format!("/admin/users/{id}/enable"), &[], None::<&()>).await
    }

    /// Mark an address as verified
    ///
    /// The administrator vouches for it. Where several people have registered the same address, none of
    /// their passwords works; the owner has to reset it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_verify_user(&self, id: uuid::Uuid) -> Result<UserView, Error> {
        self.json(Method::POST, &format!("/admin/users/{id}/verify"), &[], None::<&()>).await
    }

    /// Send a reset mail
    ///
    /// Mails a link to set a new password. For active accounts.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_send_reset_mail(&self, id: uuid::Uuid) -> Result<UserView, Error> {
        self.json(Method::POST, &format!("/admin/users/{id}/reset-mail"), &[], None::<&()>).await
    }

    /// Sign a user out everywhere
    ///
    /// Ends every session, and everything that clients were granted.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_sign_out_user(&self, id: uuid::Uuid) -> Result<Ended, Error> {
        self.json(Method::POST, &format!("/admin/users/{id}/sign-out"), &[], None::<&()>).await
    }

    /// A user's journey
    ///
    /// Every workflow, session, consent and audit entry of one person on one time line, latest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_get_journey(&self, id: uuid::Uuid, kind: Option<MomentKind>, before: Option<time::OffsetDateTime>, limit: Option<u16>) -> Result<JourneyView, Error> {
        let query: Vec<(&str, String)> = [pair("kind", kind.as_ref()), pair("before", before.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, &format!("/admin/users/{id}/journey"), &query, None::<&()>).await
    }

    /// List clients
    ///
    /// In the order of their ids, a page at a time. With `q`, a page may be short although there are more: go
    /// on as long as there is a `next`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_clients(&self, q: Option<&str>, is_disabled: Option<bool>, after: Option<&str>, limit: Option<u16>) -> Result<ClientPage, Error> {
        let query: Vec<(&str, String)> = [pair("q", q.as_ref()), pair("is_disabled", is_disabled.as_ref()), pair("after", after.as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/admin/clients", &query, None::<&()>).await
    }

    /// Make a client
    ///
    /// By a preset. Its secret, where it has one, is drawn and shown this once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_create_client(&self, body: &NewClientRequest) -> Result<MadeClient, Error> {
        self.json(Method::POST, "/admin/clients", &[], Some(body)).await
    }

    /// Show a client
    ///
    /// The client as it is now.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_get_client(&self, client_id: &str) -> Result<ClientDetails, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::GET, &format!("/admin/clients/{client_id}"), &[], None::<&()>).await
    }

    /// Change a client
    ///
    /// What is left out of the body stays as it is, as do the client's id, its secret, its grant types and how it
    /// shows that it is itself. What people agreed to before stays; a scope that is taken away is granted no more.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_change_client(&self, client_id: &str, body: &ClientChange) -> Result<ClientDetails, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::PUT, &format!("/admin/clients/{client_id}"), &[], Some(body)).await
    }

    /// Delete a client
    ///
    /// With its codes, its grants and what people agreed to for it. Its tokens stop working at once, and
    /// nothing brings them back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_delete_client(&self, client_id: &str) -> Result<(), Error> {
        let client_id = crate::escape(client_id);
        self.nothing(Method::DELETE, &format!("/admin/clients/{client_id}"), &[], None::<&()>).await
    }

    /// Give a client another secret
    ///
    /// The secret is shown this once; the old one stops working at once. Tokens that were given before stay
    /// good.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_rotate_client_secret(&self, client_id: &str) -> Result<NewSecret, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::POST, &format!("/admin/clients/{client_id}/rotate-secret"), &[], None::<&()>).await
    }

    /// Disable a client
    ///
    /// It gets no tokens any more, and those that it has are refused at once.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_disable_client(&self, client_id: &str) -> Result<ClientDetails, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::POST, &format!("/admin/clients/{client_id}/disable"), &[], None::<&()>).await
    }

    /// Enable a client
    ///
    /// What it was granted before, and has not ended since, is good again.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_enable_client(&self, client_id: &str) -> Result<ClientDetails, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::POST, &format!("/admin/clients/{client_id}/enable"), &[], None::<&()>).await
    }

    /// List signing keys
    ///
    /// The keys that sign tokens, or verify what they signed before.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_signing_keys(&self) -> Result<KeyList, Error> {
        self.json(Method::GET, "/admin/signing-keys", &[], None::<&()>).await
    }

    /// Let another key sign
    ///
    /// Publishes the next key of an algorithm. A workflow lets it sign an hour later, when everybody has fetched
    /// it; the key before verifies until the last token that it signed is dead.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_rotate_signing_key(&self, body: &RotateRequest) -> Result<RotationView, Error> {
        self.json(Method::POST, "/admin/signing-keys/rotate", &[], Some(body)).await
    }

    /// Delete a key
    ///
    /// Refused while it signs, or while a token that it signed may live, unless it is forced: then those tokens
    /// are refused at once, and where the key was the one that signs, another takes its place.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_retire_signing_key(&self, key_id: &str, body: &RetireRequest) -> Result<(), Error> {
        let key_id = crate::escape(key_id);
        self.nothing(Method::POST, &format!("/admin/signing-keys/{key_id}/retire"), &[], Some(body)).await
    }

    /// Search the audit trail
    ///
    /// Who did what, to whom, from where, and when; newest first, a page at a time.
    ///
    /// # Errors
    /// [`Error`].
    #[expect(clippy::too_many_arguments, reason = "as many as the operation has")]
    pub async fn admin_search_audit(&self, act: Option<&str>, user_id: Option<uuid::Uuid>, actor_id: Option<uuid::Uuid>, target: Option<&str>, request_id: Option<&str>, since: Option<time::OffsetDateTime>, until: Option<time::OffsetDateTime>, before: Option<&str>, limit: Option<u16>) -> Result<EntryList, Error> {
        let query: Vec<(&str, String)> = [pair("act", act.as_ref()), pair("user_id", user_id.as_ref()), pair("actor_id", actor_id.as_ref()), pair("target", target.as_ref()), pair("request_id", request_id.as_ref()), pair("since", since.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("until", until.and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok()).as_ref()), pair("before", before.as_ref()), pair("limit", limit.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/admin/audit", &query, None::<&()>).await
    }

    /// Check the audit trail
    ///
    /// Recalculates every seal of the chain, oldest first. A trail of millions of entries takes longer than
    /// a request may; `oathgate audit verify` checks that.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_verify_audit(&self) -> Result<Verification, Error> {
        self.json(Method::GET, "/admin/audit/verification", &[], None::<&()>).await
    }

    /// List limits
    ///
    /// How often each network may do what invites guessing, costs a hash or sends a mail.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_limits(&self) -> Result<LimitList, Error> {
        self.json(Method::GET, "/admin/limits", &[], None::<&()>).await
    }

    /// Change a limit
    ///
    /// Holds on this server at once and on all others within seconds, until it is reset. What was counted so
    /// far stays. Noted in the audit trail.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_change_limit(&self, name: &str, body: &LimitRequest) -> Result<(), Error> {
        let name = crate::escape(name);
        self.nothing(Method::PUT, &format!("/admin/limits/{name}"), &[], Some(body)).await
    }

    /// Reset a limit
    ///
    /// Lets it be as the program has it. Noted in the audit trail where it was not.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_reset_limit(&self, name: &str) -> Result<(), Error> {
        let name = crate::escape(name);
        self.nothing(Method::DELETE, &format!("/admin/limits/{name}"), &[], None::<&()>).await
    }

    /// List who came too early
    ///
    /// The networks whose requests limits refused, most often first. Networks are kept for two hours, for this
    /// list alone.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn admin_list_offenders(&self) -> Result<OffenderList, Error> {
        self.json(Method::GET, "/admin/limits/offenders", &[], None::<&()>).await
    }

    /// A request that waits
    ///
    /// What a client asks for, for the page that asks the person who is signed in.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_authorization_request(&self, id: uuid::Uuid) -> Result<WaitingRequest, Error> {
        self.json(Method::GET, &format!("/oauth/requests/{id}"), &[], None::<&()>).await
    }

    /// Who asks
    ///
    /// The client of a request that waits, for the page where somebody signs in to go on with it. Nobody needs
    /// to be signed in: who has the request's id was sent here by the client.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_client_of_authorization_request(&self, id: uuid::Uuid) -> Result<ClientView, Error> {
        self.json(Method::GET, &format!("/oauth/requests/{id}/client"), &[], None::<&()>).await
    }

    /// Go on with a request as who is signed in
    ///
    /// The person was asked with which account they go on (`prompt=select_account`), and has said: with this
    /// one.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn choose_account_for_authorization_request(&self, id: uuid::Uuid) -> Result<(), Error> {
        self.nothing(Method::POST, &format!("/oauth/requests/{id}/account"), &[], None::<&()>).await
    }

    /// Decide a request
    ///
    /// Says whether the client gets what it asks for. Of several decisions on the same request one counts.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_authorization_request(&self, id: uuid::Uuid, body: &Decision) -> Result<Outcome, Error> {
        self.json(Method::POST, &format!("/oauth/requests/{id}/decision"), &[], Some(body)).await
    }

    /// Who signed in?
    ///
    /// Tells what the scopes of the access token allow to know (OpenID Connect Core, section 5.3).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn userinfo(&self) -> Result<UserInfo, Error> {
        self.json(Method::GET, "/oauth/userinfo", &[], None::<&()>).await
    }

    /// What the server can do
    ///
    /// For clients of OpenID Connect that set themselves up (OpenID Connect Discovery 1.0).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn openid_configuration(&self) -> Result<Metadata, Error> {
        self.json(Method::GET, "/.well-known/openid-configuration", &[], None::<&()>).await
    }

    /// What the server can do, for clients of OAuth
    ///
    /// The same as `/.well-known/openid-configuration`, where clients of OAuth look for it (RFC 8414).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn oauth_authorization_server(&self) -> Result<Metadata, Error> {
        self.json(Method::GET, "/.well-known/oauth-authorization-server", &[], None::<&()>).await
    }

    /// The public keys
    ///
    /// Every key that verifies tokens of this server, as a JWK set (RFC 7517).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn jwks(&self) -> Result<JwkSet, Error> {
        self.json(Method::GET, "/.well-known/jwks.json", &[], None::<&()>).await
    }

    /// A device that waits
    ///
    /// What the device with this code asks for, for the page that asks the person who is signed in. Whoever
    /// types many codes that are none has to wait.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_device_request(&self, body: &TypedCode) -> Result<WaitingDevice, Error> {
        self.json(Method::POST, "/oauth/device/request", &[], Some(body)).await
    }

    /// Decide for a device
    ///
    /// Says whether the device gets what it asks for. Of several decisions on the same code one counts.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_device_request(&self, body: &DeviceDecision) -> Result<(), Error> {
        self.nothing(Method::POST, "/oauth/device/decision", &[], Some(body)).await
    }

    /// A request to sign out
    ///
    /// Who asks for it, for the page that asks the person who is signed in.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_logout_request(&self, client_id: Option<&str>, post_logout_redirect_uri: Option<&str>) -> Result<LogoutQuestion, Error> {
        let query: Vec<(&str, String)> = [pair("client_id", client_id.as_ref()), pair("post_logout_redirect_uri", post_logout_redirect_uri.as_ref())].into_iter().flatten().collect();
        self.json(Method::GET, "/oauth/logout/request", &query, None::<&()>).await
    }

    /// Sign out at the wish of a client
    ///
    /// Ends the session of the access token, and says where the browser goes.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn confirm_logout_request(&self, body: &LogoutConfirmation) -> Result<LogoutOutcome, Error> {
        self.json(Method::POST, "/oauth/logout/request", &[], Some(body)).await
    }

    /// Register a client
    ///
    /// For clients that set themselves up (RFC 7591), where the server is set to take them: with an initial access
    /// token of its operator as bearer, or openly.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn register_client(&self, body: &ClientMetadataBody) -> Result<RegisteredClient, Error> {
        self.json(Method::POST, "/oauth/register", &[], Some(body)).await
    }

    /// Show a registered client
    ///
    /// To the client itself, with its registration access token as bearer (RFC 7592).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_registered_client(&self, client_id: &str) -> Result<RegisteredClient, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::GET, &format!("/oauth/register/{client_id}"), &[], None::<&()>).await
    }

    /// Change a registered client
    ///
    /// To what is sent, all of it (RFC 7592): what is left out is taken back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn change_registered_client(&self, client_id: &str, body: &ClientMetadataBody) -> Result<RegisteredClient, Error> {
        let client_id = crate::escape(client_id);
        self.json(Method::PUT, &format!("/oauth/register/{client_id}"), &[], Some(body)).await
    }

    /// Delete a registered client
    ///
    /// With all that it was granted (RFC 7592).
    ///
    /// # Errors
    /// [`Error`].
    pub async fn delete_registered_client(&self, client_id: &str) -> Result<(), Error> {
        let client_id = crate::escape(client_id);
        self.nothing(Method::DELETE, &format!("/oauth/register/{client_id}"), &[], None::<&()>).await
    }

    /// Everything
    ///
    /// Looks at every part of the server.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health", &[], None::<&()>).await
    }

    /// The database
    ///
    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_db(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/db", &[], None::<&()>).await
    }

    /// The workflows
    ///
    /// Whether workers are there and keep up.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_workflows(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/workflows", &[], None::<&()>).await
    }

    /// The workflows, at their former address
    ///
    /// The same as `/health/workflows`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_temporal(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/temporal", &[], None::<&()>).await
    }

    /// Redis
    ///
    /// Asks Redis for a sign of life, where the server uses it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_redis(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/redis", &[], None::<&()>).await
    }

    /// Is it alive?
    ///
    /// For the liveness probe of an orchestrator: looks at nothing but this process.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_live(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/live", &[], None::<&()>).await
    }

    /// Is it ready?
    ///
    /// For the readiness probe of an orchestrator: whether requests can be served now. 503 as soon as the
    /// process is asked to stop.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn health_ready(&self) -> Result<HealthReport, Error> {
        self.json(Method::GET, "/health/ready", &[], None::<&()>).await
    }
}

/// A pair of a query, where there is a value.
fn pair<'a>(name: &'a str, value: Option<&impl serde::Serialize>) -> Option<(&'a str, String)> {
    // As in JSON, so that the words of an enumeration are those of the API.
    match serde_json::to_value(value?).ok()? {
        serde_json::Value::String(text) => Some((name, text)),
        other => Some((name, other.to_string())),
    }
}
