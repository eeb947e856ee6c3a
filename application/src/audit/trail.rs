//! The trail as a whole.

use super::{
    chain::{Broken, Flaw, anchor, check, genesis, is_genuine, link},
    record::{By, Record},
};
use crate::{
    error::PortError,
    ports::{
        audit::{Anchor, AuditFilter, End, Recorded},
        clock::Clock,
        entropy::Entropy,
        store::Store,
        token_keys::TokenKeys,
    },
    retried,
    transact::{Unit, transact},
};
use oathgate_domain::audit::{Act, AuditEntry, Link};
use std::sync::Arc;
use time::OffsetDateTime;

/// Most entries that are sealed in one unit of work.
const BATCH: u16 = 200;
/// How often a check is begun again because the beginning of the chain was cut off meanwhile.
const TRIES: u8 = 5;

/// Seals, checks, searches and cuts the audit trail.
#[derive(Clone)]
pub struct Trail {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Makes seals.
    pub keys: Arc<dyn TokenKeys>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// A chain that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// How many entries were checked.
    pub entries: u64,
    /// The last of them; note it elsewhere, and the trail up to it cannot be rewritten unnoticed
    /// even by somebody who has the key.
    pub head: Link,
    /// Where the chain begins: the number of the last entry that was deleted because its time was up.
    pub base: i64,
    /// When the oldest entry that waits to be sealed was made.
    pub unsealed_since: Option<OffsetDateTime>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing is wrong.
    Whole(Whole),
    /// The chain is broken.
    Broken(Broken),
}

