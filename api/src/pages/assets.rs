//! Files of the web app, built in when the server is built.

use rust_embed::RustEmbed;
use std::{borrow::Cow, fmt::Write as _};

/// A file.
#[derive(Debug, Clone)]
pub(super) struct Asset {
    pub(super) bytes: Cow<'static, [u8]>,
    /// Changes with the bytes; a valid part of an `ETag`.
    pub(super) fingerprint: String,
}

/// Where files come from.
pub(super) trait Assets: Send + Sync {
    /// The file at a path without a leading slash.
    fn get(&self, path: &str) -> Option<Asset>;

    /// Every path.
    fn paths(&self) -> Vec<String>;
}

/// The web app as it was when the server was built; in a debug build, as it is on disk.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// The files that are built in.
pub(super) struct BuiltIn;

impl Assets for BuiltIn {
    fn get(&self, path: &str) -> Option<Asset> {
        let file = Dist::get(path)?;
        let mut fingerprint = String::new();
        for byte in &file.metadata.sha256_hash()[..16] {
            // Writing to a string cannot fail.
            let _ = write!(fingerprint, "{byte:02x}");
        }
        Some(Asset { bytes: file.data, fingerprint })
    }

    fn paths(&self) -> Vec<String> {
        Dist::iter().map(Cow::into_owned).collect()
    }
}
