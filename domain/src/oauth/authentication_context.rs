//! How sure the server is of who signed in (OpenID Connect Core §2, RFC 8176).

/// What a client is told of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthenticationContext {
    /// `acr`: one of [`Self::CLASSES`].
    pub acr: &'static str,
    /// `amr`: by what, in the words of RFC 8176 §2.
    pub amr: &'static [&'static str],
}

impl AuthenticationContext {
    /// Something that the person alone knows. `1` is its class, as the least level of ISO/IEC 29115 has
    /// it; `0` would say that nobody can tell who it is (OpenID Connect Core §2).
    pub const PASSWORD: Self = Self { acr: "1", amr: &["pwd"] };
    /// Every `acr` that a sign-in may have.
    pub const CLASSES: [&'static str; 1] = [Self::PASSWORD.acr];
}
