//! Values on their way to PostgreSQL and back, in its binary format.

use crate::{
    postgres::fault::statement_fault,
    sql::{Row, SqlError, Value},
};
use bytes::{BufMut, BytesMut};
use std::error::Error;
use time::OffsetDateTime;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(value) => value.to_sql_checked(ty, out),
            Self::Int(value) if *ty == Type::INT2 => i16::try_from(*value)?.to_sql_checked(ty, out),
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql_checked(ty, out),
            Self::Int(value) => value.to_sql_checked(ty, out),
            Self::Text(value) if *ty == Type::JSONB => {
                // The number of the format's version stands before the text.
                out.put_u8(1);
                out.put_slice(value.as_bytes());
                Ok(IsNull::No)
            }
            Self::Text(value) if *ty == Type::JSON => {
                out.put_slice(value.as_bytes());
                Ok(IsNull::No)
            }
            Self::Text(value) => value.to_sql_checked(ty, out),
            Self::Bytes(value) => value.to_sql_checked(ty, out),
            Self::Uuid(value) => value.to_sql_checked(ty, out),
            Self::Time(value) => value.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Whether the value fits is only known with the value at hand, above.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::BOOL => Self::Bool(FromSql::from_sql(ty, raw)?),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(FromSql::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(FromSql::from_sql(ty, raw)?),
            Type::UUID => Self::Uuid(Uuid::from_sql(ty, raw)?),
            Type::TIMESTAMPTZ => Self::Time(OffsetDateTime::from_sql(ty, raw)?),
            Type::JSONB => match raw {
                [1, text @ ..] => Self::Text(str::from_utf8(text)?.to_owned()),
                _ => return Err("unknown version of the JSONB format".into()),
            },
            Type::JSON => Self::Text(str::from_utf8(raw)?.to_owned()),
            _ => Self::Text(FromSql::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::BYTEA
                | Type::UUID
                | Type::TIMESTAMPTZ
                | Type::JSON
                | Type::JSONB
        ) || <String as FromSql>::accepts(ty)
    }
}

/// Takes a row over from the driver.
///
/// # Errors
/// [`SqlError::Defect`] where a column is of a type that no repository uses.
pub(crate) fn row(row: &tokio_postgres::Row) -> Result<Row, SqlError> {
    (0..row.len())
        .map(|index| row.try_get(index))
        .collect::<Result<_, _>>()
        .map(Row::new)
        .map_err(|error| statement_fault(&error))
}
