//! Reads values by what the catalogue says about them and keeps every problem, so that somebody who
//! mends settings sees all that is wrong at once.

use super::{problems::Problem, source::Source, variable::Variable};
use std::str::FromStr;

/// Reads values out of a source.
pub(super) struct Reader<'a> {
    source: &'a Source,
    pub(super) problems: Vec<Problem>,
}

/// Why a value is not allowed, beside what the setting takes. Must not repeat a secret.
pub(super) type Why = Option<String>;

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, problems: source.problems.clone() }
    }

    /// Whether somebody has set it.
    pub(super) fn has(&self, variable: &'static Variable) -> bool {
        self.source.get(variable.name).is_some()
    }

    /// The value, or else the default. None where it is not set and has no default, and (with a problem
    /// noted) where it is not allowed.
    pub(super) fn optional<T>(
        &mut self,
        variable: &'static Variable,
        parse: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        let held = self.source.get(variable.name).or(variable.default_value())?;
        match parse(held) {
            Ok(value) => Some(value),
            Err(why) => {
                self.problems.push(Problem::value(variable, held, why.as_deref()));
                None
            }
        }
    }

    /// A number of this range.
    pub(super) fn number<N: FromStr + PartialOrd>(
        &mut self,
        variable: &'static Variable,
        range: std::ops::RangeInclusive<N>,
    ) -> Option<N> {
        self.optional(variable, |text| text.parse().ok().filter(|number| range.contains(number)).ok_or(None))
    }

    /// Notes that two settings go together and one of them is missing.
    pub(super) fn together(&mut self, one: &'static Variable, other: &'static Variable) {
        for (one, other) in [(one, other), (other, one)] {
            if self.has(one) && !self.has(other) {
                self.problems.push(Problem::missing(other, &format!("{} needs it", one.name)));
            }
        }
    }
}
