//! Urlencoded forms as OAuth wants them: every parameter at most once (RFC 6749 §3.2), but for those
//! that another RFC lets repeat.

use super::{DEFAULT_LIMIT, read, schema::Schema};
use crate::problem::{FieldError, Problem, ProblemCode, Rejection};
use poem::{Request, RequestBody, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    payload::{ParsePayload, Payload},
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::Type,
};
use std::marker::PhantomData;

/// A urlencoded form, with the type that documents it. Parameters that `T` documents as an array may
/// be repeated, every other one that it documents may not; unknown ones are ignored (RFC 6749 §3.2).
/// A parameter without a value counts as left out.
pub struct RawForm<T> {
    pairs: Vec<(String, String)>,
    documents: PhantomData<fn() -> T>,
}

impl<T> RawForm<T> {
    /// The value of a parameter that is given once.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.many(name).next()
    }

    /// The values of a parameter that may be repeated, in order.
    pub fn many<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n, T> {
        let named = self.pairs.iter().filter(move |(given, _)| given == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Every parameter that has a value, in order.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.pairs
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// A `required` field error.
    pub fn required(&self, name: &str) -> Result<&str, FieldError> {
        self.one(name).ok_or_else(|| FieldError::new(name, "required", "This is missing."))
    }
}

impl<T: Type + 'static> RawForm<T> {
    fn parse(bytes: &[u8]) -> Result<Self, Rejection> {
        let malformed = |what: &str| Rejection::new(Problem::new(ProblemCode::InvalidRequest).detail(what));
        let mut pairs = Vec::new();
        for piece in bytes.split(|&byte| byte == b'&').filter(|piece| !piece.is_empty()) {
            let mut halves = piece.splitn(2, |&byte| byte == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            let (Some(name), Some(value)) = (half(), half()) else {
                return Err(malformed("The form is not urlencoded UTF-8."));
            };
            if name.contains('\0') || value.contains('\0') {
                return Err(malformed("The character NUL is not allowed in a form."));
            }
            if !value.is_empty() {
                pairs.push((name, value));
            }
        }
        let form = Self { pairs, documents: PhantomData };
        let schema = Schema::of::<T>();
        let documented = schema.root().map(|root| root.properties.as_slice()).unwrap_or_default();
        for (name, of) in documented {
            let may_repeat = schema.resolve(of).is_some_and(|of| of.ty == "array");
            if !may_repeat && form.many(name).nth(1).is_some() {
                return Err(malformed(&format!("The parameter {name} is given more than once.")));
            }
        }
        Ok(form)
    }
}

/// Undoes the urlencoding of a name or value. None where it is not UTF-8 or an escape is broken.
pub(crate) fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(*rest.next()?).to_digit(16)?;
                let low = char::from(*rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            plain => plain,
        });
    }
    String::from_utf8(bytes).ok()
}

impl<T: Type> Payload for RawForm<T> {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";

    fn check_content_type(content_type: &str) -> bool {
        content_type.parse::<mime::Mime>().is_ok_and(|media| media.essence_str() == Self::CONTENT_TYPE)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Type + 'static> ParsePayload for RawForm<T> {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> Result<Self> {
        if !request.header(header::CONTENT_TYPE).is_some_and(Self::check_content_type) {
            let refused = Problem::new(ProblemCode::UnsupportedMediaType)
                .detail("Send a form with the header `Content-Type: application/x-www-form-urlencoded`.");
            return Err(Rejection::new(refused).into());
        }
        let bytes = read(request, body, DEFAULT_LIMIT).await?;
        Ok(Self::parse(&bytes)?)
    }
}

impl<'a, T: Type + 'static> ApiExtractor<'a> for RawForm<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Self as Payload>::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType {
                content_type: <Self as Payload>::CONTENT_TYPE,
                schema: <Self as Payload>::schema_ref(),
            }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        <Self as ParsePayload>::from_request(request, body).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem_openapi::Object;

    /// Parameters of a token request.
    #[derive(Object)]
    struct Ask {
        grant_type: String,
        code: Option<String>,
        resource: Option<Vec<String>>,
    }

    fn form(text: &str) -> Result<RawForm<Ask>, String> {
        RawForm::parse(text.as_bytes()).map_err(|refused| refused.problem().detail.clone().unwrap())
    }

    #[test]
    fn values_are_decoded() {
        let form = form("grant_type=a+b%2B%C3%A9&code=&x").unwrap();
        assert_eq!(form.one("grant_type"), Some("a b+é"));
        assert_eq!(form.one("code"), None);
        assert_eq!(form.required("code").unwrap_err().code, "required");
    }

    #[test]
    fn a_parameter_is_given_once_unless_it_may_repeat() {
        assert!(form("code=1&code=2").is_err_and(|detail| detail.contains("code")));
        assert!(form("code=1&co%64e=1").is_err());
        let form = form("resource=a&grant_type=x&resource=b&unknown=1&unknown=2").unwrap();
        assert_eq!(form.many("resource").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for bad in ["code=%", "code=%4", "code=%zz", "code=%ff", "code=a%00b", "%00=a"] {
            assert!(form(bad).is_err(), "{bad}");
        }
        assert!(RawForm::<Ask>::parse(b"code=\xff").is_err());
    }

    #[test]
    fn only_the_media_type_of_forms_is_taken() {
        assert!(RawForm::<Ask>::check_content_type("application/x-www-form-urlencoded; charset=utf-8"));
        assert!(!RawForm::<Ask>::check_content_type("application/json"));
        assert!(!RawForm::<Ask>::check_content_type("rubbish"));
    }
}
