//! Who sends a request, and whether a browser sends it of its user's own accord.

mod bearer;
mod device_cookie;
mod origins;
mod session_cookie;
mod signed_in;

pub(crate) use bearer::read as read_bearer;
pub use bearer::{BearerToken, MaybeBearerToken};
pub(crate) use device_cookie::DeviceCookie;
pub use origins::{AllowedOrigins, SameSite};
pub use session_cookie::SessionCookie;
pub use signed_in::SignedIn;
