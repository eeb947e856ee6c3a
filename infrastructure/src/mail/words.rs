//! The words of mails in every language. A message holds places as `{name}`, and stars around what is to stand
//! out.

use minijinja::{AutoEscape, Error, ErrorKind, HtmlEscape, State, Value, value::Kwargs};
use oathgate_domain::{device::Device, locale::Locale};
use std::{collections::BTreeMap, fmt::Write as _};

const ENGLISH: &str = include_str!("../../templates/mail/words/en.json");
const GERMAN: &str = include_str!("../../templates/mail/words/de.json");

/// The messages of a language, by their keys.
#[derive(Debug, Clone)]
pub(super) struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads the messages of a language.
    ///
    /// # Errors
    /// When its file is none.
    pub(super) fn of(locale: Locale) -> Result<Self, serde_json::Error> {
        serde_json::from_str(match locale {
            Locale::English => ENGLISH,
            Locale::German => GERMAN,
        })
        .map(Self)
    }

    /// A device in a sentence, behind "with".
    pub(super) fn device(&self, device: &Device) -> Option<String> {
        let say = |key: &str| self.0.get(key).cloned();
        match device {
            Device::Browser { family, system } => {
                let browser =
                    family.map_or_else(|| say("device.browser"), |family| Some(family.to_owned()))?;
                let Some(system) = system else { return Some(browser) };
                Some(say("device.on")?.replace("{browser}", &browser).replace("{system}", system))
            }
            Device::Program(name) => Some(name.clone()),
            Device::Unknown => say("device.unknown"),
        }
    }

    /// What templates call as `t`: the message of a key with its places filled, escaped where the template is
    /// HTML. A key or a place that is missing is a fault: nobody gets half a mail.
    pub(super) fn say(
        &self,
        state: &State<'_, '_>,
        key: &str,
        values: &Kwargs,
        brand: &str,
    ) -> Result<Value, Error> {
        let message =
            self.0.get(key).ok_or_else(|| Error::new(ErrorKind::UndefinedError, "no such message"))?;
        let html = matches!(state.auto_escape(), AutoEscape::Html);
        let (mut said, mut is_strong) = (String::with_capacity(message.len() + 64), false);
        for piece in pieces(message) {
            match piece {
                Piece::Text(text) => put(&mut said, text, html)?,
                Piece::Place("brand") => put(&mut said, brand, html)?,
                Piece::Place(name) => {
                    let value: Value = values.get(name)?;
                    match value.as_str() {
                        Some(text) if value.is_safe() => said.push_str(text),
                        Some(text) => put(&mut said, text, html)?,
                        None => return Err(Error::new(ErrorKind::UndefinedError, "a place is not filled")),
                    }
                }
                Piece::Star if html => {
                    said.push_str(if is_strong { "</strong>" } else { "<strong>" });
                    is_strong = !is_strong;
                }
                Piece::Star => {}
            }
        }
        values.assert_all_used()?;
        Ok(if html { Value::from_safe_string(said) } else { Value::from(said) })
    }
}

fn put(said: &mut String, text: &str, html: bool) -> Result<(), Error> {
    let written = if html { write!(said, "{}", HtmlEscape(text)) } else { said.write_str(text) };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "a message cannot be written"))
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Place(&'a str),
    Star,
}

fn pieces(message: &str) -> Vec<Piece<'_>> {
    let (mut found, mut rest) = (Vec::new(), message);
    while let Some(at) = rest.find(['{', '*']) {
        found.push(Piece::Text(&rest[..at]));
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('*') {
            found.push(Piece::Star);
            rest = after;
        } else {
            let end = rest.find('}').unwrap_or(rest.len() - 1);
            found.push(Piece::Place(&rest[1..end]));
            rest = &rest[end + 1..];
        }
    }
    found.push(Piece::Text(rest));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(message: &str) -> BTreeSet<String> {
        let places = pieces(message).into_iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.to_owned()),
            Piece::Text(_) | Piece::Star => None,
        });
        places.collect()
    }

    #[test]
    fn every_language_has_every_message_with_the_same_places() {
        let english = Words::of(Locale::English).unwrap().0;
        for locale in Locale::ALL {
            let words = Words::of(locale).unwrap().0;
            assert_eq!(words.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{locale:?}");
            for (key, message) in &words {
                assert_eq!(places(message), places(&english[key]), "{locale:?} {key}");
                assert!(
                    !message.trim().is_empty() && message.matches('*').count() % 2 == 0,
                    "{locale:?} {key}"
                );
                assert_eq!(message.matches('{').count(), message.matches('}').count(), "{locale:?} {key}");
                // What several messages of a mail have in common may be the same in both; sentences are not.
                let same = locale != Locale::English && message == &english[key];
                assert!(!same, "{key} was not translated");
            }
        }
    }

    #[test]
    fn every_message_is_used() {
        let sources = super::super::renderer::TEMPLATES.map(|(_, source)| source).concat();
        for key in Words::of(Locale::English).unwrap().0.keys() {
            let used = sources.contains(&format!("t(\"{key}\"")) || key.starts_with("device.");
            assert!(used, "{key} is in no template");
        }
    }

    #[test]
    fn devices_are_said_in_each_language() {
        let firefox = Device::Browser { family: Some("Firefox"), system: Some("Linux") };
        let some = Device::Browser { family: None, system: Some("iPad") };
        for (locale, expected) in [
            (Locale::English, ["Firefox on Linux", "a browser on iPad", "curl", "an unknown program"]),
            (
                Locale::German,
                ["Firefox auf Linux", "einem Browser auf iPad", "curl", "einem unbekannten Programm"],
            ),
        ] {
            let words = Words::of(locale).unwrap();
            let devices = [&firefox, &some, &Device::Program("curl".to_owned()), &Device::Unknown];
            assert_eq!(devices.map(|device| words.device(device).unwrap()), expected);
        }
    }
}
