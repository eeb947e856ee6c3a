//! `MAIL_FROM` in its two forms.

use super::samples::{brand, letter, verify};
use oathgate_infrastructure::mail::{Brand, Renderer, Sender, SenderFault};

#[test]
fn an_address_alone_or_with_a_name() {
    for (text, name, address) in [
        ("a@example.com", None, "a@example.com"),
        (" a@example.com ", None, "a@example.com"),
        ("<a@example.com>", None, "a@example.com"),
        ("Ada <a@example.com>", Some("Ada"), "a@example.com"),
        ("\"Ada, Inc.\" <a@example.com>", Some("Ada, Inc."), "a@example.com"),
        ("\"Ada \\\"King\\\" \\\\\" <a@example.com>", Some("Ada \"King\" \\"), "a@example.com"),
        ("Bücher <a@example.com>", Some("Bücher"), "a@example.com"),
    ] {
        let sender: Sender = text.parse().unwrap();
        assert_eq!((sender.name.as_deref(), sender.address.as_str()), (name, address), "{text}");
    }
    for (text, fault) in [
        ("", SenderFault::Address),
        ("Ada", SenderFault::Address),
        ("Ada <a@example.com", SenderFault::Address),
        ("Ada a@example.com>", SenderFault::Address),
        ("Ada <a@example.com> x", SenderFault::Address),
        ("Ada\r\nBcc: x <a@example.com>", SenderFault::Name),
        ("a@example.com\r\nBcc: x@example.com", SenderFault::Address),
    ] {
        assert_eq!(text.parse::<Sender>().unwrap_err(), fault, "{text:?}");
    }
    assert_eq!(format!("{} <a@example.com>", "x".repeat(101)).parse::<Sender>(), Err(SenderFault::Name));
}

#[test]
fn without_a_name_the_product_is_the_sender() {
    let brand = Brand { sender: "a@example.com".parse().unwrap(), ..brand() };
    let message = Renderer::new(brand).unwrap().message(&letter(verify("Ada"))).unwrap();
    let from = message.headers().into_iter().find(|(name, _)| name == "From").unwrap().1;
    assert_eq!(from, "\"Example & Sons\" <a@example.com>");
}

#[test]
fn a_name_of_more_than_one_line_becomes_one_line() {
    let brand = Brand {
        name: "Example\r\nBcc: x@example.com".to_owned(),
        sender: "a@example.com".parse().unwrap(),
        ..brand()
    };
    let message = Renderer::new(brand).unwrap().message(&letter(verify("Ada"))).unwrap();
    assert_eq!(message.from_name, "Example Bcc: x@example.com");
    assert!(message.headers().iter().all(|(name, _)| name != "Bcc"), "{:?}", message.headers());
}
