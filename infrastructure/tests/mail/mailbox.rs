//! The mailbox of `dev`.

use super::samples::{LINK, letter, renderer, verify};
use oathgate_application::ports::mailer::{Letter, Mailer};
use oathgate_domain::email::EmailAddress;
use oathgate_infrastructure::mail::Mailbox;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn mail_is_kept_newest_first_with_all_its_parts() {
    let mailbox = Mailbox::new(renderer());
    for key in ["one", "two"] {
        let receipt = mailbox.send(&Letter { key: key.to_owned(), ..letter(verify("Ada")) }).await.unwrap();
        assert!(receipt.reply.starts_with("captured as number "));
    }
    let list = mailbox.list();
    assert_eq!(list.iter().map(|mail| mail.number).collect::<Vec<_>>(), [2, 1]);
    let mail = mailbox.get(1).unwrap();
    assert_eq!(mail.message_id, "one@id.example.com");
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("no-reply@example.com", "Ada.Lovelace@Example.org"));
    assert_eq!(mail.subject, "Confirm your address for Example & Sons");
    assert!(mail.headers.iter().any(|(name, value)| name == "Subject" && *value == mail.subject));
    assert!(mail.text.contains("Hello Ada,") && mail.html.contains("Hello Ada,"));
    assert_eq!(mail.link(), Some(LINK));
    assert!(String::from_utf8(mail.raw.clone()).unwrap().starts_with("Message-ID: <one@id.example.com>\r\n"));
    assert!(!format!("{mailbox:?}").contains("token="), "{mailbox:?}");
    assert!(mailbox.get(3).is_none());
    mailbox.clear();
    assert!(mailbox.list().is_empty());
}

#[tokio::test]
async fn the_last_five_hundred_are_kept() {
    let mailbox = Mailbox::new(renderer());
    for _ in 0..503 {
        mailbox.send(&letter(verify("Ada"))).await.unwrap();
    }
    let list = mailbox.list();
    assert_eq!((list.len(), list[0].number, list[499].number), (500, 503, 4));
}

#[tokio::test]
async fn one_can_wait_for_a_mail() {
    let mailbox = Arc::new(Mailbox::new(renderer()));
    let waiting = {
        let mailbox = Arc::clone(&mailbox);
        tokio::spawn(
            async move { mailbox.wait_for("ADA@example.net", "Confirm", Duration::from_secs(20)).await },
        )
    };
    mailbox.send(&letter(verify("Ada"))).await.unwrap();
    let to = EmailAddress::parse("ada@example.net").unwrap();
    mailbox.send(&Letter { to, ..letter(verify("Ada")) }).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().number, 2);
    assert!(mailbox.wait_for("nobody@example.net", "", Duration::from_millis(20)).await.is_none());
}
