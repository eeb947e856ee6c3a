//! The operator's name, logo and colours on every page.
//!
//! They come as a style sheet and a picture of addresses of their own, and as names in the head of the
//! web app's page, so that the content security policy stays as strict as without them and nothing
//! moves when they arrive.

use super::{
    assets::{Asset, Assets},
    layout::Escaped,
    web_app::INDEX,
};
use oathgate_domain::brand::Palette;
use poem::{Response, http::header};
use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// Where the colours are.
pub(super) const STYLE_PATH: &str = "/brand.css";
/// Where the logo is.
pub(super) const LOGO_PATH: &str = "/brand/logo";

/// A logo may be opened by itself, and an SVG may hold a script: nothing runs there.
const LOGO_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/// Whose the pages are.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The name.
    pub name: String,
    /// The logo; none for the mark of Oathgate.
    pub logo: Option<Logo>,
    /// The colours; none for those of Oathgate.
    pub palette: Option<Palette>,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct Logo {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is, for example `image/png`.
    pub media_type: &'static str,
}

impl Default for Brand {
    fn default() -> Self {
        Self { name: "Oathgate".to_owned(), logo: None, palette: None }
    }
}

impl Brand {
    /// Whether there is nothing to change about the web app's page.
    fn is_own(&self) -> bool {
        self.name == "Oathgate" && self.logo.is_none() && self.palette.is_none()
    }

    /// Changes with anything of it, so that no cache mixes two.
    fn fingerprint(&self) -> String {
        // It tells versions apart, nothing more; every server of one version finds the same.
        let mut hash = DefaultHasher::new();
        (&self.name, self.style(), self.logo.as_ref().map(|logo| &logo.bytes)).hash(&mut hash);
        format!("{:016x}", hash.finish())
    }

    /// The style sheet: nothing where the colours are those of Oathgate.
    fn style(&self) -> String {
        let Some(Palette { light, dark }) = &self.palette else { return String::new() };
        format!(
            ":root{{--accent:light-dark({},{});--accent-strong:light-dark({},{});\
             --accent-tint:light-dark({},{});--on-accent:light-dark({},{})}}\n",
            light.accent,
            dark.accent,
            light.strong,
            dark.strong,
            light.tint,
            dark.tint,
            light.on_accent,
            dark.on_accent,
        )
    }

    /// What goes into the head of the web app's page.
    fn head(&self) -> String {
        let version = self.fingerprint();
        let name = format!(r#"<meta name="application-name" content="{}">"#, Escaped(&self.name));
        let logo = self.logo.as_ref().map(|_| {
            let address = format!("{LOGO_PATH}?v={version}");
            format!(r#"<meta name="oathgate-logo" content="{address}"><link rel="icon" href="{address}">"#)
        });
        let colors =
            self.palette.map(|_| format!(r#"<link rel="stylesheet" href="{STYLE_PATH}?v={version}">"#));
        [Some(name), logo, colors].into_iter().flatten().collect()
    }

    /// The answer with the style sheet.
    pub(super) fn style_sheet(&self) -> Response {
        Response::builder()
            .content_type("text/css; charset=utf-8")
            .header(header::CACHE_CONTROL, "public, max-age=3600")
            .body(self.style())
    }
}

impl Logo {
    /// The answer with the picture.
    pub(super) fn picture(&self) -> Response {
        Response::builder()
            .content_type(self.media_type)
            .header(header::CACHE_CONTROL, "public, max-age=3600")
            .header(header::CONTENT_SECURITY_POLICY, LOGO_POLICY)
            // Mail readers show it from anywhere.
            .header("Cross-Origin-Resource-Policy", "cross-origin")
            .body(self.bytes.clone())
    }
}

/// The files of the web app, its page in the name of a brand.
pub(super) struct Branded {
    assets: Arc<dyn Assets>,
    head: String,
    version: String,
}

impl Branded {
    /// The files as they are, or, for a brand other than Oathgate's own, with its page changed.
    pub(super) fn over(assets: Arc<dyn Assets>, brand: &Brand) -> Arc<dyn Assets> {
        if brand.is_own() {
            return assets;
        }
        Arc::new(Self { assets, head: brand.head(), version: brand.fingerprint() })
    }
}

impl Assets for Branded {
    fn get(&self, path: &str) -> Option<Asset> {
        let Some(rest) = path.strip_prefix(INDEX) else { return self.assets.get(path) };
        if !rest.is_empty() {
            // The compressed forms are of the page as it was built. It is small.
            return None;
        }
        let Asset { bytes, fingerprint } = self.assets.get(INDEX)?;
        let page = String::from_utf8_lossy(&bytes);
        // Last, so that its style sheet wins over those of the web app.
        let page = page.replacen("</head>", &format!("{}</head>", self.head), 1);
        Some(Asset {
            bytes: Cow::Owned(page.into_bytes()),
            fingerprint: format!("{fingerprint}-{}", self.version),
        })
    }

    fn paths(&self) -> Vec<String> {
        self.assets.paths()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oathgate_domain::brand::Color;

    struct Shelf;

    impl Assets for Shelf {
        fn get(&self, path: &str) -> Option<Asset> {
            let bytes: &'static [u8] = match path {
                "index.html" => b"<head><title>Oathgate</title></head>",
                "index.html.br" | "assets/app.js" => b"as it was",
                _ => return None,
            };
            Some(Asset { bytes: Cow::Borrowed(bytes), fingerprint: "f".to_owned() })
        }

        fn paths(&self) -> Vec<String> {
            vec!["index.html".to_owned()]
        }
    }

    fn page(brand: &Brand) -> (String, String) {
        let assets = Branded::over(Arc::new(Shelf), brand);
        let Asset { bytes, fingerprint } = assets.get("index.html").unwrap();
        (String::from_utf8(bytes.into_owned()).unwrap(), fingerprint)
    }

    #[test]
    fn the_page_names_the_brand_and_cannot_be_broken_out_of() {
        let brand = Brand { name: "A\"><script>".to_owned(), ..Brand::default() };
        let (page, fingerprint) = page(&brand);
        assert!(page.contains(r#"content="A&quot;&gt;&lt;script&gt;"></head>"#), "{page}");
        assert_ne!(fingerprint, "f");
        let assets = Branded::over(Arc::new(Shelf), &brand);
        assert!(assets.get("index.html.br").is_none(), "it is of another page");
        assert!(assets.get("assets/app.js").is_some());
    }

    #[test]
    fn a_page_in_its_own_name_is_left_alone() {
        assert_eq!(
            page(&Brand::default()),
            ("<head><title>Oathgate</title></head>".to_owned(), "f".to_owned())
        );
    }

    #[test]
    fn colours_and_logo_come_from_addresses_of_their_own() {
        let palette = Color::parse("#1d4ed8").map(Palette::of);
        let logo = Logo { bytes: b"png".to_vec(), media_type: "image/png" };
        let brand = Brand { palette, logo: Some(logo.clone()), ..Brand::default() };
        let (text, fingerprint) = page(&brand);
        assert!(text.contains(r#"<link rel="stylesheet" href="/brand.css?v="#), "{text}");
        assert!(text.contains(r#"<meta name="oathgate-logo" content="/brand/logo?v="#), "{text}");
        assert!(brand.style().starts_with(":root{--accent:light-dark(#1d4ed8,#"), "{}", brand.style());
        let other = Brand { logo: Some(Logo { bytes: b"gnp".to_vec(), ..logo.clone() }), ..brand };
        assert_ne!(page(&other).1, fingerprint);
        let policy = logo.picture().header("content-security-policy").unwrap().to_owned();
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    }
}
