//! Entries as use cases write them.

use crate::accounts::{authenticate::Principal, origin::Origin};
use oathgate_domain::{
    audit::{Act, Actor, AuditEntry, Target},
    ids::{AccountId, AuditId},
};
use serde_json::{Map, Value};
use time::OffsetDateTime;
use uuid::Uuid;

/// Longest text of a detail, in characters.
const MAX_TEXT: usize = 500;
/// Longest id of a target, in bytes.
const MAX_TARGET: usize = 255;

/// Who acts, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where.
    pub origin: Origin,
}

impl By {
    /// A person who is signed in.
    pub fn person(who: &Principal, origin: Origin) -> Self {
        Self { actor: Actor::Account(who.account.id), origin }
    }

    /// Whoever may run the program's commands; `user` is their name on the machine.
    pub fn operator(user: Option<&str>) -> Self {
        let words = user.map(|user| format!("oathgate command, user {user}"));
        let origin = Origin::new(None, None, words.as_deref().or(Some("oathgate command")));
        Self { actor: Actor::Operator, origin }
    }

    /// The server itself.
    pub fn system() -> Self {
        Self { actor: Actor::System, origin: Origin::default() }
    }
}

/// An entry that is being written. Nothing secret goes into it: no token, no password, no text that
/// somebody typed into a form.
#[derive(Debug, Clone)]
pub struct Record {
    act: Act,
    actor: Actor,
    subject: Option<AccountId>,
    target: Option<Target>,
    origin: Origin,
    details: Map<String, Value>,
}

impl Record {
    /// Somebody did something.
    pub fn of(act: Act, by: &By) -> Self {
        Self::from(act, by.actor, &by.origin)
    }

    /// The same, where actor and origin are known apart.
    pub fn from(act: Act, actor: Actor, origin: &Origin) -> Self {
        Self { act, actor, subject: None, target: None, origin: origin.clone(), details: Map::new() }
    }

    /// It concerns this person.
    #[must_use]
    pub fn about(mut self, subject: impl Into<Option<AccountId>>) -> Self {
        self.subject = subject.into();
        self
    }

    /// It was done to this thing.
    #[must_use]
    pub fn to(mut self, kind: &str, id: impl std::fmt::Display) -> Self {
        let mut target = Target::new(kind, id);
        while target.id.len() > MAX_TARGET {
            target.id.pop();
        }
        self.target = Some(target);
        self
    }

    /// A particular; a text is cut to 500 characters and loses its control characters.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = match value.into() {
            Value::String(text) => {
                Value::from(text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect::<String>())
            }
            other => other,
        };
        self.details.insert(name.to_owned(), value);
        self
    }

    /// The entry, with an id and the moment that were drawn for it.
    pub fn entry(self, id: Uuid, at: OffsetDateTime) -> AuditEntry {
        AuditEntry {
            id: AuditId(id),
            at,
            act: self.act.as_str().to_owned(),
            actor: self.actor,
            subject: self.subject,
            target: self.target,
            address: self.origin.address,
            user_agent: self.origin.user_agent,
            request_id: self.origin.request_id,
            details: (!self.details.is_empty()).then(|| Value::Object(self.details).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_entry_says_what_was_noted_and_no_more() {
        let by = By::operator(Some("root"));
        let at = datetime!(2026-01-02 12:00 UTC);
        let bare = Record::of(Act::ClientCreated, &by).entry(Uuid::nil(), at);
        assert_eq!((bare.details, bare.subject, bare.target), (None, None, None));
        assert_eq!(bare.user_agent.as_deref(), Some("oathgate command, user root"));

        let account = AccountId(Uuid::from_u128(7));
        let record = Record::of(Act::RunPaused, &by).about(account).to("run", "é".repeat(200));
        let entry = record.with("reason", format!("a\u{7}{}", "x".repeat(900))).entry(Uuid::nil(), at);
        assert_eq!(entry.subject, Some(account));
        assert_eq!(entry.target.unwrap().id.chars().count(), 127, "cut between characters");
        assert_eq!(entry.details.unwrap(), format!(r#"{{"reason":"a{}"}}"#, "x".repeat(499)));
    }
}
