//! Mail that a server does not take, in every way that servers have.

use super::{
    samples::{letter, verify},
    smtp::{account, credentials, mailer, send, server, settings},
};
use oathgate_application::ports::mailer::{Letter, MailFault, Mailer};
use oathgate_domain::email::EmailAddress;
use oathgate_infrastructure::{
    mail::smtp::{SmtpSecurity, SmtpSettings},
    testing::smtp::{FakeSmtp, FakeSmtpSettings, Protection, Trouble},
};
use std::time::{Duration, Instant};

async fn clear() -> FakeSmtp {
    server(FakeSmtpSettings::default()).await
}

fn code(fault: &MailFault) -> (&str, bool) {
    (&fault.fault.code, fault.permanent)
}

/// One trouble with a fresh server and mailer.
async fn fault_of(trouble: Trouble) -> (FakeSmtp, MailFault) {
    let server = clear().await;
    server.set_trouble(trouble);
    let patience = Duration::from_millis(500);
    let mailer = mailer(SmtpSettings { patience, ..settings(&server, SmtpSecurity::None) });
    let fault = send(&mailer).await.unwrap_err();
    server.set_trouble(Trouble::None);
    // Whatever happened, the next mail goes through, on a connection of its own.
    let before = server.connections();
    send(&mailer).await.unwrap();
    assert_eq!(server.connections(), before + 1);
    (server, fault)
}

#[tokio::test]
async fn a_busy_server_is_tried_again() {
    let (_, fault) =
        fault_of(Trouble::Greeting("421 4.3.2 too busy, try again in 120 seconds".to_owned())).await;
    assert_eq!(code(&fault), ("smtp_unavailable", false));
    assert_eq!(fault.fault.detail, "greeting: 421 4.3.2 too busy, try again in 120 seconds");
    assert_eq!(fault.retry_after, Some(Duration::from_mins(2)));
}

#[tokio::test]
async fn a_recipient_who_is_refused_for_now_is_tried_again() {
    let (_, fault) =
        fault_of(Trouble::Recipient("451 4.7.1 greylisted, come back in 5 minutes".to_owned())).await;
    assert_eq!(code(&fault), ("smtp_unavailable", false));
    assert_eq!(fault.retry_after, Some(Duration::from_mins(5)));
}

#[tokio::test]
async fn a_recipient_who_is_refused_for_good_is_given_up() {
    let words = "550 5.1.1 <ADA.LOVELACE@example.org>: user ada.lovelace is unknown\x07";
    let (_, fault) = fault_of(Trouble::Recipient(words.to_owned())).await;
    assert_eq!(code(&fault), ("recipient_refused", true));
    assert_eq!(fault.fault.detail, "RCPT TO: 550 5.1.1 <A•••@Example.org>: user A••• is unknown");
    assert_eq!(fault.retry_after, None);
}

#[tokio::test]
async fn what_a_server_has_against_us_is_not_the_recipients_fault() {
    for words in
        ["554 5.7.1 relay access denied", "530 5.7.0 authentication required", "553 5.1.8 sender unknown"]
    {
        let (_, fault) = fault_of(Trouble::Recipient(words.to_owned())).await;
        assert_eq!(code(&fault), ("smtp_rejected", false), "{words}");
    }
    let (_, fault) = fault_of(Trouble::Sender("550 5.7.1 not your address".to_owned())).await;
    assert_eq!(code(&fault), ("smtp_sender_refused", false));
    let (_, fault) = fault_of(Trouble::Message("554 5.6.0 looks like spam".to_owned())).await;
    assert_eq!(code(&fault), ("smtp_rejected", false));
    assert_eq!(fault.fault.detail, "end of message: 554 5.6.0 looks like spam");
}

#[tokio::test]
async fn replies_of_many_lines_and_of_too_many_are_borne() {
    let (_, fault) = fault_of(Trouble::Recipient(
        "550-5.1.1 no such user\r\n550-5.1.1 here\r\n550 5.1.1 at all".to_owned(),
    ))
    .await;
    assert_eq!(code(&fault), ("recipient_refused", true));
    assert!(fault.fault.detail.contains("no such user here"), "{}", fault.fault.detail);
    let long = format!("550 5.1.1 {}", "x".repeat(3_000));
    let (_, fault) = fault_of(Trouble::Recipient(long)).await;
    assert!(fault.fault.detail.chars().count() < 320);
    let (_, fault) = fault_of(Trouble::Recipient(format!("550 5.1.1 {}", "x".repeat(100_000)))).await;
    assert_eq!(code(&fault), ("smtp_disconnected", false));
    let (_, fault) = fault_of(Trouble::Greeting("HTTP/1.1 400 Bad Request".to_owned())).await;
    assert_eq!(code(&fault), ("smtp_disconnected", false));
}

