//! Devices: what somebody signs in with, as far as the `User-Agent` header tells (RFC 9110 §10.1.5).

/// What somebody signs in with. Holds words of this list, or a program's name that is nothing but a
/// name, so that it can be shown wherever: the header's author may be a stranger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agent<'a> {
    /// A browser, and what it runs on, as far as they are recognised.
    Browser {
        /// Its family.
        family: Option<&'static str>,
        /// The system.
        system: Option<&'static str>,
    },
    /// Another program, by the name before the first `/`.
    Program(&'a str),
    /// It does not tell, or nothing that can be shown.
    Unknown,
}

/// Longest name of a program that is shown, in bytes.
const MAX_PROGRAM: usize = 32;

/// The first that fits. Most browsers also claim to be those further down.
const FAMILIES: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The first that fits.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

impl<'a> Agent<'a> {
    /// Reads a `User-Agent` header.
    pub fn read(user_agent: Option<&'a str>) -> Self {
        let Some(text) = user_agent else { return Self::Unknown };
        if text.starts_with("Mozilla/") {
            let first = |list: &[(&str, &'static str)]| {
                list.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
            };
            return Self::Browser { family: first(&FAMILIES), system: first(&SYSTEMS) };
        }
        let name = text.split(['/', ' ']).next().unwrap_or_default();
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if is_name && (1..=MAX_PROGRAM).contains(&name.len()) { Self::Program(name) } else { Self::Unknown }
    }

    /// Whether it is a browser, which keeps cookies.
    pub fn is_browser(self) -> bool {
        matches!(self, Self::Browser { .. })
    }
}

/// The same, of nobody's header any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Device {
    /// A browser.
    Browser {
        /// Its family.
        family: Option<&'static str>,
        /// The system.
        system: Option<&'static str>,
    },
    /// Another program, by its name.
    Program(String),
    /// It did not tell.
    Unknown,
}

impl From<Agent<'_>> for Device {
    fn from(agent: Agent<'_>) -> Self {
        match agent {
            Agent::Browser { family, system } => Self::Browser { family, system },
            Agent::Program(name) => Self::Program(name.to_owned()),
            Agent::Unknown => Self::Unknown,
        }
    }
}

/// In a sentence, as "Firefox on Linux".
impl std::fmt::Display for Agent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Browser { family, system } => {
                f.write_str(family.unwrap_or("a browser"))?;
                system.map_or(Ok(()), |system| write!(f, " on {system}"))
            }
            Self::Program(name) => f.write_str(name),
            Self::Unknown => f.write_str("an unknown program"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_by_family_and_system() {
        for (text, told) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 \
                 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (Plan 9)", "a browser"),
        ] {
            assert_eq!(Agent::read(Some(text)).to_string(), told);
            assert!(Agent::read(Some(text)).is_browser());
        }
    }

    #[test]
    fn other_programs_are_told_by_nothing_but_a_name() {
        assert_eq!(Agent::read(Some("curl/8.5.0")), Agent::Program("curl"));
        assert_eq!(Agent::read(Some("photo-books 2 (build 7)")), Agent::Program("photo-books"));
        let long = "x".repeat(33);
        for hostile in ["evil.example/1", "Call +1 now", "<b>/1", "", "/1", &long] {
            let agent = Agent::read(Some(hostile));
            assert!(matches!(agent, Agent::Unknown | Agent::Program("Call")), "{agent:?}");
        }
        assert_eq!(Agent::read(None).to_string(), "an unknown program");
    }
}
