//! The ports: what use cases and workflows need of the world, as traits. The adapters are in the
//! `infrastructure` crate; each trait's documentation is the contract that its suite tests.

pub mod access_tokens;
pub mod accounts;
pub mod audit;
pub mod challenges;
pub mod clock;
pub mod entropy;
pub mod erasures;
pub mod exports;
pub mod farewells;
pub mod hints;
pub mod id_tokens;
pub mod key_maker;
pub mod known_devices;
pub mod limit_changes;
pub mod limits;
pub mod mail_requests;
pub mod mailer;
pub mod oauth;
pub mod operations;
pub mod password_hasher;
pub mod peers;
pub mod pseudonyms;
pub mod registrations;
pub mod retention;
pub mod sealer;
pub mod sessions;
pub mod signatures;
pub mod signing_keys;
pub mod store;
pub mod subject_secrets;
pub mod token_keys;
pub mod trends;
pub mod workflow_runs;
pub mod workflow_schedules;
pub mod workflow_store;
