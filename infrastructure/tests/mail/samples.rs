//! Letters and renderers that the cases share.

use oathgate_application::ports::mailer::{Content, Letter};
use oathgate_domain::{brand::Palette, device::Device, email::EmailAddress, locale::Locale, secret::Secret};
use oathgate_infrastructure::mail::{Brand, Renderer};
use time::{OffsetDateTime, macros::datetime};
use url::Url;

pub(super) const DATED: OffsetDateTime = datetime!(2026-02-02 14:05:06.789 UTC);
pub(super) const LINK: &str = "https://id.example.com/verify-email?token=QDnQAAAAAGmB_VwZyl1bTe2Mj0oLh6ePvBvVTrLxK3sVzHkDq8m7TnYw1R_f0aZc9g";

pub(super) fn brand() -> Brand {
    Brand {
        name: "Example & Sons".to_owned(),
        sender: "Example <no-reply@example.com>".parse().unwrap(),
        issuer: Url::parse("https://id.example.com").unwrap(),
        palette: Palette::OWN,
        logo: None,
        locale: Locale::English,
    }
}

pub(super) fn renderer() -> Renderer {
    Renderer::new(brand()).unwrap()
}

pub(super) fn letter(content: Content) -> Letter {
    Letter {
        to: EmailAddress::parse("Ada.Lovelace@Example.org").unwrap(),
        locale: None,
        key: "0198c5f2-7f6e-7c3a-9d5b-2f1e0a4b6c8d.mail.1".to_owned(),
        dated: DATED,
        request_id: None,
        content,
    }
}

pub(super) fn link() -> Secret {
    Secret::new(LINK)
}

pub(super) fn verify(name: &str) -> Content {
    Content::VerifyEmail {
        name: name.to_owned(),
        link: link(),
        expires_at: datetime!(2026-02-03 14:05 UTC),
        reminder: 0,
    }
}

/// One of each, with a word to call it by.
pub(super) fn every_content() -> Vec<(&'static str, Content)> {
    let name = || "Ada".to_owned();
    let at = datetime!(2026-02-03 14:05 UTC);
    let sign_in = || "https://id.example.com/login".to_owned();
    let forgot_password = || "https://id.example.com/forgot-password".to_owned();
    vec![
        ("verify_email", verify("Ada")),
        (
            "verify_email_reminder",
            Content::VerifyEmail { name: name(), link: link(), expires_at: at, reminder: 1 },
        ),
        (
            "already_registered",
            Content::AlreadyRegistered {
                name: name(),
                sign_in: sign_in(),
                forgot_password: forgot_password(),
            },
        ),
        ("welcome", Content::Welcome { name: name(), sign_in: sign_in() }),
        ("reset_password", Content::ResetPassword { name: name(), link: link(), expires_at: at }),
        (
            "password_changed",
            Content::PasswordChanged { name: name(), at, forgot_password: forgot_password() },
        ),
        ("confirm_new_email", Content::ConfirmNewEmail { name: name(), link: link(), expires_at: at }),
        (
            "email_changed",
            Content::EmailChanged { name: name(), new_address: "a•••@example.net".to_owned(), at },
        ),
        (
            "new_device",
            Content::NewDevice {
                name: name(),
                at,
                device: Device::Browser { family: Some("Firefox"), system: Some("Linux") },
                address: Some("198.51.100.7".to_owned()),
                forgot_password: forgot_password(),
            },
        ),
        ("erasure_planned", Content::ErasurePlanned { name: name(), link: link(), due_at: at }),
        ("account_erased", Content::AccountErased { name: name(), at }),
        (
            "export_ready",
            Content::ExportReady {
                name: name(),
                page: "https://id.example.com/account/data".to_owned(),
                expires_at: at,
            },
        ),
    ]
}
