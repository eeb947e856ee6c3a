//! One figure: its name, what it means, and how it is reported.

use std::time::{Duration, Instant};

/// How a figure behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only grows, from zero at the start of the process.
    Counter,
    /// It goes up and down.
    Gauge,
    /// It is observed many times, and counted into these buckets by its upper bounds.
    Histogram(&'static [f64]),
}

/// A figure, named as Prometheus wants it: what it belongs to, what it is, and its base unit.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// What it means, in a sentence.
    pub help: &'static str,
    /// What tells its series apart. Every label has few values, known when the program was written.
    pub labels: &'static [&'static str],
    /// Of a counter with one label: the values that are there, at zero, from the start, so that the very
    /// first event is a growth that an alert can see.
    pub known: &'static [&'static str],
}

/// Label values of a report, in the order of [`Measure::labels`].
type Values<'a, const N: usize> = [&'a str; N];

impl Measure {
    /// Counts one event.
    pub fn count<const N: usize>(&self, values: Values<'_, N>) {
        self.add(values, 1);
    }

    /// Counts several events.
    pub fn add<const N: usize>(&self, values: Values<'_, N>, events: u64) {
        metrics::counter!(self.name, self.labelled(values)).increment(events);
    }

    /// Tells how many events there have been since the start of the process.
    pub fn total<const N: usize>(&self, values: Values<'_, N>, events: u64) {
        metrics::counter!(self.name, self.labelled(values)).absolute(events);
    }

    /// Says how it stands.
    pub fn set<const N: usize>(&self, values: Values<'_, N>, value: f64) {
        metrics::gauge!(self.name, self.labelled(values)).set(value);
    }

    /// Moves it up, or down where that is negative.
    pub fn shift<const N: usize>(&self, values: Values<'_, N>, by: f64) {
        metrics::gauge!(self.name, self.labelled(values)).increment(by);
    }

    /// Notes how long something took.
    pub fn observe<const N: usize>(&self, values: Values<'_, N>, took: Duration) {
        metrics::histogram!(self.name, self.labelled(values)).record(took.as_secs_f64());
    }

    /// Raises it now and lowers it when what this gives is dropped.
    #[must_use]
    pub fn under_way(&'static self) -> UnderWay {
        self.shift([], 1.0);
        UnderWay(self)
    }

    fn labelled<const N: usize>(&self, values: Values<'_, N>) -> Vec<metrics::Label> {
        debug_assert_eq!(self.labels.len(), N, "{} has other labels", self.name);
        self.labels
            .iter()
            .zip(values)
            .map(|(name, value)| metrics::Label::new(*name, value.to_owned()))
            .collect()
    }
}

/// Something that is counted as under way until it is dropped.
#[derive(Debug)]
pub struct UnderWay(&'static Measure);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.shift([], -1.0);
    }
}

/// A stopwatch.
#[derive(Debug, Clone, Copy)]
pub struct Timer(Instant);

impl Timer {
    /// Starts it.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
