//! How a person is reached beside their email address (OpenID Connect Core §5.1).

use crate::{invalid::Invalid, names::is_unprintable};
use unicode_normalization::UnicodeNormalization;

/// Most digits of a phone number (ITU-T E.164 §6.2.1), and fewest that lead anywhere.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Most lines of a street address.
const MAX_LINES: usize = 4;

/// A phone number as ITU-T E.164 writes it: `+`, then country code and number in digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number. Spaces, hyphens, dots, slashes and brackets between digits are dropped; nothing at all is no
    /// number. Whether anybody answers there is not looked at.
    ///
    /// # Errors
    /// [`Invalid`] for the field `phone_number`.
    pub fn parse(text: &str) -> Result<Option<Self>, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let between = |c: &char| !matches!(c, ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')');
        let number: String = text.chars().filter(between).collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let fine = DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0');
        if !fine {
            let message =
                "A phone number begins with + and the country code, and has 7 to 15 digits: +49 30 1234567.";
            return Err(Invalid::new("phone_number", "invalid_phone_number", message));
        }
        Ok(Some(Self(number)))
    }

    /// Puts together a number that [`Self::parse`] has accepted before, from storage.
    pub fn from_storage(number: String) -> Self {
        Self(number)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The parts of a postal address as they came, as texts of their own or of somebody else.
#[derive(Debug, Clone, Copy, Default)]
pub struct AddressFields<T> {
    /// `street_address`: may have several lines.
    pub street_address: Option<T>,
    /// `locality`.
    pub locality: Option<T>,
    /// `region`.
    pub region: Option<T>,
    /// `postal_code`.
    pub postal_code: Option<T>,
    /// `country`.
    pub country: Option<T>,
}

impl<T: AsRef<str>> AddressFields<T> {
    /// The same, borrowed.
    fn texts(&self) -> AddressFields<&str> {
        AddressFields {
            street_address: self.street_address.as_ref().map(AsRef::as_ref),
            locality: self.locality.as_ref().map(AsRef::as_ref),
            region: self.region.as_ref().map(AsRef::as_ref),
            postal_code: self.postal_code.as_ref().map(AsRef::as_ref),
            country: self.country.as_ref().map(AsRef::as_ref),
        }
    }
}

/// A postal address (OpenID Connect Core §5.1.1), of which each part may be missing, but not all.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PostalAddress {
    /// Street, house number and the like; lines end with `\n`.
    pub street_address: Option<String>,
    /// City.
    pub locality: Option<String>,
    /// State, province, prefecture.
    pub region: Option<String>,
    /// Zip code.
    pub postal_code: Option<String>,
    /// Country, by its name.
    pub country: Option<String>,
}

impl PostalAddress {
    /// Reads an address. Space around a part is dropped, and nothing but empty parts is no address. What is wrong is
    /// added to `faults`, each naming its field as a member of `address`.
    pub fn read<T: AsRef<str>>(fields: &AddressFields<T>, faults: &mut Vec<Invalid>) -> Option<Self> {
        let fields = fields.texts();
        let address = Self {
            street_address: street(fields.street_address, faults),
            locality: part("address.locality", fields.locality, 100, faults),
            region: part("address.region", fields.region, 100, faults),
            postal_code: part("address.postal_code", fields.postal_code, 20, faults),
            country: part("address.country", fields.country, 100, faults),
        };
        (address != Self::default()).then_some(address)
    }

    /// The address in lines, as for a label: street, postal code with city, region, country.
    pub fn formatted(&self) -> String {
        let city = [self.postal_code.as_deref(), self.locality.as_deref()];
        let city = city.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let lines = [
            self.street_address.as_deref(),
            Some(city.as_str()).filter(|city| !city.is_empty()),
            self.region.as_deref(),
            self.country.as_deref(),
        ];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

/// How a person is reached, each of which they may keep to themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// By phone. It was never verified.
    pub phone: Option<PhoneNumber>,
    /// By post.
    pub address: Option<PostalAddress>,
}

fn street(text: Option<&str>, faults: &mut Vec<Invalid>) -> Option<String> {
    const FIELD: &str = "address.street_address";
    let text = text?.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MAX_LINES {
        faults.push(Invalid::new(
            FIELD,
            "too_long",
            format!("A street address has at most {MAX_LINES} lines."),
        ));
        return None;
    }
    let lines: Vec<String> =
        lines.into_iter().filter_map(|line| part(FIELD, Some(line), 100, faults)).collect();
    Some(lines.join("\n")).filter(|street| !street.is_empty())
}

fn part(field: &'static str, text: Option<&str>, most: usize, faults: &mut Vec<Invalid>) -> Option<String> {
    let text: String = text?.trim().nfc().collect();
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > most {
        faults.push(Invalid::new(field, "too_long", format!("At most {most} characters are allowed.")));
        return None;
    }
    if text.contains(is_unprintable) {
        faults.push(Invalid::new(field, "invalid_address", "An address has no control characters."));
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_written_one_way() {
        for (text, wanted) in [
            ("+49 (30) 1234-567", "+49301234567"),
            (" +1.212.555/0100 ", "+12125550100"),
            ("+1234567", "+1234567"),
            ("+123456789012345", "+123456789012345"),
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap().unwrap().as_str(), wanted, "{text}");
        }
        assert_eq!(PhoneNumber::parse("  ").unwrap(), None);
        let bad = [
            "030 1234567",
            "0049301234567",
            "+",
            "+123456",
            "+1234567890123456",
            "+0301234567",
            "+49 30 12345a7",
            "++4930123456",
            "+49+30123456",
            "4930123456",
            "+٤٩٣٠١٢٣٤٥٦",
            "+4930\n1234567",
            "+49301234567;ext=1",
        ];
        for text in bad {
            let fault = PhoneNumber::parse(text).unwrap_err();
            assert_eq!((fault.field, fault.code), ("phone_number", "invalid_phone_number"), "{text}");
        }
    }

    #[test]
    fn an_address_is_read_part_by_part() {
        let mut faults = Vec::new();
        let fields = AddressFields {
            street_address: Some(" 12 St James's Sq \r\n\r\nAttic "),
            locality: Some("London"),
            postal_code: Some("SW1Y 4JH"),
            country: Some(" "),
            ..AddressFields::default()
        };
        let address = PostalAddress::read(&fields, &mut faults).unwrap();
        assert_eq!(address.street_address.as_deref(), Some("12 St James's Sq\nAttic"));
        assert_eq!(address.country, None);
        assert_eq!(address.formatted(), "12 St James's Sq\nAttic\nSW1Y 4JH London");
        let empty =
            AddressFields { street_address: Some("\n \n"), region: Some(""), ..AddressFields::default() };
        assert_eq!(PostalAddress::read(&empty, &mut faults), None);
        assert_eq!(faults, []);

        let (long, code) = ("x".repeat(101), "1".repeat(21));
        let fields = AddressFields {
            street_address: Some("1\n2\n3\n4\n5"),
            locality: Some(&long),
            region: Some("a\nb"),
            postal_code: Some(&code),
            country: Some("a\u{202e}b"),
        };
        PostalAddress::read(&fields, &mut faults);
        let told: Vec<_> = faults.iter().map(|fault| (fault.field, fault.code)).collect();
        assert_eq!(
            told,
            [
                ("address.street_address", "too_long"),
                ("address.locality", "too_long"),
                ("address.region", "invalid_address"),
                ("address.postal_code", "too_long"),
                ("address.country", "invalid_address"),
            ]
        );
    }
}
