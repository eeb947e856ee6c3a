//! The captured mails, for a person and for a test.

use super::{
    captured_mail::{CapturedLetter, CapturedMail},
    layout::{Escaped, Page},
};
use crate::problem::{Problem, ProblemCode, Rejection};
use poem::{Response, http::StatusCode};
use poem_openapi::types::ToJSON;
use std::fmt::Write as _;
use time::{OffsetDateTime, macros::format_description};

/// A mail may bring its own styles and pictures; scripts run nowhere. The frame of the HTML part
/// inherits this.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https: http:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the HTML part may do: open links when a person follows them.
const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// How often the list is fetched again, in seconds.
const REFRESH: u32 = 3;

/// The list, newest first.
pub(super) async fn list(mailbox: &dyn CapturedMail) -> Response {
    let letters = mailbox.list().await;
    let mut items = String::new();
    for letter in &letters {
        // Writing to a string cannot fail.
        let _ = write!(
            items,
            r#"<li><a href="/dev/mailbox/{id}"><span class="row"><strong>{subject}</strong>{time}</span>
<span class="quiet">to {to} from {from}</span></a></li>"#,
            id = Escaped(&letter.id),
            subject = Escaped(&letter.subject),
            time = moment(letter.captured_at),
            to = Escaped(&letter.to.join(", ")),
            from = Escaped(&letter.from),
        );
    }
    let list = if letters.is_empty() {
        "<p>No mail yet. Register an account or ask for a new password, and the mail will be here.</p>"
            .to_owned()
    } else {
        format!(r#"<ul class="mails">{items}</ul>"#)
    };
    let main = format!(
        r#"<section><h1>Mailbox</h1>
<p class="quiet">Mail that this server would have sent. Nothing leaves this machine. The page looks for
new mail by itself; programs read <a href="/dev/mailbox.json">/dev/mailbox.json</a>.</p>
{list}</section>"#
    );
    Page { refresh: Some(REFRESH), ..Page::wide("Mailbox", main) }.answer(StatusCode::OK)
}

/// The list for programs.
pub(super) async fn json(mailbox: &dyn CapturedMail) -> Response {
    let letters = mailbox.list().await;
    Response::builder().content_type("application/json").body(letters.to_json_string())
}

/// One mail.
pub(super) async fn letter(mailbox: &dyn CapturedMail, id: &str) -> poem::Result<Response> {
    let Some(letter) = mailbox.get(id).await else {
        return Err(Rejection::new(Problem::new(ProblemCode::NotFound)).into());
    };
    Ok(Page::wide(&letter.subject, view(&letter)).answer_under(StatusCode::OK, POLICY))
}

fn view(letter: &CapturedLetter) -> String {
    let mut headers = String::new();
    for header in &letter.headers {
        let (name, value) = (Escaped(&header.name), Escaped(&header.value));
        let _ = write!(headers, "<dt>{name}</dt><dd>{value}</dd>");
    }
    let html = letter.html.as_deref().map(|html| {
        // Without a target a link would open inside the frame, which our own pages refuse.
        let document = format!("<base target=\"_top\">{html}");
        format!(
            r#"<section><h2>HTML</h2><iframe title="HTML part" sandbox="{SANDBOX}" srcdoc="{}"></iframe></section>"#,
            Escaped(&document)
        )
    });
    let text = letter
        .text
        .as_deref()
        .map(|text| format!("<section><h2>Text</h2><pre>{}</pre></section>", linked(text)));
    format!(
        r#"<p><a href="/dev/mailbox">← All mail</a></p>
<section><h1>{subject}</h1>
<dl><dt>From</dt><dd>{from}</dd><dt>To</dt><dd>{to}</dd><dt>Captured</dt><dd>{time}</dd></dl>
<details><summary>Header fields</summary><dl>{headers}</dl></details></section>
{html}{text}"#,
        subject = Escaped(&letter.subject),
        from = Escaped(&letter.from),
        to = Escaped(&letter.to.join(", ")),
        time = moment(letter.captured_at),
        html = html.unwrap_or_default(),
        text = text.unwrap_or_default(),
    )
}

/// Text with its web addresses as links.
fn linked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\''))
            .unwrap_or(from.len());
        let (address, after) = from.split_at(end);
        let bare = address.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']);
        let _ = write!(out, r#"{}<a href="{bare}">{bare}</a>"#, Escaped(before), bare = Escaped(bare));
        out.push_str(&Escaped(&address[bare.len()..]).to_string());
        rest = after;
    }
    out + &Escaped(rest).to_string()
}

fn moment(time: OffsetDateTime) -> String {
    let machine = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let person = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    let time = time.to_offset(time::UtcOffset::UTC);
    // Both forms consist of parts that every time has.
    let (machine, person) =
        (time.format(machine).unwrap_or_default(), time.format(person).unwrap_or_default());
    format!(r#"<time class="quiet" datetime="{machine}">{person}</time>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_text_become_links_and_the_rest_stays_text() {
        assert_eq!(
            linked("Go to https://a.example/x?t=1&u=2. <b>"),
            r#"Go to <a href="https://a.example/x?t=1&amp;u=2">https://a.example/x?t=1&amp;u=2</a>. &lt;b&gt;"#
        );
        assert_eq!(linked("http://"), r#"<a href="http://">http://</a>"#);
        assert_eq!(linked("plain"), "plain");
    }

    #[test]
    fn a_mail_cannot_leave_its_frame() {
        let letter = CapturedLetter {
            id: "1".to_owned(),
            captured_at: OffsetDateTime::UNIX_EPOCH,
            from: "a".to_owned(),
            to: vec!["b".to_owned()],
            subject: "<script>alert(1)</script>".to_owned(),
            headers: vec![],
            text: None,
            html: Some("\"></iframe><script>alert(2)</script>".to_owned()),
        };
        let view = view(&letter);
        assert!(!view.contains("<script>"), "{view}");
        assert_eq!(view.matches("</iframe>").count(), 1);
        assert!(!view.contains("allow-scripts") && !view.contains("allow-same-origin"));
    }
}
