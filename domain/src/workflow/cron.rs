//! When something recurs: a cron expression in a time zone.

use crate::invalid::Invalid;
use croner::parser::{CronParser, Seconds, Year};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use time::OffsetDateTime;

/// A cron expression of five fields (minute, hour, day of month, month, day of week), or a word
/// such as `@daily`, in a time zone of the IANA database.
///
/// Where clocks go forward, a fixed time that does not exist comes at the first moment after the
/// gap; where they go back, a fixed time comes once. Expressions that recur every so often
/// (`*/5 * * * *`) go on through both.
#[derive(Debug, Clone)]
pub struct Cron {
    pattern: croner::Cron,
    zone: TimeZone,
}

impl Cron {
    /// Reads an expression and the name of a zone, for example `17 3 * * *` and `Europe/Berlin`.
    ///
    /// # Errors
    /// [`Invalid`] in the field `cron` or `zone`, also for an expression that never comes, such as
    /// the thirtieth of February.
    pub fn parse(expression: &str, zone: &str) -> Result<Self, Invalid> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let pattern = parser.parse(expression).map_err(|error| {
            let message = format!(
                "“{expression}” is no cron expression ({error}); write minute, hour, day of month, month and \
                 day of week, as in 17 3 * * *"
            );
            Invalid::new("cron", "invalid_cron", message)
        })?;
        let zone = TimeZone::get(zone).map_err(|_| {
            let message = format!("“{zone}” is no time zone; write one such as UTC or Europe/Berlin");
            Invalid::new("zone", "unknown_zone", message)
        })?;
        let cron = Self { pattern, zone };
        if cron.next_after(OffsetDateTime::UNIX_EPOCH).is_none() {
            let message = format!("“{expression}” never comes: no calendar has such a day");
            return Err(Invalid::new("cron", "never_comes", message));
        }
        Ok(cron)
    }

    /// The first time after `moment`. None where the calendar ends before.
    pub fn next_after(&self, moment: OffsetDateTime) -> Option<OffsetDateTime> {
        let found = self.pattern.find_next_occurrence(&self.local(moment)?, false).ok()?;
        in_utc(&found)
    }

    /// The last time until `moment`, or at it. None where the calendar begins later.
    pub fn last_until(&self, moment: OffsetDateTime) -> Option<OffsetDateTime> {
        let found = self.pattern.find_previous_occurrence(&self.local(moment)?, true).ok()?;
        in_utc(&found)
    }

    /// The moment in the zone, in whole seconds: no time of an expression has a part of one.
    fn local(&self, moment: OffsetDateTime) -> Option<Zoned> {
        let moment = Timestamp::from_second(moment.unix_timestamp()).ok()?;
        Some(moment.to_zoned(self.zone.clone()))
    }
}

fn in_utc(moment: &Zoned) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(moment.timestamp().as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn cron(expression: &str, zone: &str) -> Cron {
        Cron::parse(expression, zone).unwrap()
    }

    #[test]
    fn times_come_in_the_zone_that_was_asked_for() {
        let berlin = cron("17 3 * * *", "Europe/Berlin");
        assert_eq!(berlin.next_after(datetime!(2026-01-10 00:00 UTC)), Some(datetime!(2026-01-10 02:17 UTC)));
        assert_eq!(berlin.next_after(datetime!(2026-07-10 00:00 UTC)), Some(datetime!(2026-07-10 01:17 UTC)));
    }

    #[test]
    fn the_next_time_is_later_and_the_last_may_be_now() {
        let hourly = cron("0 * * * *", "UTC");
        let noon = datetime!(2026-03-04 12:00 UTC);
        assert_eq!(hourly.next_after(noon), Some(datetime!(2026-03-04 13:00 UTC)));
        assert_eq!(hourly.last_until(noon), Some(noon));
        assert_eq!(hourly.last_until(datetime!(2026-03-04 12:59:59.999 UTC)), Some(noon));
        assert_eq!(hourly.next_after(datetime!(2026-03-04 11:59:59.999 UTC)), Some(noon));
    }

    #[test]
    fn a_fixed_time_comes_once_a_day_whatever_the_clocks_do() {
        for (zone, begin, days) in [
            ("Europe/Berlin", datetime!(2026-03-27 12:00 UTC), 4),
            ("Europe/Berlin", datetime!(2026-10-23 12:00 UTC), 4),
            ("America/New_York", datetime!(2026-11-01 00:00 UTC), 3),
        ] {
            let nightly = cron("30 2 * * *", zone);
            let (mut at, mut count) = (begin, 0);
            while let Some(next) =
                nightly.next_after(at).filter(|next| *next < begin + time::Duration::days(days))
            {
                assert!(next > at);
                (at, count) = (next, count + 1);
            }
            assert_eq!(count, days, "in {zone}");
        }
    }

    #[test]
    fn what_is_no_expression_says_so() {
        for (expression, zone, code) in [
            ("", "UTC", "invalid_cron"),
            ("61 * * * *", "UTC", "invalid_cron"),
            ("* * * * * *", "UTC", "invalid_cron"),
            ("nonsense", "UTC", "invalid_cron"),
            ("0 0 30 2 *", "UTC", "never_comes"),
            ("@daily", "Europe/Atlantis", "unknown_zone"),
        ] {
            let invalid = Cron::parse(expression, zone).unwrap_err();
            assert_eq!(invalid.code, code, "{expression:?} in {zone}: {invalid}");
        }
    }
}
