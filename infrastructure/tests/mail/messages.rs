//! Whole messages: headers, MIME, and that a repeat is the same to the byte.

use super::samples::{DATED, brand, letter, renderer, verify};
use oathgate_application::ports::mailer::Letter;
use oathgate_domain::email::EmailAddress;
use oathgate_infrastructure::mail::{Brand, Message, Renderer};
use url::Url;

fn message() -> Message {
    renderer().message(&letter(verify("Ada"))).unwrap()
}

fn header(message: &Message, name: &str) -> String {
    let found: Vec<_> = message.headers().into_iter().filter(|(known, _)| known == name).collect();
    assert_eq!(found.len(), 1, "{name} in {:?}", message.headers());
    found[0].1.clone()
}

#[test]
fn the_headers_are_those_of_the_letter() {
    let message = message();
    assert_eq!(
        header(&message, "Message-ID"),
        "<0198c5f2-7f6e-7c3a-9d5b-2f1e0a4b6c8d.mail.1@id.example.com>"
    );
    assert_eq!(header(&message, "Date"), "Mon, 2 Feb 2026 14:05:06 +0000");
    assert_eq!(header(&message, "From"), "\"Example\" <no-reply@example.com>");
    assert_eq!(header(&message, "To"), "<Ada.Lovelace@Example.org>");
    assert_eq!(header(&message, "Subject"), "Confirm your address for Example & Sons");
    assert_eq!(header(&message, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(&message, "Content-Language"), "en");
    assert_eq!(header(&message, "MIME-Version"), "1.0");
    assert!(header(&message, "Content-Type").starts_with("multipart/alternative; boundary=\"=_"));
    assert_eq!(message.headers().len(), 9);
    assert_eq!(message.date, DATED.replace_nanosecond(0).unwrap());
}

#[test]
fn both_parts_are_there_text_first_and_every_line_is_ascii_and_short() {
    let message = message();
    let raw = String::from_utf8(message.raw.clone()).unwrap();
    assert!(raw.is_ascii());
    let plain = raw.find("text/plain").unwrap();
    let html = raw.find("text/html").unwrap();
    assert!(plain < html);
    assert_eq!(raw.matches("charset=\"utf-8\"").count(), 2, "{raw}");
    for line in raw.split("\r\n") {
        assert!(line.len() <= 998 && !line.contains(['\r', '\n']), "{line}");
    }
}

#[test]
fn a_repeat_is_the_same_to_the_byte_and_another_key_is_not() {
    let (one, two) = (message(), message());
    assert_eq!(one.raw, two.raw);
    let other = renderer().message(&Letter { key: "another".to_owned(), ..letter(verify("Ada")) }).unwrap();
    assert_ne!(one.raw, other.raw);
    assert_ne!(one.id, other.id);
}

#[test]
fn no_key_breaks_a_message_id() {
    let id = |key: &str| {
        let letter = Letter { key: key.to_owned(), ..letter(verify("Ada")) };
        let message = renderer().message(&letter).unwrap();
        assert_eq!(header(&message, "Message-ID"), format!("<{}>", message.id));
        message.id
    };
    let fine = "run_1-2.step+3";
    assert_eq!(id(fine), format!("{fine}@id.example.com"));
    let mut seen = vec![id(fine)];
    for key in [
        "run:1/step",
        "run:1 step",
        "a..b",
        ".a",
        "a.",
        "",
        "a>\r\nBcc: x@example.com",
        "é",
        &"k".repeat(500),
    ] {
        let id = id(key);
        let (local, host) = id.rsplit_once('@').unwrap();
        let atom = |atom: &str| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+".contains(&b))
        };
        assert!(
            local.split('.').all(atom) && local.len() <= 100 && host == "id.example.com",
            "{key:?} gave {id}"
        );
        assert!(!seen.contains(&id), "{id}");
        seen.push(id);
    }
}

#[test]
fn an_issuer_without_a_name_is_an_address_literal() {
    for (issuer, host) in [
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("http://localhost:8000", "localhost"),
    ] {
        let brand = Brand { issuer: Url::parse(issuer).unwrap(), ..brand() };
        let message = Renderer::new(brand).unwrap().message(&letter(verify("Ada"))).unwrap();
        assert!(message.id.ends_with(&format!("@{host}")), "{}", message.id);
    }
}

#[test]
fn hosts_in_other_scripts_go_out_in_ascii() {
    let to = EmailAddress::parse("ada@bücher.example").unwrap();
    let message = renderer().message(&Letter { to, ..letter(verify("Ada")) }).unwrap();
    assert_eq!(message.to, "ada@xn--bcher-kva.example");
    assert_eq!(header(&message, "To"), "<ada@xn--bcher-kva.example>");
}

#[test]
fn what_it_says_is_not_printed() {
    let printed = format!("{:?}", message());
    assert!(!printed.contains("token") && !printed.contains("Hello"), "{printed}");
}
