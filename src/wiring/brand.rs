//! Whose the pages and mails are, with the files that the settings name.

use crate::{config::Settings, failure::Failure};
use oathgate_api::pages::{Brand, Logo};
use oathgate_domain::brand::Palette;
use oathgate_infrastructure::mail::{Brand as MailBrand, Sender};
use std::{fs::File, io::Read, path::Path};

/// Most bytes of a logo: every first visit fetches it.
const MAX_LOGO: u64 = 256 * 1024;

/// What the pages show.
///
/// # Errors
/// When the logo cannot be read or is no picture.
pub(crate) fn page_brand(settings: &Settings) -> Result<Brand, Failure> {
    let brand = &settings.brand;
    Ok(Brand {
        name: brand.name.clone(),
        logo: brand.logo.as_deref().map(logo).transpose()?,
        palette: brand.color.map(Palette::of),
    })
}

/// What mails show.
///
/// # Errors
/// When the logo cannot be read or is no picture.
pub(super) fn mail_brand(settings: &Settings, sender: Sender) -> Result<MailBrand, Failure> {
    let brand = page_brand(settings)?;
    // Few mail readers know the others.
    let shows_logo = brand.logo.is_some_and(|logo| matches!(logo.media_type, "image/png" | "image/jpeg"));
    let logo = shows_logo.then(|| settings.addresses.backend.join("brand/logo")).and_then(Result::ok);
    Ok(MailBrand {
        name: brand.name,
        sender,
        issuer: settings.addresses.backend.clone(),
        palette: brand.palette.unwrap_or(Palette::OWN),
        logo,
        locale: settings.mail.locale,
    })
}

fn logo(path: &Path) -> Result<Logo, Failure> {
    let told = |what: &str| format!("BRAND_LOGO {} {what}", path.display());
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_LOGO + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::because(told("cannot be read"), error))?;
    if bytes.len() as u64 > MAX_LOGO {
        return Err(Failure::new(told("is larger than 256 KiB")));
    }
    let media_type =
        media_type(&bytes).ok_or_else(|| Failure::new(told("is no SVG, PNG, JPEG or WebP file")))?;
    Ok(Logo { bytes, media_type })
}

/// What a picture is, by how it begins.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => {
            let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
            let is_markup = text.starts_with("<svg") || text.starts_with("<?xml") || text.starts_with("<!--");
            (is_markup && text.contains("<svg")).then_some("image/svg+xml")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_how_they_begin() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"\xef\xbb\xbf <svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some("image/svg+xml")),
            (b"<?xml version=\"1.0\"?><svg/>", Some("image/svg+xml")),
            (b"<?xml version=\"1.0\"?><html/>", None),
            (b"<!doctype html><svg>", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
