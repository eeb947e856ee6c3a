//! The codes by which a program tells one refusal from another. They never change their meaning.

use poem::http::StatusCode;
use poem_openapi::Enum;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $status:ident, $title:literal, $meaning:literal;)*) => {
        /// Says what went wrong, for a program. A code keeps its meaning for ever; new ones may be
        /// added. Each is described at `/problems/{code}`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Enum)]
        #[oai(rename_all = "snake_case")]
        pub enum ProblemCode {
            $(#[doc = $meaning] $name,)*
        }

        impl ProblemCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The status of the answer (RFC 9110 §15).
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// A short sentence that is the same for every occurrence (RFC 9457 §3.1.3).
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and what to do about it, for the documentation.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    InvalidJson => BAD_REQUEST, "The body is not JSON",
        "The body cannot be read as JSON in UTF-8; the detail says at which line and column. \
         A name given twice in one object and nesting beyond 32 levels are refused too.";
    InvalidRequest => BAD_REQUEST, "The request cannot be understood",
        "The request is malformed in another way than its JSON: its address, a header or a form.";
    TokenInvalid => BAD_REQUEST, "The link does not work",
        "The token of a mailed link is unknown, was used already or has expired. Ask for a new mail.";
    Unauthorized => UNAUTHORIZED, "Sign in first",
        "The request needs an access token and holds none, or one that is not accepted.";
    TokenExpired => UNAUTHORIZED, "The access token has expired",
        "The access token was good but its time is up. Use the refresh token to get another.";
    TokenReused => UNAUTHORIZED, "The refresh token was used before",
        "A refresh token came back after it had been exchanged. Somebody may have copied it, so every \
         token of its session was revoked. Sign in again.";
    InvalidCredentials => UNAUTHORIZED, "The sign-in data is wrong",
        "No account has this address or user name with this password.";
    WrongPassword => FORBIDDEN, "The present password is wrong",
        "The change asks for the present password, and it was not that.";
    SignInAgain => FORBIDDEN, "Sign in again first",
        "The request asks for the present password, or for a sign-in of the last ten minutes.";
    NothingPlanned => CONFLICT, "The account is not to be deleted",
        "Nobody has asked for the account to be deleted, or its time has come.";
    EmailNotVerified => FORBIDDEN, "The address is not verified",
        "The password was right, but the address of the account has not been verified. Follow the link \
         in the mail, or ask for another.";
    AccountDisabled => FORBIDDEN, "The account is disabled",
        "The password was right, but an administrator has disabled the account.";
    Forbidden => FORBIDDEN, "This is not allowed",
        "The access token is good but does not allow this.";
    CrossSiteRequest => FORBIDDEN, "The request came from another site",
        "A browser sent this request with the session cookie on behalf of a page of another site.";
    NotFound => NOT_FOUND, "There is no such thing",
        "Nothing is at this address, or it is not yours to see.";
    MethodNotAllowed => METHOD_NOT_ALLOWED, "The method is not allowed here",
        "The address exists but does not take this method. The Allow header lists those it takes.";
    RequestTimeout => REQUEST_TIMEOUT, "The request took too long to arrive",
        "The body did not arrive in time.";
    UsernameTaken => CONFLICT, "The user name is taken",
        "Somebody else has this user name. Choose another.";
    EmailTaken => CONFLICT, "The address is taken",
        "Another account has been given this address meanwhile.";
    Conflict => CONFLICT, "Something changed meanwhile",
        "The state of the thing does not allow the change any more. Read it again.";
    BodyTooLarge => PAYLOAD_TOO_LARGE, "The body is too large",
        "The body is larger than this operation takes; the detail says how large it may be.";
    UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE, "The Content-Type is not supported",
        "The body must be sent in the media type that the operation documents, without compression.";
    ValidationFailed => UNPROCESSABLE_ENTITY, "Some fields are not right",
        "The body is well-formed, but fields are missing, of another type or out of bounds. Every one \
         of them is named in `errors`.";
    RateLimited => TOO_MANY_REQUESTS, "Too many requests",
        "Wait for as many seconds as the Retry-After header says.";
    Internal => INTERNAL_SERVER_ERROR, "The server made a mistake",
        "A defect. It was logged under the request id; please report that.";
    Busy => SERVICE_UNAVAILABLE, "The server is busy",
        "More of this work is waiting than can be done soon. Nothing was changed; try again after as \
         many seconds as the Retry-After header says.";
    Unavailable => SERVICE_UNAVAILABLE, "A part of the server is away",
        "A part that is needed, such as the database, does not answer. Nothing was changed; try again \
         soon.";
    TimedOut => SERVICE_UNAVAILABLE, "The server took too long",
        "The work was given up because it took too long. Whether it was done is unknown; look before \
         repeating it.";
}

impl ProblemCode {
    /// The code as it is written in answers, for example `invalid_json`.
    pub fn as_str(self) -> String {
        use poem_openapi::types::ToJSON;
        self.to_json().and_then(|json| json.as_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// The code that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }

    /// The code for an answer of this status about which nothing more is known.
    pub fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorized,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE => Self::BodyTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::ValidationFailed,
            StatusCode::TOO_MANY_REQUESTS => Self::RateLimited,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            other if other.is_client_error() => Self::InvalidRequest,
            _ => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_snake_case_and_lead_back() {
        for &code in ProblemCode::ALL {
            let word = code.as_str();
            assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{word}");
            assert_eq!(ProblemCode::parse(&word), Some(code));
        }
        assert_eq!(ProblemCode::InvalidCredentials.as_str(), "invalid_credentials");
        assert_eq!(ProblemCode::parse("no_such_code"), None);
    }

    #[test]
    fn every_error_status_has_a_code_of_its_class() {
        for number in 400..600 {
            let status = StatusCode::from_u16(number).unwrap();
            let given = ProblemCode::for_status(status).status();
            assert_eq!(given.is_client_error(), status.is_client_error(), "{number}");
        }
    }
}
