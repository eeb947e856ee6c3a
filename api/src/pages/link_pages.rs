//! The pages that mailed links lead to, for a server without a web app. Following a link only shows a
//! form: mail scanners follow every link they see, and must not use any up.

use super::layout::{Escaped, Page};
use crate::{
    body::RawForm,
    context::RequestContext,
    problem::{FieldError, Problem, ProblemCode},
};
use oathgate_application::accounts::{
    erase::Erase,
    forms::{AccountFields, AccountForm},
    reset_password::ResetPassword,
    set_up::SetUp,
    verify_email::{Verified, VerifyEmail},
};
use poem::{FromRequest, Request, Response, http::StatusCode};
use poem_openapi::{Object, payload::ParsePayload};
use std::{fmt::Write as _, sync::Arc};

/// The use cases behind the pages.
#[derive(Clone)]
pub(super) struct LinkPages {
    pub(super) verify_email: Arc<VerifyEmail>,
    pub(super) reset_password: Arc<ResetPassword>,
    pub(super) set_up: Arc<SetUp>,
    pub(super) erase: Arc<Erase>,
}

/// What the forms of these pages send.
#[derive(Object)]
struct LinkForm {
    token: Option<String>,
    new_password: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

/// A page that a mailed link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkPage {
    VerifyEmail,
    ResetPassword,
    SetUp,
    CancelErasure,
}

impl LinkPage {
    pub(super) const ALL: [(&'static str, Self, &'static str); 4] = [
        ("/verify-email", Self::VerifyEmail, "verify_email_page"),
        ("/reset-password", Self::ResetPassword, "reset_password_page"),
        ("/setup", Self::SetUp, "set_up_page"),
        ("/cancel-erasure", Self::CancelErasure, "cancel_erasure_page"),
    ];

    fn title(self) -> &'static str {
        match self {
            Self::VerifyEmail => "Verify your address",
            Self::ResetPassword => "Set a new password",
            Self::SetUp => "Create the first administrator",
            Self::CancelErasure => "Keep your account",
        }
    }

    /// The page before anything was sent.
    pub(super) fn show(self, request: &Request) -> Response {
        let query = request.uri().query().unwrap_or_default();
        let token = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
        match token {
            Some((_, token)) if !token.is_empty() => self.form(&token, "", &[]).answer(StatusCode::OK),
            _ => self.failed("The link is not whole. Copy all of it from the mail."),
        }
    }

    /// The page with its form.
    fn form(self, token: &str, email: &str, faults: &[FieldError]) -> Page<'static> {
        let fault = |field: &str| {
            faults
                .iter()
                .find(|fault| fault.field == field)
                .map(|fault| format!(r#"<p class="bad" role="alert">{}</p>"#, Escaped(&fault.message)))
                .unwrap_or_default()
        };
        let password = |field: &str, label: &str| {
            format!(
                r#"<label for="{field}">{label}</label>
<input id="{field}" name="{field}" type="password" autocomplete="new-password" required minlength="8" maxlength="512" autofocus>
<p class="hint">8 characters or more. A few unrelated words are good.</p>{}"#,
                fault(field)
            )
        };
        let (text, fields, button) = match self {
            Self::VerifyEmail => {
                ("This shows that the address is yours.", String::new(), "Verify my address")
            }
            Self::ResetPassword => (
                "You will be signed out everywhere.",
                password("new_password", "New password"),
                "Set new password",
            ),
            Self::CancelErasure => ("Your account will not be deleted.", String::new(), "Keep my account"),
            Self::SetUp => (
                "This account may do everything. The link works once.",
                format!(
                    r#"<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required value="{}">{}{}"#,
                    Escaped(email),
                    fault("email"),
                    password("password", "Password")
                ),
                "Create account",
            ),
        };
        let title = self.title();
        let main = format!(
            r#"<section><h1>{title}</h1><p>{text}</p>
<form method="post">
<input type="hidden" name="token" value="{token}">
{fields}
<button type="submit">{button}</button>
</form></section>"#,
            token = Escaped(token),
        );
        Page::card(title, main)
    }

    fn done(self, text: &str) -> Response {
        let main = format!("<section><h1>Done</h1><p>{}</p></section>", Escaped(text));
        Page::card(self.title(), main).answer(StatusCode::OK)
    }

    fn failed(self, text: &str) -> Response {
        let title = self.title();
        let main = format!("<section><h1>{title}</h1><p class=\"bad\">{}</p></section>", Escaped(text));
        Page::card(title, main).answer(StatusCode::BAD_REQUEST)
    }
}

impl LinkPages {
    /// Carries out what the form asks for.
    pub(super) async fn submit(&self, page: LinkPage, request: Request) -> poem::Result<Response> {
        let (request, mut body) = request.split();
        let form = RawForm::<LinkForm>::from_request(&request, &mut body).await?;
        let origin = RequestContext::from_request_without_body(&request).await?.origin();
        let token = form.one("token").unwrap_or_default();
        let email = form.one("email").unwrap_or_default();
        let outcome: Result<&str, Problem> = match page {
            LinkPage::VerifyEmail => {
                self.verify_email.run(&origin, token).await.map_err(Into::into).map(|done| match done {
                    Verified::Activated(_) => "The address is verified. You can sign in now.",
                    Verified::AddressChanged(_) => "Your account has its new address now.",
                })
            }
            LinkPage::ResetPassword => {
                let password = form.one("new_password").unwrap_or_default();
                let set = self.reset_password.run(&origin, token, password).await;
                set.map_err(Into::into).map(|_| "The new password is set. You can sign in with it now.")
            }
            LinkPage::CancelErasure => {
                self.erase.keep_by_link(token).await.map_err(Into::into).map(|()| "Your account stays.")
            }
            LinkPage::SetUp => {
                let password = form.one("password").unwrap_or_default();
                match AccountForm::read(AccountFields { email, password, ..AccountFields::default() }) {
                    Ok(account) => {
                        let created = self.set_up.run(&origin, token, account).await;
                        created.map_err(Into::into).map(|_| "The account exists. You can sign in now.")
                    }
                    Err(faults) => Err(faults.into()),
                }
            }
        };
        Ok(match outcome {
            Ok(text) => page.done(text),
            Err(problem) if problem.code == ProblemCode::ValidationFailed => {
                page.form(token, email, &problem.errors).answer(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(problem) => {
                let mut text = problem.detail.unwrap_or(problem.title);
                if problem.code == ProblemCode::TokenInvalid {
                    // Writing to a string cannot fail.
                    let _ = write!(text, " Ask for a new mail.");
                }
                page.failed(&text)
            }
        })
    }
}
