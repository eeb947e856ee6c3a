//! What people do with their accounts, and what an operator does with them. One verb a file.

pub mod administer;
pub mod administrator;
pub mod authenticate;
pub mod change_email;
pub mod change_password;
pub(crate) mod ending;
pub mod erase;
pub mod export_data;
pub mod forms;
pub mod journey;
pub mod links;
pub mod log_in;
pub mod log_out;
pub mod origin;
pub mod profile;
pub mod refresh;
pub mod register;
pub mod request_mail;
pub mod reset_password;
pub mod search;
pub mod sessions;
pub mod set_up;
pub mod sign_in_guard;
pub mod tokens;
pub mod verify_email;
