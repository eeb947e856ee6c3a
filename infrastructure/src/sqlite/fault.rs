//! What SQLite's errors mean for a caller.

use crate::sql::SqlError;
use rusqlite::{Error, ErrorCode, ffi};

/// What an error of a statement means. SQLite's words name tables and columns, never values.
pub(crate) fn statement_fault(error: Error) -> SqlError {
    let Some(reported) = error.sqlite_error() else {
        return SqlError::defect(error);
    };
    match (reported.code, reported.extended_code) {
        (
            ErrorCode::ConstraintViolation,
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ) => SqlError::Unique(error.into()),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => SqlError::Contended,
        (
            ErrorCode::SystemIoFailure
            | ErrorCode::DiskFull
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OutOfMemory,
            _,
        ) => SqlError::away(error),
        _ => SqlError::defect(error),
    }
}
