//! What may be kept in the state of a workflow: ids, numbers, times and choices. Text and secrets
//! do not implement [`Durable`], so keeping an address or a token is an error of compilation.

use oathgate_domain::{
    ids::{AccountId, ChallengeId, ExportId, MailRequestId, RegistrationId, RunId, SessionId},
    oauth::ClientId,
};
use serde_json::Value;
use time::OffsetDateTime;

/// A stored value that does not mean what the code expects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a stored value is not {expected}")]
pub struct NotDurable {
    /// What was expected.
    pub expected: &'static str,
}

/// A value that may be kept in the state of a workflow. Make types of it with
/// [`durable!`](crate::durable).
///
/// ```
/// oathgate_application::durable! { pub struct Kept { pub account: oathgate_domain::ids::AccountId } }
/// ```
/// ```compile_fail
/// oathgate_application::durable! { pub struct Leak { pub address: String } }
/// ```
/// ```compile_fail
/// oathgate_application::durable! { pub struct Leak { pub address: oathgate_domain::email::EmailAddress } }
/// ```
/// ```compile_fail
/// oathgate_application::durable! { pub struct Leak { pub token: oathgate_domain::secret::Secret } }
/// ```
/// Nor can a type say so of itself, past the macro:
/// ```compile_fail,E0277
/// use oathgate_application::workflow::{Durable, NotDurable};
/// struct Leak(String);
/// impl Durable for Leak {
///     fn to_json(&self) -> serde_json::Value { self.0.as_str().into() }
///     fn from_json(_: &serde_json::Value) -> Result<Self, NotDurable> { Ok(Self(String::new())) }
/// }
/// ```
pub trait Durable: sealed::Sealed + Sized + Send + 'static {
    /// The value as JSON.
    fn to_json(&self) -> Value;

    /// The value that JSON stands for.
    ///
    /// # Errors
    /// [`NotDurable`] when it stands for none.
    fn from_json(json: &Value) -> Result<Self, NotDurable>;
}

/// Whose types may be [`Durable`]: those of this crate, and what [`durable!`](crate::durable) makes of them.
#[doc(hidden)]
pub mod sealed {
    /// See [`Durable`](super::Durable).
    pub trait Sealed {}
}

/// Something that is told to a run from outside.
pub trait Signal: Durable {
    /// Its name in the history.
    const NAME: &'static str;
}

/// Makes types durable: how each is written, how it is read where that is possible, and its name
/// for those who read of a value that is none.
macro_rules! make_durable {
    ($($kind:ty as $name:expr => $write:expr, $read:expr;)*) => {$(
        impl sealed::Sealed for $kind {}

        impl Durable for $kind {
            fn to_json(&self) -> Value {
                let write: fn(&Self) -> Value = $write;
                write(self)
            }

            fn from_json(json: &Value) -> Result<Self, NotDurable> {
                let read: fn(&Value) -> Option<Self> = $read;
                read(json).ok_or(NotDurable { expected: $name })
            }
        }
    )*};
}

macro_rules! make_ids_durable {
    ($($id:ty),*) => {
        make_durable! { $(
            $id as stringify!($id) => |id| id.to_string().into(), |json| json.as_str()?.parse().ok();
        )* }
    };
}

make_ids_durable!(AccountId, ChallengeId, ExportId, MailRequestId, RegistrationId, RunId, SessionId);

make_durable! {
    () as "nothing" => |()| Value::Null, |_| Some(());
    bool as "a truth value" => |told| Value::Bool(*told), Value::as_bool;
    i64 as "a number" => |number| Value::from(*number), Value::as_i64;
    OffsetDateTime as "a time" => |time| micros(*time).into(), |json| from_micros(json.as_i64()?);
    ClientId as "ClientId" => |id| id.as_str().into(), |json| Self::parse(json.as_str()?).ok();
}

fn micros(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX)
}

fn from_micros(micros: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()
}

impl<T: Durable> sealed::Sealed for Option<T> {}

impl<T: Durable> Durable for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, Durable::to_json)
    }

    fn from_json(json: &Value) -> Result<Self, NotDurable> {
        if json.is_null() { Ok(None) } else { T::from_json(json).map(Some) }
    }
}

