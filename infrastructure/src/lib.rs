//! The adapters: databases, queue, cryptography and mail behind the ports of
//! [`oathgate_application`].

pub mod crypto;
pub mod local;
pub mod mail;
pub mod migrate;
pub mod postgres;
pub mod redis;
pub mod sql;
pub mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
