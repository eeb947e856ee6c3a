//! What the process tells about itself: the log on standard error, for people or as a JSON object a line;
//! figures; traces.

mod figures;
mod json_lines;
mod process;
mod store_figures;
mod traces;

pub(crate) use figures::{AllFigures, Recorded};
pub(crate) use store_figures::StoreFigures;

use crate::{
    config::{LogFormat, Settings, Source, catalogue::RUST_LOG},
    failure::Failure,
};
use json_lines::JsonLines;
use oathgate_infrastructure::{local::SystemClock, sql::log_slow};
use std::{
    io::{self, IsTerminal},
    panic,
    sync::Arc,
};
use traces::Traces;
use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

/// What a command logs that looks something up and ends.
const TOOL_FILTER: &str = "warn";
/// Whoever writes the values of statements into the log, and so is not asked for more than warnings, whatever
/// `RUST_LOG` says.
const QUIET: [&str; 1] = ["tokio_postgres=warn"];

/// What a server tells about itself, from its start to its end.
pub(crate) struct Telemetry {
    recorded: Recorded,
    traces: Option<Traces>,
}

impl Telemetry {
    /// The figures.
    pub(crate) fn figures(&self) -> Recorded {
        self.recorded.clone()
    }

    /// Sends what is left of the traces. Blocks, for a few seconds at most.
    pub(crate) fn end(self) {
        if let Some(traces) = self.traces {
            traces.end();
        }
    }
}

/// Begins to log as the settings say, first of all what an operator should know of them, and to keep figures
/// and traces. Panics are logged from now on, too. Not to be called from within a runtime.
///
/// # Errors
/// When figures or traces cannot be kept, which is a defect.
pub(crate) fn start(settings: &Settings, source: &Source) -> Result<Telemetry, Failure> {
    let by_stream = if io::stderr().is_terminal() { LogFormat::Text } else { LogFormat::Json };
    let logging = &settings.logging;
    let traces = match &logging.traces {
        Some(endpoint) => Some(Traces::start(endpoint, logging.traced_part)?),
        None => None,
    };
    begin(logging.format.unwrap_or(by_stream), &logging.filter, source, traces.as_ref());
    log_slow(logging.slow_statement);
    let recorded = Recorded::start()?;
    for warning in &settings.warnings {
        tracing::warn!(target: "oathgate::settings", "{warning}");
    }
    Ok(Telemetry { recorded, traces })
}

/// Begins to log warnings and errors alone, unless `RUST_LOG` asks for more, and for people, unless
/// `LOG_FORMAT` asks for another form.
pub(crate) fn start_for_tool(settings: &Settings, source: &Source) {
    let filter = source.get(RUST_LOG.name).unwrap_or(TOOL_FILTER);
    begin(settings.logging.format.unwrap_or(LogFormat::Text), filter, source, None);
    for warning in &settings.warnings {
        tracing::warn!(target: "oathgate::settings", "{warning}");
    }
}

fn begin(format: LogFormat, filter: &str, source: &Source, traces: Option<&Traces>) {
    let terminal = io::stderr().is_terminal();
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Json => JsonLines::new(io::stderr, Arc::new(SystemClock)).boxed(),
        LogFormat::Text => tracing_subscriber::fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(terminal && source.get("NO_COLOR").is_none())
            .boxed(),
    };
    let filter = QUIET.iter().fold(EnvFilter::builder().parse_lossy(filter), |filter, directive| {
        match directive.parse() {
            Ok(directive) => filter.add_directive(directive),
            Err(_) => filter,
        }
    });
    // A second start, in tests, keeps the first.
    let subscriber = tracing_subscriber::registry().with(layer.with_filter(filter));
    let _ = subscriber.with(traces.map(Traces::layer)).try_init();
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
