//! `POST /auth/login`.

use super::tokens::Tokens;
use crate::{
    body::{FieldRules, JsonBody},
    context::RequestContext,
    problem::{Problem, ProblemCode, Refused, refusals},
    security::{AllowedOrigins, DeviceCookie, SameSite, SessionCookie},
    tags::Tag,
};
use oathgate_application::{
    accounts::{
        log_in::{LogIn, Refusal, SignedIn},
        sign_in_guard::SignInGuard,
    },
    error::Failure,
};
use oathgate_domain::{account::Barred, password::Password};
use poem::{Request, web::cookie::CookieJar};
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json, types::Example};
use std::sync::Arc;

/// What somebody signs in with.
#[derive(Object)]
#[oai(example)]
pub(crate) struct LoginRequest {
    /// The address, or the user name.
    #[oai(validator(min_length = 1, max_length = 320))]
    email: String,
    /// The password.
    #[oai(validator(min_length = 1))]
    password: String,
}

impl FieldRules for LoginRequest {}

impl Example for LoginRequest {
    fn example() -> Self {
        Self { email: "ada@example.com".to_owned(), password: "violet otter paints nine doors".to_owned() }
    }
}

#[derive(ApiResponse)]
pub(crate) enum LoginAnswer {
    /// Signed in. The cookie holds the refresh token, for browsers.
    #[oai(status = 200)]
    SignedIn(
        Json<Tokens>,
        /// The session cookie.
        #[oai(header = "Set-Cookie")]
        String,
    ),
}

refusals! {
    /// Why nobody is signed in.
    pub(crate) LoginRefusals: InvalidCredentials, EmailNotVerified, AccountDisabled, CrossSiteRequest, RateLimited
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::new(match refusal {
            Refusal::InvalidCredentials => ProblemCode::InvalidCredentials,
            Refusal::Barred(Barred::EmailNotVerified) => ProblemCode::EmailNotVerified,
            Refusal::Barred(Barred::Disabled) => ProblemCode::AccountDisabled,
        })
    }
}

pub(crate) struct LoginApi {
    pub(crate) log_in: Arc<LogIn>,
    pub(crate) guard: SignInGuard,
    pub(crate) cookie: SessionCookie,
    pub(crate) device: DeviceCookie,
}

#[OpenApi(tag = "Tag::Auth")]
impl LoginApi {
    /// Sign in
    ///
    /// Opens a session. The answer takes the same time whether or not the account exists. A browser
    /// also gets a cookie by which it is recognised the next time: a sign-in on a device that is new
    /// to the account is reported by mail. A page in a browser gets the refresh token in the session cookie
    /// alone, out of the reach of scripts; whoever is no browser gets it in the body too.
    #[oai(path = "/auth/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        request: &Request,
        cookies: &CookieJar,
        context: RequestContext,
        _same_site: SameSite,
        body: JsonBody<LoginRequest>,
    ) -> Result<LoginAnswer, Refused<LoginRefusals>> {
        let LoginRequest { email, password } = body.0;
        let password = Password::typed("password", &password).map_err(Refused::new)?;
        let origin = context.origin();
        let kept = self.device.read(request.headers());
        let attempt = self.guard.begin(&origin, &email, kept.as_ref()).await.map_err(|wait| {
            let problem = Problem::new(ProblemCode::RateLimited)
                .detail("Too many attempts to sign in to this account failed.");
            Refused::new(problem.retry_after(wait))
        })?;
        let signed_in = self.log_in.run(&origin, &email, password, kept.as_ref()).await;
        // The right password is no guess, whether or not it opens a session. A server that was too
        // busy to look has not seen it.
        if matches!(signed_in, Ok(_) | Err(Failure::Refused(Refusal::Barred(_)))) {
            let device = signed_in.as_ref().ok().and_then(|signed_in| signed_in.device.as_ref());
            self.guard.succeeded(&attempt, device).await;
        }
        let SignedIn { tokens, device, erasure_due_at } = signed_in.map_err(Refused::new)?;
        if let Some(token) = &device {
            self.device.keep(cookies, token);
        }
        let cookie = self.cookie.set(&tokens.refresh_token, tokens.refresh_expires_in);
        let mut answer = Tokens::from(&tokens);
        if AllowedOrigins::is_of_page(request.headers()) {
            answer = answer.without_refresh();
        }
        answer.erasure_due_at = erasure_due_at;
        Ok(LoginAnswer::SignedIn(Json(answer), cookie))
    }
}
