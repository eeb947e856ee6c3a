//! Values of the domain that are one column here: ids of clients, scopes, digests.

use crate::sql::{Row, SqlError};
use oathgate_domain::{
    oauth::{ClientId, Resources, Scopes, WantedClaims},
    secret::TokenDigest,
};

/// Reads the id of a client.
pub(super) fn client_id(row: &Row, index: usize) -> Result<ClientId, SqlError> {
    ClientId::parse(&row.text(index)?).map_err(|_| SqlError::Column(index))
}

/// Reads scopes, words between spaces.
pub(super) fn scopes(row: &Row, index: usize) -> Result<Scopes, SqlError> {
    Scopes::parse(&row.text(index)?).ok_or(SqlError::Column(index))
}

/// Reads names of resources, between spaces.
pub(super) fn resources(row: &Row, index: usize) -> Result<Resources, SqlError> {
    Ok(Resources::from_storage(&row.text(index)?))
}

/// Reads what was asked for claim by claim.
pub(super) fn wanted_claims(row: &Row, index: usize) -> Result<WantedClaims, SqlError> {
    Ok(WantedClaims::from_storage(&row.text(index)?))
}

/// Reads a digest.
pub(super) fn digest(row: &Row, index: usize) -> Result<TokenDigest, SqlError> {
    opt_digest(row, index)?.map(TokenDigest).ok_or(SqlError::Column(index))
}

/// Reads 32 bytes, or nothing.
pub(super) fn opt_digest(row: &Row, index: usize) -> Result<Option<[u8; 32]>, SqlError> {
    let bytes = row.opt_bytes(index)?;
    bytes.map(|bytes| bytes.try_into().map_err(|_| SqlError::Column(index))).transpose()
}