/// Declares types that may be kept in the state of a workflow: structs of durable fields, and
/// enums whose cases hold at most one durable value.
#[macro_export]
macro_rules! durable {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }

        impl $crate::workflow::sealed::Sealed for $name {}

        impl $crate::workflow::Durable for $name {
            fn to_json(&self) -> ::serde_json::Value {
                #[allow(unused_mut, clippy::allow_attributes, reason = "empty where there is no field")]
                let mut map = ::serde_json::Map::new();
                $(map.insert(
                    stringify!($field).to_owned(),
                    $crate::workflow::Durable::to_json(&self.$field),
                );)*
                ::serde_json::Value::Object(map)
            }

            fn from_json(
                json: &::serde_json::Value,
            ) -> Result<Self, $crate::workflow::NotDurable> {
                let _map = json
                    .as_object()
                    .ok_or($crate::workflow::NotDurable { expected: stringify!($name) })?;
                Ok(Self {
                    $($field: $crate::workflow::Durable::from_json(
                        _map.get(stringify!($field)).unwrap_or(&::serde_json::Value::Null),
                    )?),*
                })
            }
        }
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$case_meta:meta])* $case:ident $(($type:ty))?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $vis enum $name { $($(#[$case_meta])* $case $(($type))?),* }

        impl $crate::workflow::sealed::Sealed for $name {}

        impl $crate::workflow::Durable for $name {
            fn to_json(&self) -> ::serde_json::Value {
                match self {
                    $($crate::durable!(@pattern $case value $(($type))?) =>
                        $crate::durable!(@write $case value $(($type))?),)*
                }
            }

            fn from_json(
                json: &::serde_json::Value,
            ) -> Result<Self, $crate::workflow::NotDurable> {
                let (_case, _value) = $crate::workflow::read_case(json)
                    .ok_or($crate::workflow::NotDurable { expected: stringify!($name) })?;
                $(if _case == stringify!($case) {
                    return Ok($crate::durable!(@read $case _value $(($type))?));
                })*
                Err($crate::workflow::NotDurable { expected: stringify!($name) })
            }
        }
    };
    (@pattern $case:ident $value:ident) => { Self::$case };
    (@pattern $case:ident $value:ident ($type:ty)) => { Self::$case($value) };
    (@write $case:ident $value:ident) => { ::serde_json::Value::from(stringify!($case)) };
    (@write $case:ident $value:ident ($type:ty)) => {{
        let mut map = ::serde_json::Map::new();
        map.insert(stringify!($case).to_owned(), $crate::workflow::Durable::to_json($value));
        ::serde_json::Value::Object(map)
    }};
    (@read $case:ident $value:ident) => { Self::$case };
    (@read $case:ident $value:ident ($type:ty)) => {
        Self::$case($crate::workflow::Durable::from_json($value)?)
    };
}

/// Reads the name of an enum's case and the value that it holds; for [`durable!`](crate::durable).
#[doc(hidden)]
pub fn read_case(json: &Value) -> Option<(&str, &Value)> {
    match json {
        Value::String(case) => Some((case, &Value::Null)),
        Value::Object(map) if map.len() == 1 => map.iter().next().map(|(case, value)| (case.as_str(), value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    durable! {
        struct Input { account: AccountId, again: Option<i64> }
    }
    durable! {
        enum Output { Gone, Made(AccountId) }
    }

    #[test]
    fn structs_and_enums_come_back_as_they_went() {
        let input = Input { account: AccountId(Uuid::from_u128(7)), again: None };
        assert_eq!(Input::from_json(&input.to_json()), Ok(input));
        for output in [Output::Gone, Output::Made(AccountId(Uuid::from_u128(9)))] {
            assert_eq!(Output::from_json(&output.to_json()), Ok(output));
        }
    }

    #[test]
    fn what_does_not_parse_says_what_was_expected() {
        let stored = serde_json::json!({ "account": 5 });
        assert_eq!(Input::from_json(&stored), Err(NotDurable { expected: "AccountId" }));
        assert_eq!(Output::from_json(&Value::from("Other")), Err(NotDurable { expected: "Output" }));
    }
}
