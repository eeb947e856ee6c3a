//! The words and the looks of every mail.

use super::samples::{LINK, every_content, letter, renderer, verify};
use oathgate_application::ports::mailer::{Content, Letter};
use oathgate_domain::{
    brand::{Color, Palette},
    locale::Locale,
};
use oathgate_infrastructure::mail::{Brand, Message, Renderer};

fn message(content: Content) -> Message {
    message_in(Locale::English, content)
}

fn message_in(locale: Locale, content: Content) -> Message {
    renderer().message(&Letter { locale: Some(locale), ..letter(content) }).unwrap()
}

/// One of each in each language.
fn every_message() -> Vec<(Locale, &'static str, Message)> {
    let of = |locale| {
        every_content().into_iter().map(move |(name, content)| (locale, name, message_in(locale, content)))
    };
    Locale::ALL.into_iter().flat_map(of).collect()
}

#[test]
fn every_mail_has_its_subject() {
    let subjects: Vec<_> = every_content().into_iter().map(|(_, content)| message(content).subject).collect();
    assert_eq!(
        subjects,
        [
            "Confirm your address for Example & Sons",
            "Reminder: confirm your address for Example & Sons",
            "You have an account at Example & Sons already",
            "Welcome to Example & Sons",
            "Set a new password for Example & Sons",
            "Your password for Example & Sons was changed",
            "Confirm your new address for Example & Sons",
            "Your address for Example & Sons was changed",
            "New device signed in to Example & Sons",
            "Your account at Example & Sons will be deleted",
            "Your account at Example & Sons is deleted",
            "Your data at Example & Sons is ready",
        ]
    );
}

#[test]
fn every_mail_has_its_subject_in_german() {
    let subjects: Vec<_> =
        every_content().into_iter().map(|(_, content)| message_in(Locale::German, content).subject).collect();
    assert_eq!(
        subjects,
        [
            "Bestätigen Sie Ihre Adresse für Example & Sons",
            "Erinnerung: Bestätigen Sie Ihre Adresse für Example & Sons",
            "Sie haben schon ein Konto bei Example & Sons",
            "Willkommen bei Example & Sons",
            "Setzen Sie ein neues Passwort für Example & Sons",
            "Ihr Passwort für Example & Sons wurde geändert",
            "Bestätigen Sie Ihre neue Adresse für Example & Sons",
            "Ihre Adresse für Example & Sons wurde geändert",
            "Anmeldung mit einem neuen Gerät bei Example & Sons",
            "Ihr Konto bei Example & Sons wird gelöscht",
            "Ihr Konto bei Example & Sons ist gelöscht",
            "Ihre Daten bei Example & Sons sind bereit",
        ]
    );
}

#[test]
fn a_mail_is_in_the_language_of_its_reader_or_else_of_the_settings() {
    let german = Renderer::new(Brand { locale: Locale::German, ..super::samples::brand() }).unwrap();
    for (renderer, reader, expected) in
        [(renderer(), None, "en"), (renderer(), Some(Locale::German), "de"), (german, None, "de")]
    {
        let mail = renderer.message(&Letter { locale: reader, ..letter(verify("Ada")) }).unwrap();
        let said: Vec<_> =
            mail.headers().into_iter().filter(|(name, _)| name == "Content-Language").collect();
        assert_eq!(said, [("Content-Language".to_owned(), expected.to_owned())]);
        assert!(mail.html.contains(&format!("<html lang=\"{expected}\"")), "{}", mail.html);
        assert_eq!(mail.text.contains("Guten Tag Ada,"), expected == "de", "{}", mail.text);
        assert_eq!(mail.html.contains("3. Februar 2026"), expected == "de", "{}", mail.html);
    }
}

