//! What an SMTP failure means: a stable code, the peer's own words, and whether trying again
//! makes sense.

use super::stage::Stage;
use crate::mail::redact::Redactor;
use mail_send::Error;
use oathgate_application::ports::mailer::MailFault;
use oathgate_domain::workflow::Fault;
use smtp_proto::Response;
use std::time::Duration;

/// Longest time that a peer may ask to wait.
const MAX_WAIT: Duration = Duration::from_hours(1);

/// A reply in the peer's words: code, enhanced code (RFC 2034) and text.
pub(super) fn words(reply: &Response<String>, redactor: &Redactor) -> String {
    let [class, subject, detail] = reply.esc;
    let enhanced = if class == 0 { String::new() } else { format!("{class}.{subject}.{detail} ") };
    redactor.words(&format!("{} {enhanced}{}", reply.code, reply.message))
}

/// A fault of ours, not of the peer's making.
pub(super) fn own(code: &str, detail: &str) -> MailFault {
    MailFault { fault: Fault::new(code, detail), permanent: false, retry_after: None }
}

/// Nothing came for too long at `stage`.
pub(super) fn timeout(stage: Stage) -> MailFault {
    own("smtp_timeout", &at(stage, "the server did not answer in time"))
}

/// What `error` at `stage` means.
pub(super) fn of(stage: Stage, error: Error, redactor: &Redactor) -> MailFault {
    match error {
        Error::UnexpectedReply(reply) | Error::AuthenticationFailed(reply) => {
            refused(stage, &reply, redactor)
        }
        Error::Timeout => timeout(stage),
        Error::Tls(error) => own("smtp_tls", &at(stage, &redactor.words(&error.to_string()))),
        Error::InvalidTLSName => own("smtp_tls", &at(stage, "no certificate can be for the server's name")),
        Error::MissingStartTls => own("smtp_tls", "the server does not offer STARTTLS"),
        Error::Io(error) if stage == Stage::Tls => {
            own("smtp_tls", &at(stage, &redactor.words(&error.to_string())))
        }
        Error::Io(error) if stage == Stage::Connect => {
            own("smtp_unreachable", &at(stage, &redactor.words(&error.to_string())))
        }
        Error::Io(error) => own("smtp_disconnected", &at(stage, &redactor.words(&error.to_string()))),
        Error::UnparseableReply => {
            own("smtp_disconnected", &at(stage, "the server hung up, or what it said was not SMTP"))
        }
        Error::UnsupportedAuthMechanism | Error::MissingCredentials => {
            own("smtp_auth", "the server offers neither AUTH PLAIN nor AUTH LOGIN")
        }
        Error::Auth(_) | Error::Base64(_) => {
            own("smtp_auth", &at(stage, "the server asked for something that is not a user name or password"))
        }
        Error::MissingMailFrom | Error::MissingRcptTo => {
            own("smtp_rejected", &at(stage, "an address is missing"))
        }
    }
}

/// The peer said no.
fn refused(stage: Stage, reply: &Response<String>, redactor: &Redactor) -> MailFault {
    let later = !(500..600).contains(&reply.code);
    let permanent = stage == Stage::Recipient && !later && is_about_the_recipient(reply);
    let code = match stage {
        _ if later => "smtp_unavailable",
        Stage::Tls => "smtp_tls",
        Stage::Authentication => "smtp_auth",
        Stage::Sender => "smtp_sender_refused",
        Stage::Recipient if permanent => "recipient_refused",
        _ => "smtp_rejected",
    };
    MailFault {
        fault: Fault::new(code, at(stage, &words(reply, redactor))),
        permanent,
        retry_after: if later { wait_in(&reply.message) } else { None },
    }
}

/// Whether a 5xx to `RCPT TO` is about the recipient. Many servers put off what they have against
/// us until then: that we have to sign in first (530), that the sender is not ours to use
/// (x.1.7, x.1.8), that they do not relay for us (x.7.x, RFC 3463 §3.8). An operator can mend
/// those, and no recipient may be given up for them.
fn is_about_the_recipient(reply: &Response<String>) -> bool {
    reply.code != 530 && !matches!(reply.esc, [_, 7, _] | [_, 1, 7 | 8])
}

