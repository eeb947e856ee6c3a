//! OAuth error codes.

macro_rules! errors {
    ($($(#[$source:meta])* $name:ident => $code:literal;)*) => {
        /// An error as the RFCs name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum OAuthError {
            $($(#[$source])* $name,)*
        }

        impl OAuthError {
            /// Every error there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

errors! {
    /// RFC 6749 §4.1.2.1, §5.2.
    InvalidRequest => "invalid_request";
    /// RFC 6749 §5.2.
    InvalidClient => "invalid_client";
    /// RFC 6749 §5.2.
    InvalidGrant => "invalid_grant";
    /// RFC 6749 §5.2.
    UnauthorizedClient => "unauthorized_client";
    /// RFC 6749 §5.2.
    UnsupportedGrantType => "unsupported_grant_type";
    /// RFC 6749 §4.1.2.1, §5.2.
    InvalidScope => "invalid_scope";
    /// RFC 6749 §4.1.2.1.
    AccessDenied => "access_denied";
    /// RFC 6749 §4.1.2.1.
    UnsupportedResponseType => "unsupported_response_type";
    /// RFC 6749 §4.1.2.1.
    ServerError => "server_error";
    /// RFC 6749 §4.1.2.1.
    TemporarilyUnavailable => "temporarily_unavailable";
    /// OpenID Connect Core §3.1.2.6.
    LoginRequired => "login_required";
    /// OpenID Connect Core §3.1.2.6.
    ConsentRequired => "consent_required";
    /// OpenID Connect Core §3.1.2.6.
    InteractionRequired => "interaction_required";
    /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
    UnmetAuthenticationRequirements => "unmet_authentication_requirements";
    /// OpenID Connect Core §3.1.2.6.
    RequestNotSupported => "request_not_supported";
    /// OpenID Connect Core §3.1.2.6.
    RequestUriNotSupported => "request_uri_not_supported";
    /// OpenID Connect Core §3.1.2.6.
    RegistrationNotSupported => "registration_not_supported";
    /// RFC 7009 §2.2.1.
    UnsupportedTokenType => "unsupported_token_type";
    /// RFC 8707 §2.
    InvalidTarget => "invalid_target";
    /// RFC 8628 §3.5.
    AuthorizationPending => "authorization_pending";
    /// RFC 8628 §3.5.
    SlowDown => "slow_down";
    /// RFC 8628 §3.5.
    ExpiredToken => "expired_token";
    /// RFC 9449 §5.
    InvalidDpopProof => "invalid_dpop_proof";
    /// RFC 9449 §8.
    UseDpopNonce => "use_dpop_nonce";
    /// RFC 9101 §7.
    InvalidRequestUri => "invalid_request_uri";
    /// RFC 9101 §7.
    InvalidRequestObject => "invalid_request_object";
    /// RFC 7591 §3.2.2.
    InvalidRedirectUri => "invalid_redirect_uri";
    /// RFC 7591 §3.2.2.
    InvalidClientMetadata => "invalid_client_metadata";
    /// RFC 7591 §3.2.2.
    UnapprovedSoftwareStatement => "unapproved_software_statement";
}