#[test]
fn both_parts_of_every_german_mail_are_german() {
    for (name, content) in every_content() {
        let mail = message_in(Locale::German, content);
        let english = ["Hello", "Somebody", "You got", "Sent by", "This link", "February", " your "];
        for part in [&mail.text, &mail.html.split("</head>").nth(1).unwrap_or_default().to_owned()] {
            for word in english {
                assert!(!part.contains(word), "{name}: {word}\n{part}");
            }
            assert!(
                part.contains("Guten Tag Ada,") && part.contains("Sie bekommen diese Mail, weil"),
                "{name}\n{part}"
            );
        }
    }
}

/// What each mail must tell, in both parts.
#[test]
fn every_mail_tells_what_its_reader_needs() {
    let until = "This link works until 3 February 2026, 14:05 UTC";
    let told: [(&str, &[&str]); 12] = [
        ("verify_email", &[LINK, until, "nothing to do"]),
        ("verify_email_reminder", &[LINK, until, "has not been confirmed yet"]),
        ("already_registered", &["https://id.example.com/login", "https://id.example.com/forgot-password"]),
        ("welcome", &["https://id.example.com/login"]),
        ("reset_password", &[LINK, until, "signs you out everywhere"]),
        ("password_changed", &["on 3 February 2026, 14:05 UTC", "https://id.example.com/forgot-password"]),
        ("confirm_new_email", &[LINK, until, "keeps its present address"]),
        ("email_changed", &["a•••@example.net", "on 3 February 2026, 14:05 UTC"]),
        (
            "new_device",
            &["Firefox on Linux", "198.51.100.7", "on 3 February", "https://id.example.com/forgot-password"],
        ),
        ("erasure_planned", &[LINK, until, "with everything that belongs to it"]),
        ("account_erased", &["on 3 February 2026, 14:05 UTC", "Everything that belonged to it is gone"]),
        ("export_ready", &["https://id.example.com/account/data", "until 3 February 2026, 14:05 UTC"]),
    ];
    for ((name, content), (told_name, words)) in every_content().into_iter().zip(told) {
        assert_eq!(name, told_name);
        let mail = message(content);
        let text = mail.text.replace('\n', " ");
        let html = mail.html.replace("&#x2f;", "/").replace("&amp;", "&");
        for words in words.iter().chain(&[
            "Hello Ada,",
            "You got this mail because",
            "Sent by Example & Sons at id.example.com",
        ]) {
            assert!(text.contains(words), "{name}, text: {words}\n{}", mail.text);
            assert!(html.contains(words), "{name}, HTML: {words}\n{}", mail.html);
        }
    }
}

#[test]
fn the_text_part_is_plain_and_narrow() {
    for (locale, name, mail) in every_message() {
        let text = mail.text;
        for line in text.lines() {
            let fits = line.chars().count() <= 76 || (line.starts_with("https://") && !line.contains(' '));
            assert!(fits, "{name}: {line}");
            assert!(!line.ends_with(' ') || line == "-- ", "{name}: {line:?}");
        }
        assert!(
            !text.contains("\n\n\n") && !text.contains("&amp;") && !text.contains('<'),
            "{name}:\n{text}"
        );
        let (greeting, reason) = match locale {
            Locale::English => ("Hello Ada,", "You got this"),
            Locale::German => ("Guten Tag Ada,", "Sie bekommen diese"),
        };
        assert!(text.starts_with(&format!("Example & Sons\n\n{greeting}\n\n")), "{name}:\n{text}");
        assert!(text.contains(&format!("\n\n-- \n{reason}")), "{name}:\n{text}");
    }
}

