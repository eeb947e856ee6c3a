//! How many runs may be carried out at a time: seen and changed.

use super::{operate::Operate, refusal::Refusal};
use crate::{
    audit::{By, Record},
    error::Failure,
    ports::operations::LimitState,
    retried,
    transact::transact,
};
use oathgate_domain::audit::Act;

/// The highest limit. More than that is none.
pub const MOST_RUNNING: u32 = 10_000;
/// Longest key, in bytes.
const LONGEST_KEY: usize = 255;

impl Operate {
    /// The limits that are set, and those that unfinished runs name, by key.
    ///
    /// # Errors
    /// [`Failure::Port`].
    pub async fn limits(&self) -> Result<Vec<LimitState>, Failure<Refusal>> {
        Ok(self.store.begin_read().await?.operations().limits().await?)
    }

    /// Sets how many runs with this key may be carried out at a time, by all workers together; 0
    /// holds them all back. A key that ends with a colon stands for every key that begins with it and
    /// has no limit of its own. Runs that are under way are left alone.
    ///
    /// # Errors
    /// [`Refusal::WrongLimit`] and [`Refusal::WrongLimitKey`].
    pub async fn set_limit(&self, by: &By, key: &str, max_running: u32) -> Result<(), Failure<Refusal>> {
        let key = read_key(key)?;
        if max_running > MOST_RUNNING {
            return Err(Failure::Refused(Refusal::WrongLimit));
        }
        let record = Record::of(Act::RunLimitChanged, by).to("limit", key).with("max_running", max_running);
        let entry = record.entry(self.entropy.ordered_id(), self.clock.now());
        retried!(transact(&*self.store, async |unit| {
            unit.operations().set_limit(key, max_running).await?;
            unit.audit().record(&entry).await
        }))?;
        Ok(())
    }

    /// Takes a limit away. What the family of its key says counts then, if anything does.
    ///
    /// # Errors
    /// [`Refusal::NoSuchLimit`].
    pub async fn drop_limit(&self, by: &By, key: &str) -> Result<(), Failure<Refusal>> {
        let key = read_key(key)?;
        let record = Record::of(Act::RunLimitChanged, by).to("limit", key);
        let entry = record.entry(self.entropy.ordered_id(), self.clock.now());
        let dropped = retried!(transact(&*self.store, async |unit| {
            let dropped = unit.operations().drop_limit(key).await?;
            if dropped {
                unit.audit().record(&entry).await?;
            }
            Ok(dropped)
        }))?;
        if dropped { Ok(()) } else { Err(Failure::Refused(Refusal::NoSuchLimit)) }
    }
}

fn read_key(key: &str) -> Result<&str, Failure<Refusal>> {
    let is_fit = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_fit { Ok(key) } else { Err(Failure::Refused(Refusal::WrongLimitKey)) }
}
