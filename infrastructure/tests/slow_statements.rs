//! Slow statements are told by their names, and never with their values.
#![expect(clippy::unwrap_used, reason = "a test that meets something unexpected has failed")]

use oathgate_application::{ports::limit_changes::LimitChange, transact::transact};
use oathgate_domain::rate::Rate;
use oathgate_infrastructure::{
    local::{LocalHints, SystemClock},
    sql::log_slow,
    sqlite::{SqliteDatabase, SqliteStore},
};
use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
    time::Duration,
};
use time::macros::datetime;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Keeps every event and every span as text, of every thread.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<String>>>);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = Text(span.metadata().name().to_owned());
        span.record(&mut text);
        self.0.lock().unwrap().push(text.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().target().to_owned());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn they_are_told_by_name_without_values() {
    let kept = Kept::default();
    tracing::subscriber::set_global_default(kept.clone()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let database = SqliteDatabase::open(&folder.path().join("oathgate.db"), Arc::new(SystemClock)).unwrap();
    database.migrate().await.unwrap();
    let store = SqliteStore::new(database, Arc::new(LocalHints::new()));
    let change = LimitChange {
        name: "a-value-that-nobody-may-read".to_owned(),
        rate: Rate::new(424_242, Duration::from_secs(5)),
        changed_at: datetime!(2026-01-02 12:00 UTC),
    };
    let set = async || transact(&store, async |unit| unit.limit_changes().set(&change).await).await.unwrap();
    let slow = || kept.0.lock().unwrap().iter().filter(|line| line.contains("slow statement")).count();
    set().await;
    assert_eq!(slow(), 0);
    log_slow(Some(Duration::ZERO));
    set().await;
    let told = kept.0.lock().unwrap().clone();
    let line = told.iter().find(|line| line.contains("slow statement")).unwrap();
    assert!(line.starts_with("oathgate::database"), "{line}");
    assert!(line.contains("statement=limit_changes.SET") && line.contains("duration_ms="), "{line}");
    for value in ["a-value-that-nobody-may-read", "424242", "424_242"] {
        assert!(!told.iter().any(|line| line.contains(value)), "{told:?}");
    }
    log_slow(None);
    let before = slow();
    set().await;
    assert_eq!(slow(), before);
}
