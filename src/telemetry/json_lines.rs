//! Log lines as JSON objects: `time`, `level`, `target` and `message`, and beside them the fields of the
//! event and of the spans around it, so that a search for `request_id` finds every line of a request.

use crate::failure::chain;
use oathgate_application::ports::clock::Clock;
use serde_json::{Map, Value};
use std::{fmt, io::Write, sync::Arc};
use time::format_description::well_known::Rfc3339;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, fmt::MakeWriter, layer::Context, registry::LookupSpan};

/// Writes a JSON object a line.
pub(super) struct JsonLines<W> {
    writer: W,
    clock: Arc<dyn Clock>,
}

impl<W> JsonLines<W> {
    pub(super) fn new(writer: W, clock: Arc<dyn Clock>) -> Self {
        Self { writer, clock }
    }
}

/// The fields of a span, kept with it.
struct SpanFields(Fields);

impl<S, W> Layer<S> for JsonLines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(SpanFields(fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(SpanFields(fields)) = span.extensions_mut().get_mut() {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let head = [
            // A time that cannot be written is of a year that has five digits.
            ("time", self.clock.now().format(&Rfc3339).unwrap_or_default().into()),
            ("level", event.metadata().level().as_str().into()),
            ("target", event.metadata().target().into()),
            ("message", fields.0.remove("message").unwrap_or_default()),
        ];
        let mut line = fields.0;
        // The nearest span first: what stands there already stays.
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(SpanFields(fields)) = span.extensions().get() {
                for (name, value) in &fields.0 {
                    line.entry(name).or_insert_with(|| value.clone());
                }
            }
        }
        let text = written(&head, &line);
        // There is nowhere to tell that the log cannot be written. One write, so that lines stay whole.
        let _ = self.writer.make_writer_for(event.metadata()).write_all(text.as_bytes());
    }
}

/// A line: the head in its order, then everything else by name.
fn written(head: &[(&str, Value)], rest: &Map<String, Value>) -> String {
    let is_free = |name: &str| head.iter().all(|(taken, _)| *taken != name);
    let rest = rest.iter().map(|(name, value)| (name.as_str(), value)).filter(|(name, _)| is_free(name));
    let mut text = String::from("{");
    for (name, value) in head.iter().map(|(name, value)| (*name, value)).chain(rest) {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&Value::from(name).to_string());
        text.push(':');
        text.push_str(&value.to_string());
    }
    text.push_str("}\n");
    text
}

/// Collects fields as JSON values.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn keep(&mut self, field: &Field, value: impl Into<Value>) {
        // Those are orders to whoever collects traces.
        if !field.name().starts_with("otel.") {
            self.0.insert(field.name().to_owned(), value.into());
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.keep(field, chain(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io,
        sync::{Mutex, PoisonError},
    };
    use time::{OffsetDateTime, macros::datetime};
    use tracing_subscriber::layer::SubscriberExt;

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> OffsetDateTime {
            datetime!(2026-01-02 12:00 UTC)
        }
    }

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn printed(work: impl FnOnce()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        let layer = JsonLines::new(move || writer.clone(), Arc::new(Noon));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        let bytes = kept.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_line_has_the_fields_of_its_event_and_its_spans() {
        let printed = printed(|| {
            let outer = tracing::info_span!("request", request_id = "r-1", status = tracing::field::Empty);
            let _outer = outer.enter();
            outer.record("status", 200);
            let inner = tracing::info_span!("inner", step = 2, request_id = "r-2");
            let _inner = inner.enter();
            let error = io::Error::other("gone\nline 2");
            tracing::warn!(target: "here", error = &error as &dyn std::error::Error, step = 3, "what {}", "happened");
        });
        assert_eq!(
            printed,
            "{\"time\":\"2026-01-02T12:00:00Z\",\"level\":\"WARN\",\"target\":\"here\",\"message\":\"what happened\",\
             \"error\":\"gone\\nline 2\",\"request_id\":\"r-2\",\"status\":200,\"step\":3}\n"
        );
    }

    #[test]
    fn a_field_cannot_take_the_place_of_the_head() {
        let printed = printed(|| tracing::info!(time = "never", level = 9, "said"));
        let line: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!((&line["time"], &line["level"]), (&"2026-01-02T12:00:00Z".into(), &"INFO".into()));
        assert_eq!(printed.matches("\"time\"").count(), 1);
    }
}
