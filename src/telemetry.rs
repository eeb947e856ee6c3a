//! The log: on standard error, for people or as a JSON object a line.

mod json_lines;

use crate::config::{LogFormat, Logging, Source};
use json_lines::JsonLines;
use oathgate_application::ports::clock::Clock;
use std::{
    io::{self, IsTerminal},
    panic,
    sync::Arc,
};
use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins to log as the settings say. Panics are logged from now on, too.
pub(crate) fn start(logging: &Logging, source: &Source, clock: Arc<dyn Clock>) {
    let terminal = io::stderr().is_terminal();
    let format = logging.format.unwrap_or(if terminal { LogFormat::Text } else { LogFormat::Json });
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Json => JsonLines::new(io::stderr, clock).boxed(),
        LogFormat::Text => tracing_subscriber::fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(terminal && source.get("NO_COLOR").is_none())
            .boxed(),
    };
    let filter = EnvFilter::builder().parse_lossy(&logging.filter);
    // A second start, in tests, keeps the first.
    let _ = tracing_subscriber::registry().with(layer.with_filter(filter)).try_init();
    panic::set_hook(Box::new(log_panic));
}

fn log_panic(info: &panic::PanicHookInfo<'_>) {
    let text = info
        .payload()
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| info.payload().downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let place = info.location().map(ToString::to_string);
    let thread = std::thread::current();
    tracing::error!(target: "oathgate::panic", place, thread = thread.name(), "panic: {text}");
}
