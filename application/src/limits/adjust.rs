//! Administrators look at limits and change them.

use super::{LimitBook, find};
use crate::{
    audit::{By, Record},
    error::{Failure, PortError},
    ports::{
        clock::Clock,
        entropy::Entropy,
        limit_changes::LimitChange,
        limits::{Limits, Offender},
        store::Store,
    },
    retried,
    transact::transact,
};
use oathgate_domain::{audit::Act, rate::Rate};
use std::{sync::Arc, time::Duration};

/// Most times at once that a limit can allow.
const MOST_AT_ONCE: u32 = 1_000_000;
/// Longest interval.
const LONGEST: Duration = Duration::from_hours(24);

/// Looks at limits and changes them. What is changed is kept in the database, holds for every server within
/// some seconds, and survives them all.
#[derive(Clone)]
pub struct AdjustLimits {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// What this process goes by.
    pub book: Arc<LimitBook>,
    /// Knows who came too often; nobody where nothing is limited.
    pub limits: Option<Arc<dyn Limits>>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Why a limit was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no limit of this name.
    NotFound,
    /// It would allow nothing, or too much to mean anything.
    OutOfRange,
}

impl AdjustLimits {
    /// What was changed, by name.
    ///
    /// # Errors
    /// [`PortError`].
    pub async fn changes(&self) -> Result<Vec<LimitChange>, PortError> {
        self.store.begin_read().await?.limit_changes().all().await
    }

    /// Changes what a limit allows.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn change(&self, by: &By, name: &str, rate: Rate) -> Result<LimitChange, Failure<Refusal>> {
        let limit = find(name).ok_or(Failure::Refused(Refusal::NotFound))?;
        let in_range = (1..=MOST_AT_ONCE).contains(&rate.burst)
            && (Duration::from_micros(1)..=LONGEST).contains(&rate.every);
        if !in_range {
            return Err(Failure::Refused(Refusal::OutOfRange));
        }
        let change = LimitChange { name: limit.name.to_owned(), rate, changed_at: self.clock.now() };
        let entry = Record::of(Act::LimitChanged, by)
            .to("limit", limit.name)
            .with("burst", rate.burst)
            .with("every_ms", u64::try_from(rate.every.as_millis()).unwrap_or(u64::MAX))
            .entry(self.entropy.ordered_id(), self.clock.now());
        retried!(transact(&*self.store, async |unit| {
            unit.limit_changes().set(&change).await?;
            unit.audit().record(&entry).await
        }))?;
        self.refresh().await?;
        Ok(change)
    }

    /// Lets a limit be as the program has it. False where it is already.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn reset(&self, by: &By, name: &str) -> Result<bool, Failure<Refusal>> {
        let limit = find(name).ok_or(Failure::Refused(Refusal::NotFound))?;
        let entry = Record::of(Act::LimitReset, by)
            .to("limit", limit.name)
            .entry(self.entropy.ordered_id(), self.clock.now());
        let was_changed = retried!(transact(&*self.store, async |unit| {
            if !unit.limit_changes().forget(limit.name).await? {
                return Ok(false);
            }
            unit.audit().record(&entry).await?;
            Ok(true)
        }))?;
        self.refresh().await?;
        Ok(was_changed)
    }

    /// Goes by what was changed, here or on another server.
    ///
    /// # Errors
    /// [`PortError`]; what was known stays.
    pub async fn refresh(&self) -> Result<(), PortError> {
        let changes = self.changes().await?;
        self.book.replace(changes.into_iter().map(|change| (change.name, change.rate)).collect());
        Ok(())
    }

    /// Whether limits are counted for all servers together. None where there is one, or nothing is limited.
    pub fn are_shared(&self) -> Option<bool> {
        self.limits.as_ref().and_then(|limits| limits.are_shared())
    }

    /// Whether anything is limited at all.
    pub fn are_on(&self) -> bool {
        self.limits.is_some()
    }

    /// The networks that came too early most often within the last hour or two, most often first.
    pub async fn offenders(&self, most: usize) -> Vec<Offender> {
        match &self.limits {
            Some(limits) => limits.offenders(most).await,
            None => Vec::new(),
        }
    }
}
