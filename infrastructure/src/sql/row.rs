//! Rows of results, read by the place of the column and the type that it must have.

use crate::sql::{SqlError, Value, value::from_micros};
use time::OffsetDateTime;
use uuid::Uuid;

/// One row of a result.
#[derive(Debug, Clone)]
pub struct Row(Vec<Value>);

/// Defines a getter for a column that must hold a value, and one for a column that may hold none.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $opt:ident -> $type:ty { $($pattern:pat => $read:expr),* $(,)? })*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`SqlError::Column`] where it holds something else, or nothing.
        pub fn $name(&self, index: usize) -> Result<$type, SqlError> {
            self.$opt(index)?.ok_or(SqlError::Column(index))
        }

        $(#[$doc])*
        /// None where it holds no value.
        ///
        /// # Errors
        /// [`SqlError::Column`] where it holds something else.
        pub fn $opt(&self, index: usize) -> Result<Option<$type>, SqlError> {
            match self.0.get(index).ok_or(SqlError::Column(index))? {
                Value::Null => Ok(None),
                $($pattern => $read.map(Some).ok_or(SqlError::Column(index)),)*
                _ => Err(SqlError::Column(index)),
            }
        }
    )*};
}

impl Row {
    /// Puts a row together, from a driver.
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    getters! {
        /// The text in a column.
        text, opt_text -> String { Value::Text(text) => Some(text.clone()) }

        /// The whole number in a column.
        int, opt_int -> i64 { Value::Int(number) => Some(*number) }

        /// The whole number in a column that cannot be negative.
        count, opt_count -> u32 { Value::Int(number) => u32::try_from(*number).ok() }

        /// The truth value in a column.
        bool, opt_bool -> bool {
            Value::Bool(truth) => Some(*truth),
            Value::Int(number) => Some(*number != 0),
        }

        /// The bytes in a column.
        bytes, opt_bytes -> Vec<u8> { Value::Bytes(bytes) => Some(bytes.clone()) }

        /// The identifier in a column.
        uuid, opt_uuid -> Uuid {
            Value::Uuid(id) => Some(*id),
            Value::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
        }

        /// The moment in a column.
        time, opt_time -> OffsetDateTime {
            Value::Time(time) => Some(*time),
            Value::Int(micros) => from_micros(*micros),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_forms_are_read() {
        let row = Row::new(vec![
            Value::Int(1),
            Value::Bytes(Uuid::max().as_bytes().to_vec()),
            Value::Int(1_000_000),
            Value::Null,
        ]);
        assert!(row.bool(0).unwrap());
        assert_eq!(row.uuid(1).unwrap(), Uuid::max());
        assert_eq!(row.time(2).unwrap().unix_timestamp(), 1);
        assert_eq!(row.opt_text(3).unwrap(), None);
    }

    #[test]
    fn what_is_not_as_it_should_be_is_an_error() {
        let row = Row::new(vec![Value::Null, Value::Text("x".into()), Value::Int(-1)]);
        assert!(matches!(row.text(0), Err(SqlError::Column(0))));
        assert!(matches!(row.opt_uuid(1), Err(SqlError::Column(1))));
        assert!(matches!(row.count(2), Err(SqlError::Column(2))));
        assert!(matches!(row.int(3), Err(SqlError::Column(3))));
    }
}
