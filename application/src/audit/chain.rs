//! The chain: each seal is a keyed digest of its entry, its number and the seal before it, so that an
//! entry cannot be changed, taken out or put in without every later seal being wrong. Who has the
//! database but not the `ENCRYPTION_KEY` cannot make seals.

use crate::ports::{
    audit::{Anchor, End, Recorded},
    token_keys::TokenKeys,
};
use oathgate_domain::{
    audit::{AuditEntry, Link},
    ids::AuditId,
};

/// The purpose of the keys of seals.
const SEALS: &str = "audit-seal";
/// The purpose of the keys of anchors.
const ANCHORS: &str = "audit-anchor";

/// What the first entry follows.
pub fn genesis() -> Link {
    Link { number: 0, seal: [0; 32], key: 0 }
}

/// Why the chain is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The entry was changed, or its seal was, or one before it.
    Altered,
    /// An entry is missing.
    Missing,
    /// It was sealed under a key that is not given, so that nothing can be said.
    KeyUnknown,
    /// Entries at the end are missing.
    CutShort,
    /// The note about the end of the chain was changed.
    HeadForged,
    /// The note about where the chain begins was changed.
    BaseForged,
    /// The entry is another than the one that was noted elsewhere.
    NotAsNoted,
}

impl Flaw {
    /// A word for it, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::KeyUnknown => "key_unknown",
            Self::CutShort => "cut_short",
            Self::HeadForged => "head_forged",
            Self::BaseForged => "base_forged",
            Self::NotAsNoted => "not_as_noted",
        }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Altered => "the entry or its seal was changed",
            Self::Missing => "an entry is missing",
            Self::KeyUnknown => "it was sealed under an ENCRYPTION_KEY that is not given",
            Self::CutShort => "entries at the end are missing",
            Self::HeadForged => "the note about the end of the chain was changed",
            Self::BaseForged => "the note about where the chain begins was changed",
            Self::NotAsNoted => "the entry is another than the one that was noted",
        })
    }
}

/// Where the chain is broken first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The number of the first entry that is not as it was.
    pub number: i64,
    /// The entry that was found there.
    pub entry: Option<AuditId>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// The link of the entry that follows `previous`. None where the key is not known.
pub(super) fn link(keys: &dyn TokenKeys, key: u32, previous: &Link, entry: &AuditEntry) -> Option<Link> {
    let number = previous.number.checked_add(1)?;
    let seal = digest(keys, key, &previous.seal, number, entry)?;
    Some(Link { number, seal, key })
}

/// The anchor at a link. None where the key is not known.
pub(super) fn anchor(keys: &dyn TokenKeys, end: End, link: Link) -> Option<Anchor> {
    let number = link.number.to_be_bytes();
    let mac = keys.mac(link.key, ANCHORS, &[end.as_str().as_bytes(), &number, &link.seal])?;
    Some(Anchor { link, mac })
}

/// Whether an anchor was made by somebody who had the key.
pub(super) fn is_genuine(keys: &dyn TokenKeys, end: End, found: &Anchor) -> Result<(), Flaw> {
    match anchor(keys, end, found.link) {
        None => Err(Flaw::KeyUnknown),
        Some(made) if made.mac == found.mac => Ok(()),
        Some(_) => Err(if end == End::Head { Flaw::HeadForged } else { Flaw::BaseForged }),
    }
}

/// Checks entries that follow `previous` and gives the last link.
pub(super) fn check(keys: &dyn TokenKeys, mut previous: Link, entries: &[Recorded]) -> Result<Link, Broken> {
    for Recorded { entry, link: found } in entries {
        let expected = previous.number.saturating_add(1);
        let broken = |flaw| Broken { number: expected, entry: Some(entry.id), flaw };
        let Some(found) = found else { return Err(broken(Flaw::Missing)) };
        if found.number != expected {
            return Err(Broken { entry: None, ..broken(Flaw::Missing) });
        }
        let made = link(keys, found.key, &previous, entry).ok_or_else(|| broken(Flaw::KeyUnknown))?;
        if made.seal != found.seal {
            return Err(broken(Flaw::Altered));
        }
        previous = made;
    }
    Ok(previous)
}

fn digest(
    keys: &dyn TokenKeys,
    key: u32,
    previous: &[u8; 32],
    number: i64,
    entry: &AuditEntry,
) -> Option<[u8; 32]> {
    let number = number.to_be_bytes();
    // Whole microseconds: that is what storage keeps.
    let at = i64::try_from(entry.at.unix_timestamp_nanos() / 1000).ok()?.to_be_bytes();
    let account =
        |id: Option<oathgate_domain::ids::AccountId>| optional(id.as_ref().map(|id| &id.0.as_bytes()[..]));
    let text = |text: Option<&String>| optional(text.map(String::as_bytes));
    let target = entry.target.as_ref();
    let parts = [
        account(entry.actor.account()),
        account(entry.subject),
        text(target.map(|target| &target.kind)),
        text(target.map(|target| &target.id)),
        text(entry.address.as_ref()),
        text(entry.user_agent.as_ref()),
        text(entry.request_id.as_ref()),
        text(entry.details.as_ref()),
    ];
    let mut message: Vec<&[u8]> = vec![
        previous,
        &number,
        entry.id.0.as_bytes(),
        &at,
        entry.act.as_bytes(),
        entry.actor.kind().as_bytes(),
    ];
    message.extend(parts.iter().map(Vec::as_slice));
    keys.mac(key, SEALS, &message)
}

/// Nothing is another message than an empty text.
fn optional(value: Option<&[u8]>) -> Vec<u8> {
    value.map_or_else(Vec::new, |value| [&[1], value].concat())
}
