//! The adapters: databases, queue, cryptography, mail and peers behind the ports of
//! [`oathgate_application`].

pub mod crypto;
pub mod export;
pub mod import;
pub mod local;
pub mod mail;
pub mod migrate;
pub mod peers;
pub mod postgres;
pub mod redis;
pub mod sql;
pub mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
