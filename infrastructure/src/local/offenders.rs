//! Who came too early, within this process.

use oathgate_application::ports::limits::Offender;
use std::collections::HashMap;

/// How long a page of the book is, in microseconds: an hour.
const PAGE: i64 = 3_600_000_000;
/// Most networks of a page. Whoever comes beyond them is not noted; those that matter came before.
const CAPACITY: usize = 10_000;

/// The present page and the one before it.
#[derive(Default)]
pub(super) struct Offenders {
    page: i64,
    present: HashMap<(String, String), u64>,
    before: HashMap<(String, String), u64>,
}

impl Offenders {
    /// Notes a refusal at `now`, in microseconds since 1970.
    pub(super) fn note(&mut self, limit: &str, network: &str, now: i64) {
        self.turn(now);
        let key = (limit.to_owned(), network.to_owned());
        if self.present.len() < CAPACITY || self.present.contains_key(&key) {
            *self.present.entry(key).or_default() += 1;
        }
    }

    /// Those who were refused most often, most often first.
    pub(super) fn list(&mut self, most: usize, now: i64) -> Vec<Offender> {
        self.turn(now);
        let mut all = self.before.clone();
        for (key, times) in &self.present {
            *all.entry(key.clone()).or_default() += times;
        }
        ranked(all, most)
    }

    fn turn(&mut self, now: i64) {
        let page = now.div_euclid(PAGE);
        if page != self.page {
            let is_next = page == self.page + 1;
            let last = std::mem::take(&mut self.present);
            self.before = if is_next { last } else { HashMap::new() };
            self.page = page;
        }
    }
}

/// The most frequent of those that were counted, most frequent first.
pub(crate) fn ranked(counted: HashMap<(String, String), u64>, most: usize) -> Vec<Offender> {
    let of = |((limit, network), times)| Offender { limit, network, times };
    let mut all: Vec<Offender> = counted.into_iter().map(of).collect();
    let order = |one: &Offender| (std::cmp::Reverse(one.times), one.limit.clone(), one.network.clone());
    all.sort_by_key(order);
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_forgotten_after_the_next() {
        let mut book = Offenders::default();
        book.note("mails", "192.0.2.1", 10 * PAGE);
        book.note("mails", "192.0.2.1", 11 * PAGE + 5);
        assert_eq!(book.list(9, 11 * PAGE + 9)[0].times, 2);
        assert_eq!(book.list(9, 12 * PAGE)[0].times, 1);
        assert_eq!(book.list(9, 13 * PAGE), []);
        book.note("mails", "192.0.2.1", 20 * PAGE);
        assert_eq!(book.list(9, 29 * PAGE), []);
    }

    #[test]
    fn inventing_networks_fills_no_memory() {
        let mut book = Offenders::default();
        for number in 0..CAPACITY + 50 {
            book.note("mails", &number.to_string(), 0);
        }
        book.note("mails", "7", 1);
        let first = book.list(2, 2);
        assert_eq!((first[0].network.as_str(), first[0].times, first[1].times), ("7", 2, 1));
        assert_eq!(book.present.len(), CAPACITY);
    }
}
