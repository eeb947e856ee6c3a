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
    /// Opens a session. The answer takes the same time whether or not the account exists.
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
    /// lost, gets the same successor again.
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
    /// Changes names and user name. The address and the password have operations of their own.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn update_me(&self, body: &ProfileChange) -> Result<Profile, Error> {
        self.json(Method::PUT, "/users/me", &[], Some(body)).await
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

    /// A request that waits
    ///
    /// What a client asks for, for the page that asks the person who is signed in.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn get_authorization_request(&self, id: uuid::Uuid) -> Result<WaitingRequest, Error> {
        self.json(Method::GET, &format!("/oauth/requests/{id}"), &[], None::<&()>).await
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
