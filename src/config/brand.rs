//! Whose the pages and mails are.

use super::{
    catalogue::{BRAND_COLOR, BRAND_LOGO, BRAND_NAME},
    reader::Reader,
};
use oathgate_domain::brand::Color;
use std::path::PathBuf;

/// Longest name, in characters: it stands in titles and subjects.
const MAX_NAME: usize = 40;

/// Whose the pages and mails are.
#[derive(Debug, Clone)]
pub struct Branding {
    /// `BRAND_NAME`.
    pub name: String,
    /// `BRAND_LOGO`.
    pub logo: Option<PathBuf>,
    /// `BRAND_COLOR`.
    pub color: Option<Color>,
}

impl Branding {
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.optional(&BRAND_NAME, |text| {
            let name = text.trim();
            let length = name.chars().count();
            if length == 0 || length > MAX_NAME || name.contains(char::is_control) {
                return Err(None);
            }
            Ok(name.to_owned())
        });
        let logo = reader.optional(&BRAND_LOGO, |text| Ok(PathBuf::from(text)));
        let color = reader.optional(&BRAND_COLOR, |text| Color::parse(text).ok_or(None));
        Some(Self { name: name?, logo, color })
    }
}
