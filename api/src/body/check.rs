//! Holds a JSON value against the schema that documents it and names every field that is wrong. The
//! framework would stop at the first one and not say which it is.

use super::{schema::Schema, suggestion::closest};
use crate::problem::FieldError;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// Most faults that are told.
const MAX_FAULTS: usize = 50;
/// Longest part of a name that is repeated in an answer, in characters.
const MAX_NAME: usize = 64;

/// Everything that is wrong with `value`.
pub(super) fn faults(schema: &Schema, value: &Value) -> Vec<FieldError> {
    let mut check = Check { schema, faults: Vec::new() };
    if let Some(root) = schema.root() {
        check.value(root, value, &mut String::new());
    }
    check.faults
}

struct Check<'a> {
    schema: &'a Schema,
    faults: Vec<FieldError>,
}

impl Check<'_> {
    fn fault(&mut self, path: &str, code: &str, message: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(FieldError::new(path, code, message));
        }
    }

    fn reference(&mut self, reference: &MetaSchemaRef, value: &Value, path: &mut String) {
        let schema = self.schema;
        if let Some(found) = schema.resolve(reference) {
            self.value(found, value, path);
        }
    }

    fn value(&mut self, schema: &MetaSchema, value: &Value, path: &mut String) {
        if value.is_null() && schema.nullable {
            return;
        }
        for part in &schema.all_of {
            self.reference(part, value, path);
        }
        if !schema.any_of.is_empty() || !schema.one_of.is_empty() {
            self.choice(schema, value, path);
            return;
        }
        if !schema.enum_items.is_empty() {
            self.listed(schema, value, path);
            return;
        }
        match (schema.ty, value) {
            ("", _) | ("boolean", Value::Bool(_)) => {}
            (_, Value::Null) => self.fault(path, "null_not_allowed", "This may not be null."),
            ("string", Value::String(text)) => self.text(schema, text, path),
            ("integer", Value::Number(number)) => match as_integer(number) {
                Some(whole) => self.integer(schema, whole, path),
                None => self.fault(path, "wrong_type", "A whole number is expected."),
            },
            ("number", Value::Number(number)) => {
                self.bounds(schema, number.as_f64().unwrap_or(f64::NAN), path);
            }
            ("array", Value::Array(items)) => self.items(schema, items, path),
            ("object", Value::Object(members)) => self.members(schema, members, path),
            (expected, given) => {
                let message = format!("{} is expected, not {}.", noun(expected, true), kind_of(given));
                self.fault(path, "wrong_type", message);
            }
        }
    }

    fn listed(&mut self, schema: &MetaSchema, value: &Value, path: &str) {
        if schema.enum_items.contains(value) {
            return;
        }
        if value.is_null() {
            self.fault(path, "null_not_allowed", "This may not be null.");
            return;
        }
        let allowed: Vec<String> = schema.enum_items.iter().map(Value::to_string).collect();
        self.fault(path, "not_allowed", format!("One of {} is expected.", allowed.join(", ")));
    }

    fn text(&mut self, schema: &MetaSchema, text: &str, path: &str) {
        if text.contains('\0') {
            self.fault(path, "forbidden_character", "The character NUL is not allowed.");
            return;
        }
        let length = text.chars().count();
        if let Some(least) = schema.min_length.filter(|least| length < *least) {
            let (code, message) = if length == 0 {
                ("required", "This may not be empty.".to_owned())
            } else {
                ("too_short", format!("At least {least} characters are expected."))
            };
            self.fault(path, code, message);
            return;
        }
        if let Some(most) = schema.max_length.filter(|most| length > *most) {
            self.fault(path, "too_long", format!("At most {most} characters are allowed."));
            return;
        }
        let wrong = match schema.format {
            Some("uuid") if uuid::Uuid::try_parse(text).is_err() => {
                "A UUID is expected, such as 0198c5f0-8d5e-7cc0-a1f0-2b6d3c4e5f60."
            }
            Some("date-time") if time::OffsetDateTime::parse(text, &Rfc3339).is_err() => {
                "A time after RFC 3339 is expected, such as 2026-01-31T12:00:00Z."
            }
            Some("url" | "uri") if url::Url::parse(text).is_err() => {
                "A URL is expected, such as https://example.com/."
            }
            _ => return,
        };
        self.fault(path, "wrong_format", wrong);
    }

    fn integer(&mut self, schema: &MetaSchema, whole: i128, path: &str) {
        let (least, most) = match schema.format {
            Some("int8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
            Some("uint8") => (0, i128::from(u8::MAX)),
            Some("int16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
            Some("uint16") => (0, i128::from(u16::MAX)),
            Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
            Some("uint32") => (0, i128::from(u32::MAX)),
            Some("uint64") => (0, i128::from(u64::MAX)),
            _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
        };
        if whole < least || whole > most {
            self.fault(path, "out_of_range", format!("A whole number from {least} to {most} is expected."));
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "documented bounds are far below 2^53")]
        self.bounds(schema, whole as f64, path);
    }

    fn bounds(&mut self, schema: &MetaSchema, number: f64, path: &str) {
        let too_small = schema.minimum.is_some_and(|least| {
            number < least || (schema.exclusive_minimum == Some(true) && number <= least)
        });
        let too_large = schema
            .maximum
            .is_some_and(|most| number > most || (schema.exclusive_maximum == Some(true) && number >= most));
        if too_small || too_large {
            let mut message = "The number is out of bounds:".to_owned();
            // Writing to a string cannot fail.
            let _ = match (schema.minimum, schema.maximum) {
                (Some(least), Some(most)) => write!(message, " from {least} to {most}."),
                (Some(least), None) => write!(message, " at least {least}."),
                (None, most) => write!(message, " at most {}.", most.unwrap_or_default()),
            };
            self.fault(path, "out_of_range", message);
        }
    }

    fn items(&mut self, schema: &MetaSchema, items: &[Value], path: &mut String) {
        if let Some(least) = schema.min_items.filter(|least| items.len() < *least) {
            self.fault(path, "too_short", format!("At least {least} items are expected."));
        }
        if let Some(most) = schema.max_items.filter(|most| items.len() > *most) {
            self.fault(path, "too_long", format!("At most {most} items are allowed."));
            return;
        }
        if schema.unique_items == Some(true)
            && items.iter().enumerate().any(|(at, item)| items[..at].contains(item))
        {
            self.fault(path, "repeated", "Every item may be given once.");
        }
        let Some(of) = &schema.items else { return };
        for (at, item) in items.iter().enumerate() {
            within(path, &format!("[{at}]"), |path| self.reference(of, item, path));
        }
    }

    fn members(&mut self, schema: &MetaSchema, members: &Map<String, Value>, path: &mut String) {
        for (name, of) in &schema.properties {
            match members.get(*name) {
                Some(value) => within(path, name, |path| {
                    if is_read_only(self.schema, of) {
                        self.fault(path, "read_only", "This cannot be set.");
                    } else {
                        self.reference(of, value, path);
                    }
                }),
                None if schema.required.contains(name) => {
                    within(path, name, |path| self.fault(path, "required", "This is missing."));
                }
                None => {}
            }
        }
        for (name, value) in members {
            if schema.properties.iter().any(|(known, _)| known == name) {
                continue;
            }
            let shown: String = name.chars().take(MAX_NAME).collect();
            match &schema.additional_properties {
                Some(_) if name.contains('\0') => within(path, &shown, |path| {
                    self.fault(path, "forbidden_character", "The character NUL is not allowed.");
                }),
                Some(of) => within(path, &shown, |path| self.reference(of, value, path)),
                None => {
                    let free = schema.properties.iter().map(|(known, _)| *known);
                    let free = free.filter(|known| !members.contains_key(*known));
                    let message = match closest(name, free) {
                        Some(meant) => format!("There is no such field. Did you mean `{meant}`?"),
                        None => "There is no such field.".to_owned(),
                    };
                    within(path, &shown, |path| self.fault(path, "unknown_field", message));
                }
            }
        }
    }

    /// One of several schemas: the one that the discriminator names, else the first that fits.
    fn choice(&mut self, schema: &MetaSchema, value: &Value, path: &mut String) {
        if let Some(discriminator) = &schema.discriminator {
            let Some(members) = value.as_object() else {
                self.fault(path, "wrong_type", "An object is expected.");
                return;
            };
            let named = members.get(discriminator.property_name).and_then(Value::as_str);
            let mapping = discriminator.mapping.iter();
            let found = mapping.clone().find(|(name, _)| Some(name.as_str()) == named);
            if let Some(chosen) = found.and_then(|(_, path)| self.schema.resolve_path(path)) {
                self.value(chosen, value, path);
                return;
            }
            let names: Vec<String> = mapping.map(|(name, _)| format!("{name:?}")).collect();
            within(path, discriminator.property_name, |path| {
                self.fault(path, "not_allowed", format!("One of {} is expected.", names.join(", ")));
            });
            return;
        }
        let mut nearest: Option<Vec<FieldError>> = None;
        for candidate in schema.any_of.iter().chain(&schema.one_of) {
            let mut trial = Check { schema: self.schema, faults: Vec::new() };
            trial.reference(candidate, value, path);
            if trial.faults.is_empty() {
                return;
            }
            if nearest.as_ref().is_none_or(|nearest| trial.faults.len() < nearest.len()) {
                nearest = Some(trial.faults);
            }
        }
        for fault in nearest.unwrap_or_default() {
            self.fault(&fault.field, &fault.code, fault.message);
        }
    }
}

fn is_read_only(schema: &Schema, reference: &MetaSchemaRef) -> bool {
    schema.resolve(reference).is_some_and(|found| found.read_only)
}

/// Runs `work` with the path of a part of the present value.
fn within(path: &mut String, part: &str, work: impl FnOnce(&mut String)) {
    let whole = path.len();
    if !path.is_empty() && !part.starts_with('[') {
        path.push('.');
    }
    path.push_str(part);
    work(path);
    path.truncate(whole);
}

/// The number as a whole one, as far as it is written without a fraction.
fn as_integer(number: &serde_json::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn noun(ty: &str, capital: bool) -> &'static str {
    match (ty, capital) {
        ("string", true) => "A string",
        ("string", false) => "a string",
        ("integer" | "number", true) => "A number",
        ("integer" | "number", false) => "a number",
        ("boolean", true) => "true or false",
        ("boolean", false) => "a truth value",
        ("array", true) => "An array",
        ("array", false) => "an array",
        (_, true) => "An object",
        (_, false) => "an object",
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => noun("boolean", false),
        Value::Number(_) => noun("number", false),
        Value::String(_) => noun("string", false),
        Value::Array(_) => noun("array", false),
        Value::Object(_) => noun("object", false),
    }
}
