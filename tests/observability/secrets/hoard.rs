//! What must not be found, and the search for it.

use oathgate_infrastructure::testing::smtp::TakenMail;
use std::collections::BTreeSet;

/// Somewhere that is searched: its name, and everything in it.
pub type Place = (String, String);

/// A secret, what it is, and where it has to be.
struct Secret {
    what: String,
    text: String,
    belongs: &'static [&'static str],
}

/// Every secret that was used.
#[derive(Default)]
pub struct Hoard(Vec<Secret>);

impl Hoard {
    /// Keeps one that must stand nowhere.
    pub fn keep(&mut self, what: &str, text: &str) {
        self.keep_but_for(what, text, &[]);
    }

    /// Keeps one that belongs to some places.
    pub fn keep_but_for(&mut self, what: &str, text: &str, belongs: &'static [&'static str]) {
        assert!(text.len() >= 8, "{what}: {text:?} would be found by chance");
        self.0.push(Secret { what: what.to_owned(), text: text.to_owned(), belongs });
        // Whoever cuts a token short may still have told what nobody can guess of it.
        if text.starts_with("eyJ")
            && let Some((_, signature)) = text.rsplit_once('.')
        {
            self.0.push(Secret { what: format!("signature of {what}"), text: signature.to_owned(), belongs });
        }
    }

    /// Keeps the tokens of every link in these mails.
    pub fn keep_links(&mut self, mails: &[TakenMail]) {
        let mut tokens = BTreeSet::new();
        for mail in mails {
            let text = mail.message.replace("=\r\n", "").replace("=3D", "=");
            for part in text.split("token=").skip(1) {
                let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
                tokens.insert(part.chars().take_while(is_part).collect::<String>());
            }
        }
        assert!(tokens.len() >= 3, "{} links in {} mails", tokens.len(), mails.len());
        for token in tokens {
            self.keep("link in a mail", &token);
        }
    }

    /// What kinds there are.
    pub fn kinds(&self) -> BTreeSet<&str> {
        self.0.iter().map(|secret| secret.what.as_str()).collect()
    }

    /// Every secret that stands where it must not, with the beginning of the line.
    pub fn found_in(&self, places: &[Place]) -> Vec<String> {
        let mut found = Vec::new();
        for secret in &self.0 {
            let forms = forms(&secret.text);
            for (place, content) in places {
                if secret.belongs.contains(&place.as_str()) {
                    continue;
                }
                let at = forms.iter().find_map(|form| content.find(form.as_str()));
                if let Some(at) = at {
                    let line = content[..at].rfind('\n').map_or(0, |end| end + 1);
                    let shown: String = content[line..].lines().next().unwrap().chars().take(600).collect();
                    found.push(format!("{} in {place}: {shown}", secret.what));
                }
            }
        }
        found
    }
}

/// As it is, as it stands in addresses, and as databases print bytes.
fn forms(text: &str) -> BTreeSet<String> {
    let encoded = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let hex = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    [text.to_owned(), encoded, hex].into()
}

#[test]
fn what_is_there_is_found_in_every_form() {
    let mut hoard = Hoard::default();
    hoard.keep("password", "correct horse/battery");
    hoard.keep("token", "eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJlIG9mIGl0");
    hoard.keep_but_for("hash", "$pbkdf2-sha256$", &["accounts"]);
    let place = |content: &str| vec![("here".to_owned(), format!("first\nsecond {content} third\n"))];
    for (content, what) in [
        ("correct horse/battery", "password in here: second"),
        ("correct+horse%2Fbattery", "password in here"),
        ("636f727265637420686f7273652f62617474657279", "password in here"),
        ("…c2lnbmF0dXJlIG9mIGl0", "signature of token in here"),
        ("$pbkdf2-sha256$i=1", "hash in here"),
    ] {
        let found = hoard.found_in(&place(content));
        assert!(found.len() == 1 && found[0].starts_with(what), "{content}: {found:?}");
    }
    assert_eq!(hoard.found_in(&place("nothing of it")), Vec::<String>::new());
    assert_eq!(
        hoard.found_in(&[("accounts".to_owned(), "$pbkdf2-sha256$".to_owned())]),
        Vec::<String>::new()
    );
}