/// With the stage, and a word of warning where the mail may have been taken all the same.
fn at(stage: Stage, what: &str) -> String {
    let note = if stage == Stage::Message && !what.starts_with(|c: char| c.is_ascii_digit()) {
        "; it may have taken the mail all the same"
    } else {
        ""
    };
    format!("{}: {what}{note}", stage.as_str())
}

/// How long a peer asks to wait, where it says so in words as greylisting servers do:
/// "try again in 300 seconds", "retry after 5 minutes".
fn wait_in(text: &str) -> Option<Duration> {
    let text = text.to_ascii_lowercase();
    let mut words =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        if !matches!(word, "in" | "after" | "for") {
            continue;
        }
        let Some(number) = words.peek().and_then(|word| word.parse::<u64>().ok()) else { continue };
        words.next();
        let seconds = match words.peek() {
            Some(unit) if unit.starts_with("sec") || *unit == "s" => number,
            Some(unit) if unit.starts_with("min") || *unit == "m" => number.saturating_mul(60),
            Some(unit) if unit.starts_with("hour") || *unit == "h" => number.saturating_mul(3_600),
            _ => continue,
        };
        return Some(Duration::from_secs(seconds).min(MAX_WAIT)).filter(|wait| !wait.is_zero());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, esc: [u8; 3], text: &str) -> Error {
        Error::UnexpectedReply(Response { code, esc, message: text.to_owned() })
    }

    fn code(stage: Stage, error: Error) -> (String, bool) {
        let fault = of(stage, error, &Redactor::default());
        (fault.fault.code, fault.permanent)
    }

    #[test]
    fn only_a_refusal_of_the_recipient_is_for_good() {
        for (stage, error, expected) in [
            (Stage::Recipient, reply(550, [5, 1, 1], "no such user"), ("recipient_refused", true)),
            (
                Stage::Recipient,
                reply(553, [0, 0, 0], "mailbox name not allowed"),
                ("recipient_refused", true),
            ),
            (Stage::Recipient, reply(451, [4, 7, 1], "greylisted"), ("smtp_unavailable", false)),
            (Stage::Recipient, reply(530, [5, 7, 0], "authentication required"), ("smtp_rejected", false)),
            (Stage::Recipient, reply(554, [5, 7, 1], "relay access denied"), ("smtp_rejected", false)),
            (Stage::Recipient, reply(550, [5, 1, 8], "sender's host not found"), ("smtp_rejected", false)),
            (Stage::Sender, reply(550, [5, 1, 0], "not you"), ("smtp_sender_refused", false)),
            (Stage::Message, reply(554, [5, 6, 0], "spam"), ("smtp_rejected", false)),
            (Stage::Greeting, reply(421, [0, 0, 0], "busy"), ("smtp_unavailable", false)),
            (Stage::Greeting, reply(554, [0, 0, 0], "go away"), ("smtp_rejected", false)),
            (Stage::Tls, reply(502, [5, 5, 1], "what?"), ("smtp_tls", false)),
            (Stage::Tls, reply(454, [4, 7, 0], "not now"), ("smtp_unavailable", false)),
            (Stage::Authentication, reply(535, [5, 7, 8], "no"), ("smtp_auth", false)),
        ] {
            let (code, permanent) = code(stage, error);
            assert_eq!((code.as_str(), permanent), expected);
        }
    }

    #[test]
    fn the_peer_may_say_how_long_to_wait() {
        for (text, seconds) in [
            ("Greylisted, please try again in 300 seconds", Some(300)),
            ("4.7.1 try again in 5 minutes.", Some(300)),
            ("retry after 90s", None),
            ("retry after 90 s", Some(90)),
            ("come back in 7 days", None),
            ("try again in 99999999999999999999 seconds", None),
            ("try again in 9999999999 hours", Some(3_600)),
            ("in", None),
        ] {
            assert_eq!(wait_in(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
