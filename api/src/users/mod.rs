//! What people do with their own account.

mod activity;
mod email;
mod erasure;
mod exports;
mod password;
mod profile;
mod sessions;

pub(crate) use activity::ActivityApi;
pub(crate) use email::EmailApi;
pub(crate) use erasure::ErasureApi;
pub(crate) use exports::ExportsApi;
pub(crate) use password::PasswordApi;
pub(crate) use profile::{Profile, ProfileApi};
pub(crate) use sessions::SessionsApi;
