//! What OAuth needs of the store.

mod client_documents;
mod clients;
mod codes;
mod consents;
mod devices;
mod grants;
mod interactions;
mod logouts;
mod pushed_requests;
mod registrations;
mod replays;

pub use client_documents::{ClientDocuments, DocumentCopy, Placed};
pub use clients::Clients;
pub use codes::{Codes, Taken};
pub use consents::{Consent, Consents};
pub use devices::Devices;
pub use grants::{Grants, LiveGrant};
pub use interactions::{Interaction, Interactions};
pub use logouts::Logouts;
pub use pushed_requests::{PushedRequest, PushedRequests};
pub use registrations::{ClientRegistrations, InitialToken};
pub use replays::Replays;
