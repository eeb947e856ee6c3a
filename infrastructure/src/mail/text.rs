//! Text as mail needs it: lines of a length that every reader shows, names that are nothing but
//! names, and times in words.

use oathgate_domain::locale::Locale;
use time::{
    OffsetDateTime, UtcOffset, format_description::StaticFormatDescription, macros::format_description,
};

/// Longest line of the text part, in characters. RFC 5322 §2.1.1 asks for at most 78.
const COLUMNS: usize = 76;
const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
/// Longest name that a mail greets with, in characters.
const MAX_NAME: usize = 60;

/// Breaks lines at spaces so that none has more than 76 characters but one without spaces, such
/// as a link. Ends every line with `\n`, the last as well, and runs of empty lines become one.
pub(super) fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut empty_before = true;
    for line in text.lines().map(str::trim_end) {
        if line == "--" {
            // The line that ends the mail proper, with its space (RFC 3676 §4.3).
            out.push_str("-- \n");
            empty_before = false;
            continue;
        }
        if line.is_empty() {
            if !empty_before {
                out.push('\n');
            }
            empty_before = true;
            continue;
        }
        empty_before = false;
        let mut column = 0;
        for word in line.split(' ') {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > COLUMNS {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push('\n');
    }
    let end = out.trim_end_matches('\n').len();
    out.truncate(end);
    out.push('\n');
    out
}

/// A name to greet with. None where it would do more than greet: anybody can enter somebody
/// else's address with a name of their choice, and a mail reader turns `example.com` into a
/// link.
pub(super) fn greetable(name: &str) -> Option<String> {
    let name = one_line(name);
    let letters: Vec<char> = name.chars().collect();
    let like_a_host = letters
        .windows(4)
        .any(|four| matches!(four, [a, '.', b, c] if a.is_alphanumeric() && b.is_alphanumeric() && c.is_alphanumeric()));
    let like_a_link = name.contains(['/', '\\', '@', ':', '<', '>']) || like_a_host;
    let fits = (1..=MAX_NAME).contains(&letters.len());
    (fits && !like_a_link).then_some(name)
}

/// Text on one line: runs of white space and control characters become one space, marks that
/// turn the direction of text go.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !turns_text(*c)) {
        if !c.is_whitespace() && !c.is_control() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A time in words: `3 February 2026, 14:05 UTC` or `3. Februar 2026, 14:05 UTC`.
pub(super) fn in_words(time: OffsetDateTime, locale: Locale) -> String {
    const WORDS: StaticFormatDescription =
        format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
    let time = time.to_offset(UtcOffset::UTC);
    if locale == Locale::German {
        let month = GERMAN_MONTHS[usize::from(u8::from(time.month())) - 1];
        return format!(
            "{}. {month} {}, {:02}:{:02} UTC",
            time.day(),
            time.year(),
            time.hour(),
            time.minute()
        );
    }
    time.format(WORDS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn lines_are_broken_at_spaces_alone() {
        let link = format!("https://example.com/{}", "x".repeat(100));
        let text = wrapped(&format!("\n\n{}\n\n\n\n{link}\n\n", "word ".repeat(40)));
        for line in text.lines() {
            assert!(line.chars().count() <= COLUMNS || line == link, "{line}");
        }
        assert!(text.starts_with("word word") && text.ends_with(&format!("word\n\n{link}\n")), "{text}");
    }

    #[test]
    fn names_that_a_reader_would_turn_into_links_are_left_out() {
        for name in ["Ada", "  Ada  King ", "J.R.R. Tolkien", "Dr. Who", "美咲", "O'Neil", "A. B."] {
            assert!(greetable(name).is_some(), "{name}");
        }
        for name in
            ["win at evil.example", "https://evil", "a@b", "www.evil.com now", "", "   ", &"x".repeat(61)]
        {
            assert_eq!(greetable(name), None, "{name}");
        }
        assert_eq!(greetable("Ada\r\nBcc: x\u{202e}"), None);
        assert_eq!(greetable("Ada\r\n\tKing\u{202e}").as_deref(), Some("Ada King"));
    }

    #[test]
    fn times_are_in_words_and_in_utc() {
        let time = datetime!(2026-02-03 15:05:59 +1);
        assert_eq!(in_words(time, Locale::English), "3 February 2026, 14:05 UTC");
        assert_eq!(in_words(time, Locale::German), "3. Februar 2026, 14:05 UTC");
        assert_eq!(in_words(datetime!(2026-12-31 0:07 UTC), Locale::German), "31. Dezember 2026, 00:07 UTC");
    }
}
