//! How a person is reached, in a row: the phone number, then the postal address as JSON with the members of the
//! address claim (OpenID Connect Core §5.1.1). None of it is ever searched for.

use crate::sql::{Row, SqlError};
use oathgate_application::error::PortError;
use oathgate_domain::contact::{Contact, PhoneNumber, PostalAddress};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(skip_serializing_if = "Option::is_none")]
    street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

/// Reads what begins at the column `start`.
pub(super) fn contact(row: &Row, start: usize) -> Result<Contact, SqlError> {
    let address = row.opt_text(start + 1)?.map(|text| {
        let stored = serde_json::from_str(&text).map_err(|_| SqlError::Column(start + 1))?;
        let Stored { street_address, locality, region, postal_code, country } = stored;
        Ok::<_, SqlError>(PostalAddress { street_address, locality, region, postal_code, country })
    });
    Ok(Contact { phone: row.opt_text(start)?.map(PhoneNumber::from_storage), address: address.transpose()? })
}

/// The phone number.
pub(super) fn phone(contact: &Contact) -> Option<&str> {
    contact.phone.as_ref().map(PhoneNumber::as_str)
}

/// The postal address.
pub(super) fn address(contact: &Contact) -> Result<Option<String>, PortError> {
    let Some(address) = contact.address.clone() else { return Ok(None) };
    let PostalAddress { street_address, locality, region, postal_code, country } = address;
    let stored = Stored { street_address, locality, region, postal_code, country };
    serde_json::to_string(&stored).map(Some).map_err(|error| PortError::defect("a postal address", error))
}
