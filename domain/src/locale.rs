//! The languages that pages and mails are written in.

use crate::invalid::Invalid;

/// A language that there are words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

/// Most wishes of a list that are looked at: its author may be a stranger.
const MAX_WISHES: usize = 20;

impl Locale {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its language tag (RFC 5646), as in the claim `locale` (OpenID Connect Core §5.1).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of a tag, whatever its script and region: `de-AT` is German. None where there are no
    /// words for it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.as_str().eq_ignore_ascii_case(primary))
    }

    /// The first of a list of wishes with blanks between (`ui_locales`, OpenID Connect Core §3.1.2.1) that there are
    /// words for.
    pub fn wished(list: &str) -> Option<Self> {
        list.split_whitespace().take(MAX_WISHES).find_map(Self::of_tag)
    }

    /// Reads what somebody chose.
    ///
    /// # Errors
    /// When there are no words for it.
    pub fn parse(field: &'static str, tag: &str) -> Result<Self, Invalid> {
        Self::of_tag(tag).ok_or_else(|| {
            let tags = Self::ALL.map(Self::as_str).join(" or ");
            Invalid::new(field, "unknown_locale", format!("must be {tags}"))
        })
    }

    /// The best of an `Accept-Language` header (RFC 9110 §12.5.4), by its weights. None where it asks for none
    /// that there are words for.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for wish in header.split(',').take(MAX_WISHES) {
            let mut parts = wish.split(';');
            let Some(locale) = parts.next().and_then(Self::of_tag) else { continue };
            let weight =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1000), thousandths);
            let Some(weight) = weight.filter(|weight| *weight > 0) else { continue };
            if best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

/// A weight of RFC 9110 §12.4.2 in thousandths: at most 1, with at most three digits behind the point.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let rest = format!("{rest:0<3}").parse::<u16>().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(rest),
        "1" if rest == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_language() {
        for (tag, expected) in [
            ("de", Some(Locale::German)),
            ("de-AT", Some(Locale::German)),
            ("DE_ch", Some(Locale::German)),
            (" en-GB ", Some(Locale::English)),
            ("den", None),
            ("fr", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(Locale::of_tag(tag), expected, "{tag}");
        }
        let fault = Locale::parse("locale", "fr").unwrap_err();
        assert_eq!((fault.field, fault.message.as_str()), ("locale", "must be en or de"));
    }

    #[test]
    fn the_first_wish_wins_that_there_are_words_for() {
        assert_eq!(Locale::wished("fr-CA de-CH en"), Some(Locale::German));
        assert_eq!(Locale::wished(" fr  it "), None);
    }

    #[test]
    fn the_best_wish_wins_by_its_weight() {
        for (header, expected) in [
            ("de", Some(Locale::German)),
            ("de-DE,de;q=0.9,en;q=0.8", Some(Locale::German)),
            ("en;q=0.5, de;q=0.7", Some(Locale::German)),
            ("fr, en;q=0.3, de;q=0.2", Some(Locale::English)),
            ("de;q=0, en;q=0.1", Some(Locale::English)),
            ("de;q=0", None),
            ("de;q=x, en;q=0.001", Some(Locale::English)),
            ("de;q=2", None),
            ("*", None),
            ("", None),
            (",;,;q=", None),
        ] {
            assert_eq!(Locale::accepted(header), expected, "{header}");
        }
        let late = format!("{}de", "fr,".repeat(MAX_WISHES));
        assert_eq!(Locale::accepted(&late), None);
    }
}
