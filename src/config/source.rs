//! Where settings come from: the environment of the process, and `.env` in the working directory. The
//! environment wins. What the file holds stays here; child processes and libraries do not see it.

use super::{catalogue, nearest::nearest, problems::Problem};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt, fs,
    io::{self, Cursor},
    path::Path,
};

/// The file beside the program's data.
const FILE: &str = ".env";
/// Names with this beginning are all the program's own, so that an unknown one is a mistake.
const OWN: &str = "OATHGATE_";
/// Names with this beginning belong to the project's tests.
const TESTS: &str = "OATHGATE_TEST_";
/// What is read beside the catalogue: conventions of other programs.
const FOREIGN: [&str; 5] = ["HOSTNAME", "LOGNAME", "NO_COLOR", "NOTIFY_SOCKET", "USER"];

/// Names and values of settings, before they are understood.
#[derive(Default)]
pub struct Source {
    values: BTreeMap<String, String>,
    /// What is wrong with the places that the values come from.
    pub(super) problems: Vec<Problem>,
    /// What looks like a mistake but may be none.
    pub(super) warnings: Vec<String>,
}

impl Source {
    /// Reads `.env` in the working directory, where there is one, and the environment.
    pub fn of_process() -> Self {
        let mut source = Self::default();
        source.read_file(Path::new(FILE));
        source.read_environment(std::env::vars_os());
        source
    }

    /// These names and values alone.
    pub fn of<N: Into<OsString>, V: Into<OsString>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut source = Self::default();
        source.read_environment(pairs.into_iter().map(|(name, value)| (name.into(), value.into())));
        source
    }

    /// The value of a setting. An empty one is none, so that `NAME=` in a file unsets it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn read_file(&mut self, path: &Path) {
        let text = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                self.problems.push(Problem::new(FILE, format!("it cannot be read: {error}")));
                return;
            }
        };
        self.read_text(&text);
    }

    fn read_text(&mut self, text: &[u8]) {
        for pair in dotenvy::from_read_iter(Cursor::new(text)) {
            match pair {
                Ok((name, value)) => {
                    self.warn_of_likely_mistake(&name);
                    self.accept(name, value);
                }
                Err(dotenvy::Error::LineParse(line, _)) => {
                    // The line itself may be half of a secret.
                    self.problems.push(Problem::new(
                        FILE,
                        format!(
                            "line {} is not NAME=value; put a value with blanks, # or quotes in it into single quotes",
                            number_of_line(text, &line)
                        ),
                    ));
                }
                Err(error) => self.problems.push(Problem::new(FILE, format!("it cannot be read: {error}"))),
            }
        }
    }

    /// The file is written for this program, or for one that was there before it, so that a name which
    /// is almost a known one is worth a word. The environment holds all sorts of names.
    fn warn_of_likely_mistake(&mut self, name: &str) {
        if catalogue::ALL.iter().all(|variable| variable.name != name)
            && !name.starts_with(OWN)
            && let Some(meant) = nearest(name, 2)
        {
            self.warnings
                .push(format!("{FILE} sets {name}, which means nothing here; did you mean {meant}?"));
        }
    }

    fn read_environment(&mut self, pairs: impl Iterator<Item = (OsString, OsString)>) {
        for (name, value) in pairs {
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => self.accept(name, value),
                Err(_) if is_ours(&name) => {
                    self.problems.push(Problem::new(name, "its value is not UTF-8 text"));
                }
                Err(_) => {}
            }
        }
    }

    fn accept(&mut self, name: String, value: String) {
        if catalogue::find(&name).is_some() || FOREIGN.contains(&name.as_str()) {
            self.values.insert(name, value);
        } else if is_ours(&name) && !self.problems.iter().any(|problem| problem.subject == name) {
            let meant = nearest(&name, 3).map(|meant| format!("; did you mean {meant}?"));
            let text = format!("there is no such setting{}", meant.unwrap_or_default());
            self.problems.push(Problem::new(name, text));
        }
    }
}

/// Whether a name can only be meant for this program.
fn is_ours(name: &str) -> bool {
    catalogue::find(name).is_some() || name.starts_with(OWN) && !name.starts_with(TESTS)
}

/// The number of the line that ends with `rest`, counted from 1. A quoted value may go on over several
/// lines; its first counts.
fn number_of_line(text: &[u8], rest: &str) -> usize {
    let rest = rest.lines().next().unwrap_or_default().trim();
    let is_it = |line: &str| !line.trim_start().starts_with('#') && line.trim_end().ends_with(rest);
    String::from_utf8_lossy(text).lines().position(is_it).map_or(1, |index| index + 1)
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_file(text: &str) -> Source {
        let mut source = Source::default();
        source.read_text(text.as_bytes());
        source
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut source =
            of_file("RATE_LIMIT=off\nMAIL_FROM='Ada # <a@example.com>'\n# BIND_ADDRESS=x\nSMTP_SERVER=\n");
        source
            .read_environment([("RATE_LIMIT".into(), "on".into()), ("HOME".into(), "/".into())].into_iter());
        assert_eq!(source.get("RATE_LIMIT"), Some("on"));
        assert_eq!(source.get("MAIL_FROM"), Some("Ada # <a@example.com>"));
        assert_eq!(source.get("BIND_ADDRESS"), None);
        assert_eq!(source.get("SMTP_SERVER"), None);
        assert_eq!(source.get("HOME"), None);
        assert!(source.problems.is_empty() && source.warnings.is_empty());
    }

    #[test]
    fn an_unknown_name_of_ours_is_a_problem_and_its_value_stays_hidden() {
        let source = Source::of([("OATHGATE_WORKER_SLOT", "8"), ("OATHGATE_BIND_ADDRESS", "hunter2")]);
        let lines: Vec<String> = source.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "OATHGATE_WORKER_SLOT: there is no such setting; did you mean OATHGATE_WORKER_SLOTS?",
                "OATHGATE_BIND_ADDRESS: there is no such setting; did you mean BIND_ADDRESS?"
            ]
        );
        assert!(Source::of([("OATHGATE_TEST_POSTGRES_URL", "x")]).problems.is_empty());
        assert!(Source::of([("OATHGATE_QQQ", "x")]).problems[0].text.ends_with("no such setting"));
    }

    #[test]
    fn a_misspelt_name_in_the_file_is_worth_a_word() {
        let source = of_file("DATABSE_URL=sqlite:x\nPOSTGRES_PASSWORD=x\nVITE_API_URL=x\n");
        assert_eq!(
            source.warnings,
            [".env sets DATABSE_URL, which means nothing here; did you mean DATABASE_URL?"]
        );
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_not_shown() {
        let source = of_file("RATE_LIMIT=on\n\nJWT_SECRET_KEY=hunter2 hunter3\n");
        let [problem] = &source.problems[..] else { panic!("{:?}", source.problems) };
        assert!(problem.to_string().starts_with(".env: line 3 is not NAME=value"), "{problem}");
        assert!(!problem.to_string().contains("hunter"));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_text_is_a_problem_only_where_it_is_ours() {
        use std::os::unix::ffi::OsStringExt;
        let bytes = || OsString::from_vec(vec![0xff]);
        let source =
            Source::of([(OsString::from("RATE_LIMIT"), bytes()), (OsString::from("OTHER"), bytes())]);
        assert_eq!(source.problems.len(), 1);
        assert_eq!(source.problems[0].to_string(), "RATE_LIMIT: its value is not UTF-8 text");
    }

    #[test]
    fn values_are_not_printed() {
        assert!(!format!("{:?}", Source::of([("JWT_SECRET_KEY", "hunter2")])).contains("hunter2"));
    }
}
