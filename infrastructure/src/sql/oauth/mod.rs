//! What OAuth keeps: clients, codes, devices, grants, consents, and requests that wait for a person.

mod client_documents;
mod client_metadata;
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
mod words;

/// The statements of each repository, by the name of its module.
pub(super) const STATEMENTS: [(&str, &[(&str, &str)]); 11] = [
    ("oauth::client_documents", client_documents::STATEMENTS),
    ("oauth::clients", clients::STATEMENTS),
    ("oauth::codes", codes::STATEMENTS),
    ("oauth::consents", consents::STATEMENTS),
    ("oauth::devices", devices::STATEMENTS),
    ("oauth::grants", grants::STATEMENTS),
    ("oauth::interactions", interactions::STATEMENTS),
    ("oauth::logouts", logouts::STATEMENTS),
    ("oauth::pushed_requests", pushed_requests::STATEMENTS),
    ("oauth::registrations", registrations::STATEMENTS),
    ("oauth::replays", replays::STATEMENTS),
];
