//! The log: on standard error, for people or as a JSON object a line.

mod json_lines;

use crate::config::{LogFormat, Settings, Source, catalogue::RUST_LOG};
use json_lines::JsonLines;
use oathgate_infrastructure::local::SystemClock;
use std::{
    io::{self, IsTerminal},
    panic,
    sync::Arc,
};
use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

/// What a command logs that looks something up and ends.
const TOOL_FILTER: &str = "warn";

/// Begins to log as the settings say, first of all what an operator should know of them. Panics are
/// logged from now on, too.
pub(crate) fn start(settings: &Settings, source: &Source) {
    let by_stream = if io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    begin(settings.logging.format.unwrap_or(by_stream), &settings.logging.filter, source);
    for warning in &settings.warnings {
        tracing::warn!(target: "oathgate::settings", "{warning}");
    }
}

/// Begins to log warnings and errors alone, unless `RUST_LOG` asks for more, and for people, unless
/// `LOG_FORMAT` asks for another form.
pub(crate) fn start_for_tool(settings: &Settings, source: &Source) {
    let filter = source.get(RUST_LOG.name).unwrap_or(TOOL_FILTER);
    begin(settings.logging.format.unwrap_or(LogFormat::Text), filter, source);
    for warning in &settings.warnings {
        tracing::warn!(target: "oathgate::settings", "{warning}");
    }
}

fn begin(format: LogFormat, filter: &str, source: &Source) {
    let terminal = io::stderr().is_terminal();
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Json => JsonLines::new(io::stderr, Arc::new(SystemClock)).boxed(),
        LogFormat::Text => tracing_subscriber::fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(terminal && source.get("NO_COLOR").is_none())
            .boxed(),
    };
    let filter = EnvFilter::builder().parse_lossy(filter);
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