#[tokio::test]
async fn silence_has_an_end_and_says_where_it_was() {
    for (trouble, stage) in [
        (Trouble::SilentGreeting, "greeting"),
        (Trouble::HangAtData, "DATA"),
        (Trouble::HangAtEnd, "end of message"),
    ] {
        let began = Instant::now();
        let (_, fault) = fault_of(trouble).await;
        assert!(began.elapsed() < Duration::from_secs(3));
        assert_eq!(code(&fault), ("smtp_timeout", false));
        assert!(fault.fault.detail.starts_with(stage), "{}", fault.fault.detail);
        let may_have_been_taken = fault.fault.detail.contains("may have taken the mail");
        assert_eq!(may_have_been_taken, stage == "end of message", "{}", fault.fault.detail);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_before_its_answer_may_have_taken_the_mail() {
    let (_, fault) = fault_of(Trouble::DropAtEnd).await;
    assert_eq!(code(&fault), ("smtp_disconnected", false));
    assert!(fault.fault.detail.contains("may have taken the mail"), "{}", fault.fault.detail);
}

#[tokio::test]
async fn a_server_that_hangs_up_after_its_answer_has_taken_the_mail() {
    let server = clear().await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    server.set_trouble(Trouble::DropAfterTaken);
    assert_eq!(send(&mailer).await.unwrap(), "250 2.0.0 ok: queued as 1");
    server.set_trouble(Trouble::None);
    assert_eq!(send(&mailer).await.unwrap(), "250 2.0.0 ok: queued as 2");
    assert_eq!((server.connections(), server.mails().len()), (2, 2));
}

#[tokio::test]
async fn a_server_may_take_one_mail_over_a_connection_and_no_more() {
    let server = clear().await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    server.set_trouble(Trouble::SecondSender("421 4.7.0 too many mails on this connection".to_owned()));
    for number in 1..=3 {
        assert_eq!(send(&mailer).await.unwrap(), format!("250 2.0.0 ok: queued as {number}"));
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_server_that_is_away_is_unreachable_until_it_comes_back() {
    let server = clear().await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    server.go_away();
    tokio::task::yield_now().await;
    for _ in 0..3 {
        assert_eq!(code(&send(&mailer).await.unwrap_err()), ("smtp_unreachable", false));
    }
    server.come_back().unwrap();
    send(&mailer).await.unwrap();

    let nowhere = SmtpSettings::new("no-such-host.invalid", SmtpSecurity::None);
    assert_eq!(code(&send(&super::smtp::mailer(nowhere)).await.unwrap_err()), ("smtp_unreachable", false));
}

#[tokio::test]
async fn a_wrong_password_is_an_operators_matter_and_is_not_repeated() {
    let server = server(FakeSmtpSettings { protection: Protection::Tls, ..account() }).await;
    let mailer = mailer(SmtpSettings {
        credentials: Some(credentials("not it at all")),
        ..settings(&server, SmtpSecurity::Tls)
    });
    for fault in [send(&mailer).await.unwrap_err(), mailer.check().await.unwrap_err()] {
        assert_eq!(code(&fault), ("smtp_auth", false));
        assert_eq!(fault.fault.detail, "AUTH: 535 5.7.8 wrong user name or password");
    }
    server.set_trouble(Trouble::Auth(
        "535 5.7.8 no: not it at all, AG1haWxlckBleGFtcGxlLmNvbQBub3QgaXQgYXQgYWxs".to_owned(),
    ));
    assert_eq!(send(&mailer).await.unwrap_err().fault.detail, "AUTH: 535 5.7.8 no: •••, •••");
    server.set_trouble(Trouble::Auth("454 4.7.0 temporary failure".to_owned()));
    assert_eq!(code(&send(&mailer).await.unwrap_err()), ("smtp_unavailable", false));
}

#[tokio::test]
async fn a_server_without_a_way_to_sign_in_is_named_as_such() {
    for mechanisms in ["CRAM-MD5", ""] {
        let server = server(FakeSmtpSettings { mechanisms, ..account() }).await;
        let mailer = mailer(SmtpSettings {
            credentials: Some(credentials("x")),
            ..settings(&server, SmtpSecurity::None)
        });
        let fault = send(&mailer).await.unwrap_err();
        assert_eq!(code(&fault), ("smtp_auth", false));
        assert!(
            !server.commands().iter().any(|command| command.starts_with("AUTH")),
            "{:?}",
            server.commands()
        );
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_said_that_matters() {
    let server = server(account()).await;
    let mailer = mailer(SmtpSettings {
        credentials: Some(credentials("x")),
        ..settings(&server, SmtpSecurity::StartTls)
    });
    let fault = send(&mailer).await.unwrap_err();
    assert_eq!(code(&fault), ("smtp_tls", false));
    assert_eq!(server.commands(), ["EHLO id.example.com"]);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    for (protection, security) in
        [(Protection::StartTls, SmtpSecurity::StartTls), (Protection::Tls, SmtpSecurity::Tls)]
    {
        let server = server(FakeSmtpSettings { protection, ..FakeSmtpSettings::default() }).await;
        let untrusting = SmtpSettings { extra_roots: Vec::new(), ..settings(&server, security) };
        let fault = send(&mailer(untrusting)).await.unwrap_err();
        assert_eq!(code(&fault), ("smtp_tls", false));
        assert!(fault.fault.detail.contains("certificate"), "{}", fault.fault.detail);

        // The same machine by a name that is in no certificate.
        let misnamed = SmtpSettings { host: "127.1".to_owned(), ..settings(&server, security) };
        let fault = send(&mailer(misnamed)).await.unwrap_err();
        assert_eq!(code(&fault), ("smtp_tls", false), "{fault}");
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn tls_to_a_server_that_speaks_in_clear_fails() {
    let server = clear().await;
    let fault = send(&mailer(settings(&server, SmtpSecurity::Tls))).await.unwrap_err();
    assert_eq!(code(&fault), ("smtp_tls", false));
}

/// Not even an address that was never checked can add a command.
#[tokio::test]
async fn an_address_cannot_end_its_command() {
    let server = clear().await;
    let mailer = mailer(settings(&server, SmtpSecurity::None));
    for address in [
        "a@example.com>\r\nRCPT TO:<evil@example.com",
        "a@example.com\r\nDATA",
        "a b@example.com",
        "\"a\"@example.com",
        "<a@example.com",
        "nobody",
    ] {
        let to = EmailAddress::from_storage(address.to_owned());
        let fault = mailer.send(&Letter { to, ..letter(verify("Ada")) }).await.unwrap_err();
        assert_eq!(code(&fault), ("recipient_invalid", true), "{address:?}");
    }
    assert_eq!((server.connections(), server.commands().len()), (0, 0));
}
