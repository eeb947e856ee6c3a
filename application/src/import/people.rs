//! Takes over people.

use super::{
    Fate, Report, Row, Rows, Tally,
    person::{ForeignPerson, Judged},
};
use crate::{
    audit::{By, Record},
    error::PortError,
    ports::{clock::Clock, entropy::Entropy, store::Store},
    retried,
    transact::{Unit, transact},
};
use oathgate_domain::{
    account::{Account, PasswordHash},
    audit::Act,
    names::Username,
};
use std::{collections::HashSet, sync::Arc};

/// Most rows in one unit of work.
const BATCH: usize = 100;

/// Tells which password hashes can be verified.
pub trait HashFormats: Send + Sync {
    /// Whether this one can.
    fn knows(&self, hash: &PasswordHash) -> bool;
}

/// Takes over people, as many in a unit of work as keeps it short. Whoever is there by their id is
/// passed over, so that an import that was stopped is simply begun again.
pub struct ImportPeople {
    /// Units of work.
    pub store: Arc<dyn Store>,
    /// Draws ids of audit entries.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Which hashes can be verified.
    pub hashes: Arc<dyn HashFormats>,
    /// Whether nothing is kept: every row is judged, and every unit of work taken back.
    pub is_rehearsal: bool,
}

impl ImportPeople {
    /// Takes over everybody, and tells of each row by `tell`.
    ///
    /// # Errors
    /// [`PortError`] of the source or of the store; what was told before is kept.
    pub async fn run(
        &self,
        by: &By,
        rows: &mut dyn Rows<ForeignPerson>,
        mut tell: impl FnMut(&Report) + Send,
    ) -> Result<Tally, PortError> {
        let mut tally = Tally::default();
        // In a rehearsal nothing stays in the database, so what came before is remembered here.
        let mut seen = HashSet::new();
        loop {
            let page = rows.next().await?;
            if page.is_empty() {
                return Ok(tally);
            }
            for batch in page.chunks(BATCH) {
                let batch: Vec<_> = batch.iter().map(|row| self.judge(row)).collect();
                let mut reports = self.batch(by, &batch).await?;
                if self.is_rehearsal {
                    refuse_seen(&mut reports, &batch, &mut seen);
                }
                for report in reports {
                    tally.count(&report);
                    tell(&report);
                }
            }
        }
    }

    fn judge<'a>(&self, row: &'a Row<ForeignPerson>) -> (&'a str, Result<Judged, String>) {
        let judge = |person: &ForeignPerson| person.judge(|hash| self.hashes.knows(hash), self.clock.now());
        (&row.place, row.content.as_ref().map_err(Clone::clone).and_then(judge))
    }

    async fn batch(
        &self,
        by: &By,
        rows: &[(&str, Result<Judged, String>)],
    ) -> Result<Vec<Report>, PortError> {
        if self.is_rehearsal {
            return retried!(async { take(&mut self.store.begin().await?, rows).await });
        }
        let id = self.entropy.ordered_id();
        retried!(transact(&*self.store, async |unit| {
            let reports = take(unit, rows).await?;
            let imported = reports.iter().filter(|report| report.fate == Fate::Imported).count();
            if imported > 0 {
                let record = Record::of(Act::AccountsImported, by).with("accounts", imported as u64);
                unit.audit().record(&record.entry(id, self.clock.now())).await?;
            }
            Ok(reports)
        }))
    }
}

/// Addresses that a row before has taken, which a rehearsal cannot find in the database.
fn refuse_seen(reports: &mut [Report], rows: &[(&str, Result<Judged, String>)], seen: &mut HashSet<String>) {
    for (report, (_, judged)) in reports.iter_mut().zip(rows) {
        if report.fate == Fate::Imported
            && let Ok(judged) = judged
            && !seen.insert(judged.account.email.canonical().to_owned())
        {
            report.fate = Fate::Refused;
            report.remarks.push(taken());
        }
    }
}

/// Takes rows at once where they are in nobody's way, and one by one where something of them is taken.
async fn take(unit: &mut Unit, rows: &[(&str, Result<Judged, String>)]) -> Result<Vec<Report>, PortError> {
    let judged: Vec<&Judged> = rows.iter().filter_map(|(_, judged)| judged.as_ref().ok()).collect();
    let accounts: Vec<&Account> = judged.iter().map(|judged| &judged.account).collect();
    let present = unit.accounts().present(&accounts).await?;
    let fresh = |account: &Account| !present.contains(&account.id);
    let new: Vec<&Account> = accounts.into_iter().filter(|account| fresh(account)).collect();
    if !are_apart(&new) || unit.accounts().clash(&new).await? {
        return take_each(unit, rows).await;
    }
    let people = judged.iter().filter(|judged| fresh(&judged.account));
    let people: Vec<_> = people.map(|judged| (&judged.account, &judged.password)).collect();
    unit.accounts().insert_all(&people).await?;
    let reports = rows.iter().map(|(place, judged)| {
        let (fate, remarks) = match judged {
            Ok(judged) if fresh(&judged.account) => (Fate::Imported, judged.remarks.clone()),
            Ok(_) => (Fate::Present, Vec::new()),
            Err(why) => (Fate::Refused, vec![why.clone()]),
        };
        Report { place: (*place).to_owned(), fate, remarks }
    });
    Ok(reports.collect())
}

/// Whether no two of these accounts have the same id, address or user name.
fn are_apart(accounts: &[&Account]) -> bool {
    let (mut ids, mut emails, mut names) = (HashSet::new(), HashSet::new(), HashSet::new());
    accounts.iter().all(|account| {
        let name = account.username.as_ref().map(Username::canonical);
        ids.insert(account.id)
            && emails.insert(account.email.canonical())
            && name.is_none_or(|name| names.insert(name))
    })
}

async fn take_each(
    unit: &mut Unit,
    rows: &[(&str, Result<Judged, String>)],
) -> Result<Vec<Report>, PortError> {
    let mut reports = Vec::with_capacity(rows.len());
    for (place, judged) in rows {
        let (fate, remarks) = match judged {
            Ok(judged) => take_one(unit, judged.clone()).await?,
            Err(why) => (Fate::Refused, vec![why.clone()]),
        };
        reports.push(Report { place: (*place).to_owned(), fate, remarks });
    }
    Ok(reports)
}

async fn take_one(unit: &mut Unit, mut judged: Judged) -> Result<(Fate, Vec<String>), PortError> {
    let id = judged.account.id;
    if unit.accounts().find(id).await?.is_some() {
        return Ok((Fate::Present, Vec::new()));
    }
    if let Some(username) = &judged.account.username
        && !unit.accounts().claim_username(username, id.0).await?
    {
        judged.remarks.push(format!("username: left out. Somebody has {} already", username.as_str()));
        judged.account.username = None;
    }
    if unit.accounts().insert(&judged.account, &judged.password).await? {
        return Ok((Fate::Imported, judged.remarks));
    }
    unit.accounts().release_usernames(id.0, None).await?;
    judged.remarks.push(taken());
    Ok((Fate::Refused, judged.remarks))
}

fn taken() -> String {
    "email: another account has it".to_owned()
}
