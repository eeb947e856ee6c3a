//! Mail that a server takes: every kind of connection, signing in, keeping connections.

use super::samples::{every_content, letter, renderer, verify};
use oathgate_application::ports::mailer::{Letter, MailFault, Mailer};
use oathgate_domain::{email::EmailAddress, secret::Secret};
use oathgate_infrastructure::{
    mail::smtp::{SmtpCredentials, SmtpMailer, SmtpSecurity, SmtpSettings, SmtpSetupFault},
    testing::smtp::{FakeSmtp, FakeSmtpSettings, Protection},
};
use std::{sync::Arc, time::Duration};

const USER: &str = "mailer@example.com";
const PASSWORD: &str = "open sesame 42";

pub(super) async fn server(settings: FakeSmtpSettings) -> FakeSmtp {
    FakeSmtp::start(settings).await.unwrap()
}

/// Settings that fit a server, in clear, without signing in.
pub(super) fn settings(server: &FakeSmtp, security: SmtpSecurity) -> SmtpSettings {
    let mut settings = SmtpSettings::new("127.0.0.1", security);
    settings.port = server.address().port();
    settings.extra_roots = vec![server.certificate()];
    settings
}

pub(super) fn mailer(settings: SmtpSettings) -> SmtpMailer {
    SmtpMailer::new(settings, renderer()).unwrap()
}

pub(super) fn credentials(password: &str) -> SmtpCredentials {
    SmtpCredentials { username: USER.to_owned(), password: Secret::new(password) }
}

pub(super) fn account() -> FakeSmtpSettings {
    FakeSmtpSettings { account: Some((USER.to_owned(), PASSWORD.to_owned())), ..FakeSmtpSettings::default() }
}

