//! JSON as strictly as RFC 8259 and RFC 7493 let us: UTF-8, every name once, no bottomless nesting.

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// Deepest nesting of arrays and objects.
const MAX_DEPTH: u8 = 32;
/// What some editors put before UTF-8; RFC 8259 §8.1 lets a parser ignore it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonFault {
    /// What is wrong, in words that do not repeat values of the text.
    pub(super) message: String,
    /// The line, from 1. 0 where the place is not known.
    pub(super) line: usize,
    /// The column, from 1.
    pub(super) column: usize,
}

/// Reads a whole text.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, JsonFault> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        let line = before.split(|&byte| byte == b'\n').count();
        JsonFault { message: "this is not UTF-8".to_owned(), line, column }
    })?;
    if text.trim_ascii().is_empty() {
        return Err(JsonFault { message: "the body is empty".to_owned(), line: 0, column: 0 });
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    Level(MAX_DEPTH)
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| describe(&error))
}

fn describe(error: &serde_json::Error) -> JsonFault {
    let text = error.to_string();
    // serde_json ends its messages with the place, which we say ourselves.
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned();
    JsonFault { message, line: error.line(), column: error.column() }
}

/// Reads one value, with so many levels of nesting left.
#[derive(Clone, Copy)]
struct Level(u8);

impl Level {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.0
            .checked_sub(1)
            .map(Self)
            .ok_or_else(|| E::custom(format!("more than {MAX_DEPTH} levels of nesting")))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let level = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(level)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let level = self.deeper()?;
        let mut members = Map::new();
        while let Some(Name(name)) = access.next_key()? {
            if members.contains_key(&name) {
                let shown: String = name.chars().take(64).collect();
                return Err(A::Error::custom(format!("the name {shown:?} is given twice")));
            }
            let value = access.next_value_seed(level)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name(String);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault(text: &[u8]) -> (String, usize, usize) {
        let fault = parse(text).unwrap_err();
        (fault.message, fault.line, fault.column)
    }

    #[test]
    fn json_is_read_as_it_is_written() {
        let text = br#" {"a": [1, -2, 2.5, true, null, "x\u00e9"], "b": {}} "#;
        assert_eq!(parse(text).unwrap(), json!({"a": [1, -2, 2.5, true, null, "xé"], "b": {}}));
        assert_eq!(parse(b"\xef\xbb\xbf7").unwrap(), json!(7));
    }

    #[test]
    fn faults_say_where_they_are() {
        assert_eq!(fault(b"{\"a\": 1,\n  oops}").1, 2);
        assert_eq!(fault(b"{\"a\": \"\xff\"}"), ("this is not UTF-8".to_owned(), 1, 8));
        assert_eq!(fault(b"{\n\"\xc3\xa9\xff\"}"), ("this is not UTF-8".to_owned(), 2, 3));
        assert_eq!(fault(b"  "), ("the body is empty".to_owned(), 0, 0));
        assert_eq!(fault(b"{} {}").0, "trailing characters");
        assert_eq!(fault(b"1e999").0, "number out of range");
        assert!(parse(br#""\ud800""#).is_err());
    }

    #[test]
    fn every_name_is_given_once() {
        let (message, line, column) = fault(b"{\"a\": 1,\n \"a\": 2}");
        assert_eq!(message, "the name \"a\" is given twice");
        assert_eq!((line, column > 0), (2, true));
        assert_eq!(fault(br#"{"x": {"a": 1, "\u0061": 2}}"#).0, "the name \"a\" is given twice");
    }

    #[test]
    fn nesting_has_a_bottom() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(32).as_bytes()).is_ok());
        assert_eq!(fault(nested(33).as_bytes()).0, "more than 32 levels of nesting");
        assert_eq!(fault(nested(60_000).as_bytes()).0, "more than 32 levels of nesting");
    }
}
