//! Values in both forms: as SQLite keeps them, and as PostgreSQL's binary copies write them.

use rusqlite::types::{Value, ValueRef};

/// The microseconds from 1970, from which SQLite's times count, to 2000, from which PostgreSQL's do.
const TO_2000: i64 = 946_684_800_000_000;

/// The types that columns have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Bytes,
    Int2,
    Int4,
    Int8,
    Text,
    /// `infinity` is the greatest number in both forms.
    Time,
    Uuid,
    /// A type that only tables have that are not copied.
    Other,
}

impl Kind {
    /// The type of a name in `pg_type`.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "bool" => Self::Bool,
            "bytea" => Self::Bytes,
            "int2" => Self::Int2,
            "int4" => Self::Int4,
            "int8" => Self::Int8,
            "text" => Self::Text,
            "timestamptz" => Self::Time,
            "uuid" => Self::Uuid,
            _ => Self::Other,
        }
    }

    /// Its name for people.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Bool => "truth value",
            Self::Bytes => "bytes",
            Self::Int2 => "number of 16 bits",
            Self::Int4 => "number of 32 bits",
            Self::Int8 => "number of 64 bits",
            Self::Text => "text",
            Self::Time => "time",
            Self::Uuid => "identifier",
            Self::Other => "value of a type that can be copied",
        }
    }

    /// Adds a value of SQLite's to a tuple, its length before it. None where it is none of this type.
    pub(super) fn write(self, value: ValueRef<'_>, tuple: &mut Vec<u8>) -> Option<()> {
        let put = |tuple: &mut Vec<u8>, bytes: &[u8]| {
            tuple.extend(i32::try_from(bytes.len()).ok()?.to_be_bytes());
            tuple.extend(bytes);
            Some(())
        };
        match (self, value) {
            (_, ValueRef::Null) => {
                tuple.extend((-1_i32).to_be_bytes());
                Some(())
            }
            (Self::Bool, ValueRef::Integer(number @ (0 | 1))) => put(tuple, &[u8::from(number == 1)]),
            (Self::Int2, ValueRef::Integer(number)) => put(tuple, &i16::try_from(number).ok()?.to_be_bytes()),
            (Self::Int4, ValueRef::Integer(number)) => put(tuple, &i32::try_from(number).ok()?.to_be_bytes()),
            (Self::Int8, ValueRef::Integer(number)) => put(tuple, &number.to_be_bytes()),
            (Self::Time, ValueRef::Integer(number @ (i64::MIN | i64::MAX))) => {
                put(tuple, &number.to_be_bytes())
            }
            (Self::Time, ValueRef::Integer(micros)) => {
                put(tuple, &micros.checked_sub(TO_2000)?.to_be_bytes())
            }
            (Self::Text, ValueRef::Text(text)) if !text.contains(&0) && str::from_utf8(text).is_ok() => {
                put(tuple, text)
            }
            (Self::Bytes, ValueRef::Blob(bytes)) => put(tuple, bytes),
            (Self::Uuid, ValueRef::Blob(bytes)) if bytes.len() == 16 => put(tuple, bytes),
            _ => None,
        }
    }

    /// What SQLite keeps for a value of a tuple; nothing for none. None where it is none of this type.
    pub(super) fn read(self, bytes: Option<&[u8]>) -> Option<Value> {
        let Some(bytes) = bytes else { return Some(Value::Null) };
        let number = || Some(i64::from_be_bytes(bytes.try_into().ok()?));
        Some(match self {
            Self::Bool => Value::Integer(i64::from(bytes == [1])),
            Self::Int2 => Value::Integer(i16::from_be_bytes(bytes.try_into().ok()?).into()),
            Self::Int4 => Value::Integer(i32::from_be_bytes(bytes.try_into().ok()?).into()),
            Self::Int8 => Value::Integer(number()?),
            Self::Time => Value::Integer(match number()? {
                end @ (i64::MIN | i64::MAX) => end,
                micros => micros.checked_add(TO_2000)?,
            }),
            Self::Text => Value::Text(String::from_utf8(bytes.to_owned()).ok()?),
            Self::Bytes | Self::Uuid => Value::Blob(bytes.to_owned()),
            Self::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        for (kind, value) in [
            (Kind::Bool, Value::Integer(1)),
            (Kind::Bool, Value::Integer(0)),
            (Kind::Int2, Value::Integer(-32_768)),
            (Kind::Int4, Value::Integer(7)),
            (Kind::Int8, Value::Integer(i64::MIN)),
            (Kind::Time, Value::Integer(i64::MAX)),
            (Kind::Time, Value::Integer(-1)),
            (Kind::Time, Value::Integer(1_700_000_000_123_456)),
            (Kind::Text, Value::Text("Grüße".to_owned())),
            (Kind::Text, Value::Text(String::new())),
            (Kind::Bytes, Value::Blob(vec![0, 255])),
            (Kind::Bytes, Value::Blob(Vec::new())),
            (Kind::Uuid, Value::Blob(vec![9; 16])),
            (Kind::Text, Value::Null),
        ] {
            let mut tuple = Vec::new();
            kind.write((&value).into(), &mut tuple).unwrap();
            let bytes = (tuple[..4] != (-1_i32).to_be_bytes()).then(|| &tuple[4..]);
            assert_eq!(kind.read(bytes), Some(value));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (kind, value) in [
            (Kind::Bool, Value::Integer(2)),
            (Kind::Int2, Value::Integer(40_000)),
            (Kind::Time, Value::Integer(i64::MIN + 1)),
            (Kind::Text, Value::Text("a\0b".to_owned())),
            (Kind::Text, Value::Integer(1)),
            (Kind::Uuid, Value::Blob(vec![9; 15])),
            (Kind::Other, Value::Integer(1)),
        ] {
            assert_eq!(kind.write((&value).into(), &mut Vec::new()), None, "{kind:?}");
        }
    }
}