impl Trail {
    /// Entries, newest first.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn search(&self, filter: &AuditFilter) -> Result<Vec<Recorded>, PortError> {
        self.store.begin_read().await?.audit().search(filter).await
    }

    /// The sealed entries behind the number `after`, in the order of the chain, at most 1000.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn chain(&self, after: i64) -> Result<Vec<Recorded>, PortError> {
        self.store.begin_read().await?.audit().chain(after).await
    }

    /// Notes that the trail was exported from behind the number `after`.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn note_export(&self, by: &By, after: i64) -> Result<(), PortError> {
        let (id, now) = (self.entropy.ordered_id(), self.clock.now());
        let entry = Record::of(Act::AuditExported, by).with("after", after).entry(id, now);
        retried!(transact(&*self.store, async |unit| unit.audit().record(&entry).await))
    }

    /// Seals what waits for it, oldest first, at most 200 entries. Tells how many it sealed. Where
    /// nothing waits, it reads once and locks nothing.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn seal(&self) -> Result<u64, PortError> {
        if self.store.begin_read().await?.audit().unsealed(1).await?.is_empty() {
            return Ok(0);
        }
        retried!(transact(&*self.store, async |unit| {
            let head = unit.audit().lock_head().await?;
            let key = self.keys.current();
            let mut last = head.map_or_else(genesis, |head| head.link);
            let waiting = unit.audit().unsealed(BATCH).await?;
            for entry in &waiting {
                last = link(&*self.keys, key, &last, entry).ok_or_else(no_key)?;
                if !unit.audit().seal(entry.id, &last).await? {
                    return Err(PortError::Contended);
                }
            }
            if !waiting.is_empty() {
                self.set(unit, End::Head, last).await?;
            }
            Ok(u64::try_from(waiting.len()).unwrap_or(u64::MAX))
        }))
    }

    /// Checks the whole chain, oldest entry first. `noted` is the place of an entry that somebody
    /// noted elsewhere.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn verify(&self, noted: Option<(i64, [u8; 32])>) -> Result<Found, PortError> {
        for _ in 0..TRIES {
            if let Some(found) = self.verify_once(noted).await? {
                return Ok(found);
            }
        }
        Err(PortError::Contended)
    }

    /// None where the beginning was cut off meanwhile.
    async fn verify_once(&self, noted: Option<(i64, [u8; 32])>) -> Result<Option<Found>, PortError> {
        let mut unit = self.store.begin_read().await?;
        let base = unit.audit().anchor(End::Base).await?;
        let head = unit.audit().anchor(End::Head).await?;
        for (end, anchor) in [(End::Base, base), (End::Head, head)] {
            if let Some(anchor) = anchor
                && let Err(flaw) = is_genuine(&*self.keys, end, &anchor)
            {
                return Ok(Some(broken(anchor.link.number, flaw)));
            }
        }
        let begin = base.map_or_else(genesis, |base| base.link);
        let head = head.map_or(begin, |head| head.link);
        let (mut last, mut entries) = (begin, 0_u64);
        // What somebody noted of the part that was cut off cannot be compared any more.
        let mut awaited: Vec<(i64, [u8; 32], Flaw)> = vec![(head.number, head.seal, Flaw::HeadForged)];
        awaited.extend(noted.map(|(number, seal)| (number, seal, Flaw::NotAsNoted)));
        awaited.retain(|(number, ..)| *number > begin.number);
        loop {
            let page = unit.audit().chain(last.number).await?;
            if page.is_empty() {
                break;
            }
            match check(&*self.keys, last, &page) {
                Ok(link) => last = link,
                Err(_) if unit.audit().anchor(End::Base).await? != base => return Ok(None),
                Err(found) => return Ok(Some(Found::Broken(found))),
            }
            for Link { number, seal, .. } in page.iter().filter_map(|entry| entry.link) {
                // Both where what was noted is the last entry still.
                while let Some(place) = awaited.iter().position(|(awaited, ..)| *awaited == number) {
                    let (_, expected, flaw) = awaited.swap_remove(place);
                    if expected != seal {
                        return Ok(Some(broken(number, flaw)));
                    }
                }
            }
            entries += u64::try_from(page.len()).unwrap_or(u64::MAX);
        }
        let has_no_head = head.number == 0 && entries > 0;
        if has_no_head || !awaited.is_empty() {
            // Unless it was sealed or cut off at this very moment.
            let (base_now, head_now) =
                (unit.audit().anchor(End::Base).await?, unit.audit().anchor(End::Head).await?);
            if base_now != base || has_no_head && head_now.is_some() {
                return Ok(None);
            }
            let flaw = if has_no_head { Flaw::HeadForged } else { Flaw::CutShort };
            return Ok(Some(broken(last.number.saturating_add(1), flaw)));
        }
        let unsealed_since = unit.audit().unsealed(1).await?.first().map(|entry: &AuditEntry| entry.at);
        Ok(Some(Found::Whole(Whole { entries, head: last, base: begin.number, unsealed_since })))
    }

    /// Deletes entries from before `before` from the beginning of the chain, at most 1000, and notes
    /// that. What is deleted is checked first: a broken part stays. Call it until it gives 0.
    ///
    /// # Errors
    /// [`PortError`]; [`PortError::Defect`] where that part of the chain is broken.
    pub async fn prune(&self, before: OffsetDateTime, by: &By) -> Result<u64, PortError> {
        let (id, now) = (self.entropy.ordered_id(), self.clock.now());
        retried!(transact(&*self.store, async |unit| {
            // Whoever seals or cuts waits: the base is read and set by one at a time.
            unit.audit().lock_head().await?;
            let base = unit.audit().anchor(End::Base).await?;
            if let Some(base) = base {
                is_genuine(&*self.keys, End::Base, &base).map_err(|flaw| defect(base.link.number, flaw))?;
            }
            let begin = base.map_or_else(genesis, |base| base.link);
            let mut page = unit.audit().chain(begin.number).await?;
            let old = page.iter().take_while(|recorded| recorded.entry.at < before).count();
            page.truncate(old);
            if page.is_empty() {
                return Ok(0);
            }
            let last = check(&*self.keys, begin, &page).map_err(|found| defect(found.number, found.flaw))?;
            self.set(unit, End::Base, last).await?;
            let deleted = unit.audit().delete_through(last.number).await?;
            let entry =
                Record::of(Act::AuditPruned, by).with("through", last.number).with("deleted", deleted);
            unit.audit().record(&entry.entry(id, now)).await?;
            Ok(deleted)
        }))
    }

    async fn set(&self, unit: &mut Unit, end: End, at: Link) -> Result<(), PortError> {
        let made: Anchor = anchor(&*self.keys, end, at).ok_or_else(no_key)?;
        unit.audit().set_anchor(end, &made).await
    }
}

fn broken(number: i64, flaw: Flaw) -> Found {
    Found::Broken(Broken { number, entry: None, flaw })
}

fn defect(number: i64, flaw: Flaw) -> PortError {
    PortError::defect("the audit trail", format!("it is broken at entry {number}: {flaw}"))
}

fn no_key() -> PortError {
    PortError::defect("the audit trail", "there is no key to seal it with")
}
