//! Who sends a request, and whether a browser sends it of its user's own accord.

mod account_reader;
mod administrator;
mod bearer;
mod device_cookie;
mod origins;
mod scopes;
mod session_cookie;
mod signed_in;

pub(crate) use account_reader::AccountReader;
pub use administrator::Administrator;
pub use bearer::{BearerToken, MaybeBearerToken};
pub(crate) use bearer::{TokenScheme, read_any as read_token};
pub(crate) use device_cookie::DeviceCookie;
pub use origins::{AllowedOrigins, SameSite};
pub(crate) use scopes::{ClientScope, OAUTH2, register_oauth2};
pub use session_cookie::{SessionCookie, SessionToken};
pub use signed_in::SignedIn;
