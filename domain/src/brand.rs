//! The operator's colour, and the shades of it that people can read.

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// Least contrast of text to what is behind it (WCAG 2.2, success criterion 1.4.3).
const READABLE: f64 = 4.5;
/// How far a colour moves towards black or white at a time until it is readable.
const STEP: f64 = 0.04;

const BLACK: Color = Color::new(0, 0, 0);
const WHITE: Color = Color::new(255, 255, 255);
/// The darkest background of light pages and mails that the colour stands on.
const LIGHT_GROUND: Color = Color::new(0xf1, 0xf5, 0xf9);
/// The lightest background of dark pages and mails that the colour stands on.
const DARK_GROUND: Color = Color::new(0x1e, 0x29, 0x3b);
/// What dark backgrounds are tinted from.
const DARK_TINTED: Color = Color::new(0x0b, 0x10, 0x15);

impl Color {
    /// A colour of these parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self::new(part(0)?, part(2)?, part(4)?))
    }

    /// How much light it gives, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// This colour with so much of another in it, from 0 to 1.
    fn mixed(self, other: Self, share: f64) -> Self {
        let part = |one: u8, other: u8| {
            let mixed = f64::from(one).mul_add(1.0 - share, f64::from(other) * share).round();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it lies between two numbers of eight bits"
            )]
            let mixed = mixed.clamp(0.0, 255.0) as u8;
            mixed
        };
        Self::new(part(self.red, other.red), part(self.green, other.green), part(self.blue, other.blue))
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The shades of one colour for light or for dark surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// Links, buttons and marks.
    pub accent: Color,
    /// The same under the pointer: further from the background.
    pub strong: Color,
    /// A background with a touch of it, on which the accent can be read.
    pub tint: Color,
    /// Text on the accent.
    pub on_accent: Color,
}

/// What becomes of the operator's colour: as near to it as can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// In light surroundings.
    pub light: Shades,
    /// In dark ones.
    pub dark: Shades,
}

impl Palette {
    /// The palette of the product itself, a verdigris teal.
    pub const OWN: Self = Self {
        light: Shades {
            accent: Color::new(0x0f, 0x76, 0x6e),
            strong: Color::new(0x0b, 0x5c, 0x56),
            tint: Color::new(0xe6, 0xf4, 0xf2),
            on_accent: WHITE,
        },
        dark: Shades {
            accent: Color::new(0x2d, 0xd4, 0xbf),
            strong: Color::new(0x5e, 0xea, 0xd4),
            tint: Color::new(0x0e, 0x29, 0x26),
            on_accent: Color::new(0x04, 0x20, 0x1d),
        },
    };

    /// The palette of a colour, which is darkened for light surroundings and lightened for dark
    /// ones until everything made of it has a contrast of 4.5 or more.
    pub fn of(color: Color) -> Self {
        let tint = |accent: Color| accent.mixed(WHITE, 0.9);
        let accent = readable(color, BLACK, &[LIGHT_GROUND], tint);
        let light =
            Shades { accent, strong: accent.mixed(BLACK, 0.22), tint: tint(accent), on_accent: WHITE };
        let tint = |accent: Color| accent.mixed(DARK_TINTED, 0.86);
        let accent = readable(color, WHITE, &[DARK_GROUND], tint);
        let dark = Shades { accent, strong: accent.mixed(WHITE, 0.3), tint: tint(accent), on_accent: BLACK };
        Self { light, dark }
    }
}

/// A colour moved towards another until it can be read on these backgrounds and on its own tint.
fn readable(color: Color, towards: Color, grounds: &[Color], tint: impl Fn(Color) -> Color) -> Color {
    let can_be_read = |accent: &Color| {
        accent.contrast(tint(*accent)) >= READABLE
            && grounds.iter().all(|ground| accent.contrast(*ground) >= READABLE)
    };
    (0..=25).map(|step| color.mixed(towards, f64::from(step) * STEP)).find(can_be_read).unwrap_or(towards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(Color::parse("#0F766e").unwrap().to_string(), "#0f766e");
        for wrong in ["", "#", "0f766e", "#0f766", "#0f766e0", "#0f766g", "#+1+2+3", "#ä000"] {
            assert_eq!(Color::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        // #767676 is the lightest grey that can be read on white.
        assert!(Color::new(0x76, 0x76, 0x76).contrast(WHITE) >= READABLE);
        assert!(Color::new(0x77, 0x77, 0x77).contrast(WHITE) < READABLE);
    }

    #[test]
    fn every_colour_becomes_one_that_can_be_read() {
        let all = (0..=255).step_by(15);
        for (red, green) in all.clone().flat_map(|red| all.clone().map(move |green| (red, green))) {
            for blue in all.clone() {
                let color = Color::new(red, green, blue);
                let Palette { light, dark } = Palette::of(color);
                for (shades, ground) in [(light, LIGHT_GROUND), (dark, DARK_GROUND)] {
                    for (one, other) in [
                        (shades.accent, ground),
                        (shades.accent, shades.tint),
                        (shades.strong, shades.tint),
                        (shades.on_accent, shades.accent),
                        (shades.on_accent, shades.strong),
                    ] {
                        assert!(one.contrast(other) >= READABLE, "{color}: {one} on {other}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let navy = Color::parse("#1e3a8a").unwrap();
        assert_eq!(Palette::of(navy).light.accent, navy);
        let yellow = Color::parse("#facc15").unwrap();
        assert_eq!(Palette::of(yellow).dark.accent, yellow);
    }
}
