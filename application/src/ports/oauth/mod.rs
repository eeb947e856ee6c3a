//! What OAuth needs of the store.

mod clients;
mod codes;
mod consents;
mod devices;
mod grants;
mod interactions;

pub use clients::Clients;
pub use codes::{Codes, Taken};
pub use consents::{Consent, Consents};
pub use devices::Devices;
pub use grants::{Grants, LiveGrant};
pub use interactions::{Interaction, Interactions};