#[test]
fn the_html_part_loads_nothing_and_has_one_button() {
    for (locale, name, mail) in every_message() {
        let html = mail.html;
        assert!(html.contains(&format!("lang=\"{}\"", locale.as_str())), "{name}");
        for banned in [
            "<img",
            "<script",
            "<link",
            "url(",
            "@import",
            "<iframe",
            "<form",
            "http://www.w3.org/1999/xlink",
        ] {
            assert!(!html.contains(banned), "{name}: {banned}");
        }
        let buttons = html.matches("class=\"button\"").count();
        assert_eq!(buttons, usize::from(!["email_changed", "account_erased"].contains(&name)), "{name}");
        for needed in
            ["name=\"color-scheme\" content=\"light dark\"", "prefers-color-scheme: dark", "max-width:560px"]
        {
            assert!(html.contains(needed), "{name}: {needed}");
        }
        let opened = html.matches("<table").count();
        assert_eq!(
            (opened, html.matches("role=\"presentation\"").count()),
            (html.matches("</table>").count(), opened),
            "{name}"
        );
        assert!(!html.contains("{{") && !html.contains("{%"), "{name}");
    }
}

#[test]
fn where_the_button_leads_stands_below_it_as_text() {
    let html = message(verify("Ada")).html.replace("&#x2f;", "/");
    assert_eq!(html.matches(&format!("href=\"{LINK}\"")).count(), 2);
    assert!(html.contains(&format!(">{LINK}</a>")));
}

#[test]
fn names_and_brands_cannot_bring_markup_or_links() {
    let hostile = "<b>Ada</b> \"'&";
    let mail = message(verify(hostile));
    assert!(!mail.html.contains("<b>") && mail.text.contains("Hello,"), "{}", mail.text);
    let mail = message(verify("Ada \"&' King"));
    assert!(mail.html.contains("Hello Ada &quot;&amp;&#x27; King,"), "{}", mail.html);
    assert!(mail.text.contains("Hello Ada \"&' King,"));
    for name in ["claim it at evil.example", "https://evil.example", ""] {
        let mail = message(verify(name));
        assert!(mail.text.contains("Hello,\n") && !mail.text.contains("evil"), "{}", mail.text);
        assert!(mail.html.contains("Hello,</p>") && !mail.html.contains("evil"), "{}", mail.html);
    }

    let brand = Brand { name: "<i>Evil\r\nBcc: x@example.com".to_owned(), ..super::samples::brand() };
    let mail = Renderer::new(brand).unwrap().message(&letter(verify("Ada"))).unwrap();
    assert!(!mail.html.contains("<i>"));
    assert_eq!(mail.subject, "Confirm your address for <i>Evil Bcc: x@example.com");
    assert!(mail.headers().iter().all(|(name, _)| name != "Bcc"), "{:?}", mail.headers());
}

#[test]
fn the_colour_and_the_logo_are_the_operators() {
    let brand = Brand {
        palette: Palette::of(Color::parse("#1d4ed8").unwrap()),
        logo: Some("https://id.example.com/brand/logo".parse().unwrap()),
        ..super::samples::brand()
    };
    let mail = Renderer::new(brand).unwrap().message(&letter(verify("Ada"))).unwrap();
    assert!(mail.html.contains("background-color:#1d4ed8"), "{}", mail.html);
    assert!(!mail.html.contains("#0f766e") && !mail.html.contains("#2dd4bf"), "{}", mail.html);
    let logo = r#"<img src="https://id.example.com/brand/logo" alt="Example &amp; Sons""#;
    assert!(mail.html.replace("&#x2f;", "/").contains(logo), "{}", mail.html);
    assert!(mail.text.starts_with("Example & Sons"), "{}", mail.text);
}

/// The whole text of each mail, so that a change of wording is seen in review. Run it with
/// `UPDATE_WORDS=1` to take over what is written now.
#[test]
#[expect(clippy::disallowed_methods, reason = "whoever runs the test says so")]
fn the_words_of_every_mail() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/words");
    let update = std::env::var_os("UPDATE_WORDS").is_some();
    for (locale, name, mail) in every_message() {
        let whole = format!("Subject: {}\n\n{}", mail.subject, mail.text);
        let file = folder.join(locale.as_str()).join(format!("{name}.txt"));
        if update {
            std::fs::write(&file, &whole).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(whole, expected, "{} is not what is written now", file.display());
    }
}