pub(super) async fn send(mailer: &SmtpMailer) -> Result<String, MailFault> {
    mailer.send(&letter(verify("Ada"))).await.map(|receipt| receipt.reply)
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written_with_its_own_envelope() {
    let server = server(FakeSmtpSettings::default()).await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    for (_, content) in every_content() {
        let letter = letter(content);
        let receipt = mailer.send(&letter).await.unwrap();
        let taken = server.mails();
        assert_eq!(receipt.reply, format!("250 2.0.0 ok: queued as {}", taken.len()));
        let mail = taken.last().unwrap();
        assert_eq!(
            (mail.from.as_str(), mail.to.as_slice()),
            ("no-reply@example.com", ["Ada.Lovelace@Example.org".to_owned()].as_slice())
        );
        let written = String::from_utf8(renderer().message(&letter).unwrap().raw).unwrap();
        // The end of the message is a line of its own.
        assert_eq!(mail.message.trim_end(), written.trim_end());
    }
    assert!(server.commands().iter().all(|command| !command.contains("BDAT")));
}

#[tokio::test]
async fn each_kind_of_connection_is_as_safe_as_it_says() {
    for (protection, security) in [
        (Protection::Clear, SmtpSecurity::None),
        (Protection::StartTls, SmtpSecurity::StartTls),
        (Protection::Tls, SmtpSecurity::Tls),
    ] {
        for mechanisms in ["PLAIN LOGIN", "LOGIN", "CRAM-MD5 DIGEST-MD5 PLAIN"] {
            let server = server(FakeSmtpSettings { protection, mechanisms, ..account() }).await;
            let mailer = mailer(SmtpSettings {
                credentials: Some(credentials(PASSWORD)),
                ..settings(&server, security)
            });
            send(&mailer).await.unwrap();
            let mail = server.mails().remove(0);
            assert_eq!(
                (mail.tls, mail.user.as_deref()),
                (security != SmtpSecurity::None, Some(USER)),
                "{security:?}"
            );
            let check = mailer.check().await.unwrap();
            assert_eq!(check.greeting, "220 localhost ready");
            assert_eq!(check.tls.as_deref(), (security != SmtpSecurity::None).then_some("TLSv1_3"));
            assert!(check.signed_in);
            assert_eq!(server.commands().last().unwrap(), "QUIT");
        }
    }
}

#[tokio::test]
async fn we_say_who_we_are_by_the_issuers_name() {
    let server =
        server(FakeSmtpSettings { protection: Protection::StartTls, ..FakeSmtpSettings::default() }).await;
    send(&mailer(settings(&server, SmtpSecurity::StartTls))).await.unwrap();
    let commands = server.commands();
    assert_eq!(commands[..3], ["EHLO id.example.com", "STARTTLS", "EHLO id.example.com"]);
}

#[tokio::test]
async fn a_connection_serves_many_mails_and_idle_ones_are_few() {
    let server = server(FakeSmtpSettings::default()).await;
    let mailer = Arc::new(mailer(settings(&server, SmtpSecurity::None)));
    for _ in 0..5 {
        send(&mailer).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    let commands = server.commands();
    assert_eq!(commands.iter().filter(|command| *command == "RSET").count(), 4);

    let many: Vec<_> = (0..12)
        .map(|_| {
            let mailer = Arc::clone(&mailer);
            tokio::spawn(async move { send(&mailer).await })
        })
        .collect();
    for one in many {
        one.await.unwrap().unwrap();
    }
    let before = server.connections();
    let together: Vec<_> = (0..4).map(|_| send(&mailer)).collect();
    for one in futures_util::future::join_all(together).await {
        one.unwrap();
    }
    assert_eq!(server.connections(), before, "four are kept");
    assert_eq!(server.mails().len(), 21);
}

#[tokio::test]
async fn idle_connections_are_closed_after_a_while() {
    let server = server(FakeSmtpSettings::default()).await;
    let mailer = mailer(SmtpSettings {
        keep_idle: Duration::from_millis(50),
        ..settings(&server, SmtpSecurity::None)
    });
    send(&mailer).await.unwrap();
    while server.commands().last().unwrap() != "QUIT" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    send(&mailer).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_died_while_idle_costs_no_mail() {
    let server = server(FakeSmtpSettings::default()).await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    send(&mailer).await.unwrap();
    server.go_away();
    tokio::task::yield_now().await;
    server.come_back().unwrap();
    send(&mailer).await.unwrap();
    assert_eq!((server.connections(), server.mails().len()), (2, 2));
}

#[tokio::test]
async fn addresses_beyond_ascii_need_a_server_that_takes_them() {
    let to = EmailAddress::parse("jürgen@bücher.example").unwrap();
    let letter = Letter { to, ..letter(verify("Jürgen")) };

    let old = server(FakeSmtpSettings::default()).await;
    let fault = mailer(settings(&old, SmtpSecurity::None)).send(&letter).await.unwrap_err();
    assert_eq!((fault.fault.code.as_str(), fault.permanent), ("smtp_utf8_unsupported", false));

    let new = server(FakeSmtpSettings { utf8: true, ..FakeSmtpSettings::default() }).await;
    mailer(settings(&new, SmtpSecurity::None)).send(&letter).await.unwrap();
    assert_eq!(new.mails()[0].to, ["jürgen@xn--bcher-kva.example"]);
    assert!(
        new.commands().contains(&"MAIL FROM:<no-reply@example.com> SMTPUTF8".to_owned()),
        "{:?}",
        new.commands()
    );
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let new = |settings| SmtpMailer::new(settings, renderer()).map(|_| ());
    for host in ["", "mail example", "mail\r\n", "mail<", &"m".repeat(256)] {
        assert!(
            matches!(new(SmtpSettings::new(host, SmtpSecurity::Tls)), Err(SmtpSetupFault::Host)),
            "{host:?}"
        );
    }
    for (username, password) in [("", "x"), ("x", ""), ("a\r\nb", "x"), ("a", "x\0")] {
        let credentials =
            Some(SmtpCredentials { username: username.to_owned(), password: Secret::new(password) });
        let settings =
            SmtpSettings { credentials, ..SmtpSettings::new("mail.example.com", SmtpSecurity::Tls) };
        assert!(matches!(new(settings), Err(SmtpSetupFault::Credentials)), "{username:?}");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let settings = SmtpSettings {
        credentials: Some(credentials(PASSWORD)),
        ..SmtpSettings::new("mail.example.com", SmtpSecurity::Tls)
    };
    let printed = format!("{settings:?} {:?}", mailer(settings.clone()));
    assert!(!printed.contains(PASSWORD), "{printed}");
}
