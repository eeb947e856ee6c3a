//! Rules of the domain, told together with what the schema finds.

use crate::problem::FieldError;
use serde_json::Value;

/// What a request body's type knows about its fields beyond its schema.
///
/// The rules are asked when the schema has found a fault: then no handler will see the body, and a
/// person would learn of the next fault only after mending the first.
pub trait FieldRules {
    /// Faults of the fields that are there. Those of fields with a fault already are dropped.
    fn faults(_body: &Value) -> Vec<FieldError> {
        Vec::new()
    }
}

/// A field's text, as far as it is there and is one.
pub(crate) fn text<'a>(body: &'a Value, field: &str) -> Option<&'a str> {
    body.get(field)?.as_str()
}
