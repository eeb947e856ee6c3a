//! Values that go into statements and come out of them, the same for every engine.

use crate::sql::SqlError;
use time::OffsetDateTime;
use uuid::Uuid;

/// A value of a parameter or column.
///
/// Its `Debug` form shows the kind alone: the drivers print parameters at the level `debug`, and
/// among them are password hashes and addresses.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A truth value; an INTEGER in SQLite.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, also JSON. Never holds a NUL.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An identifier; a BLOB of 16 bytes in SQLite.
    Uuid(Uuid),
    /// A moment, to the microsecond; an INTEGER of microseconds since 1970 in SQLite.
    Time(OffsetDateTime),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool(…)",
            Self::Int(_) => "Int(…)",
            Self::Text(_) => "Text(…)",
            Self::Bytes(_) => "Bytes(…)",
            Self::Uuid(_) => "Uuid(…)",
            Self::Time(_) => "Time(…)",
        })
    }
}

macro_rules! conversions {
    ($($from:ty => $to:ident),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$to(value.into())
            }
        }
    )*};
}

conversions! {
    bool => Bool,
    i16 => Int,
    i32 => Int,
    i64 => Int,
    u32 => Int,
    u16 => Int,
    &str => Text,
    String => Text,
    &[u8] => Bytes,
    Vec<u8> => Bytes,
    Uuid => Uuid,
    OffsetDateTime => Time,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Builds the parameters of a statement: `params![id, name.as_str(), now]` for `$1`, `$2`, `$3`.
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::sql::Value::from($value)),*] };
}
pub(crate) use params;

/// The same where the statement takes them as a slice: `&values![id, now]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::sql::Value::from($value)),*] };
}
pub(crate) use values;

/// Refuses what only one of the engines would refuse: text with a NUL in it.
///
/// # Errors
/// [`SqlError::Defect`].
pub(crate) fn check(params: &[Value]) -> Result<(), SqlError> {
    for (index, value) in params.iter().enumerate() {
        if matches!(value, Value::Text(text) if text.contains('\0')) {
            return Err(SqlError::defect(format!("parameter ${} holds a NUL", index + 1)));
        }
    }
    Ok(())
}

/// Microseconds since 1970, UTC.
///
/// # Errors
/// [`SqlError::Defect`] where the moment is further away than 64 bits reach.
pub(crate) fn to_micros(time: OffsetDateTime) -> Result<i64, SqlError> {
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000)).map_err(SqlError::defect)
}

/// The moment that many microseconds after 1970, UTC. None where no calendar has it.
pub(crate) fn from_micros(micros: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn moments_keep_their_microseconds_before_and_after_1970() {
        for time in [datetime!(2026-03-04 05:06:07.123456 UTC), datetime!(1969-12-31 23:59:59.000001 UTC)] {
            assert_eq!(from_micros(to_micros(time).unwrap()), Some(time));
        }
        assert_eq!(from_micros(i64::MAX), None);
    }

    #[test]
    fn nothing_of_a_value_is_printed() {
        let shown = format!("{:?}", params!["canary", &[7_u8; 3][..], 4711_i64, Uuid::max(), true]);
        assert_eq!(shown, "[Text(…), Bytes(…), Int(…), Uuid(…), Bool(…)]");
    }

    #[test]
    fn a_nul_is_refused_with_its_place() {
        let error = check(&["fine", "a\0b"].map(Value::from)).unwrap_err();
        assert!(matches!(&error, SqlError::Defect(cause) if cause.to_string() == "parameter $2 holds a NUL"));
    }
}
