//! The catalogue as people read it: on a terminal, in the documentation, and as a file to begin with.

use super::{
    catalogue,
    variable::{Group, Unset, Variable},
};
use serde_json::{Value, json};
use std::fmt::Write;

/// Longest line of generated files.
const WIDTH: usize = 110;
/// Longest line on a terminal.
const NARROW: usize = 96;

const MARKDOWN_HEAD: &str = "\
# Settings

<!-- Written by `oathgate settings --format markdown`; change src/config/catalogue.rs instead. -->

Oathgate is set up by environment variables, and by a file `.env` in the working directory with the same names.
The environment wins over the file, and what the file holds is not passed on to other programs. An empty value
counts as none.

A value that is not allowed, and a name with the prefix `OATHGATE_` that does not exist, stop the start. All
that is wrong is told at once, a line for each, on standard error; the exit code is then 1. Secrets are never
shown. `oathgate doctor` checks the settings without starting anything.

In `.env`, put a value with blanks, `#`, `$` or quotes into single quotes: outside of them `$NAME` stands for
another variable.

`serve` and `worker` need more than `dev` does, and do not start on settings that are not safe: a plain-http
address that is not loopback, a missing, short or published secret, no mail server, a mail password in clear,
too few rounds of password hashing.
";

const ENV_HEAD: &str = "\
# Every setting, with what it is where it is not set. Copy this file to .env and uncomment what differs.
# A value with blanks, #, $ or quotes in it wants single quotes. Variables of the environment win over this file.
# Written by `oathgate settings --format env`; docs/settings.md says what each one takes.
";

/// For a terminal: name, what holds where it is not set, what it takes, what it is for.
pub fn text() -> String {
    let mut out = String::new();
    for (group, variables) in groups().filter(|(group, _)| *group != Group::Compose) {
        line(&mut out, format_args!("{}", group.title().to_uppercase()));
        for variable in variables {
            let (word, unset) = match variable.unset {
                Unset::Value(value) => ("default", value),
                Unset::Means(meaning) => ("unset", meaning),
            };
            line(&mut out, format_args!("  {}", variable.name));
            for (label, text) in [("", variable.help), ("takes: ", variable.takes), (word, unset)] {
                let text = match label {
                    "default" | "unset" => format!("{label}: {text}"),
                    label => format!("{label}{text}"),
                };
                wrapped(&mut out, "      ", &text, NARROW);
            }
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// `docs/settings.md`.
pub fn markdown() -> String {
    let mut out = MARKDOWN_HEAD.to_owned();
    for (group, variables) in groups() {
        line(
            &mut out,
            format_args!(
                "\n## {}\n\n| variable | where it is not set | what it takes | what it is for |\n| --- | --- | --- | --- |",
                group.title()
            ),
        );
        for variable in variables {
            let unset = match variable.unset {
                Unset::Value(value) => format!("`{value}`"),
                Unset::Means(meaning) => cell(meaning),
            };
            line(
                &mut out,
                format_args!(
                    "| `{}` | {unset} | {} | {} |",
                    variable.name,
                    cell(variable.takes),
                    cell(variable.help)
                ),
            );
        }
    }
    out
}

/// `.env.example`.
pub fn env_file() -> String {
    let mut out = ENV_HEAD.to_owned();
    for (group, variables) in groups() {
        let title = format!("# --- {} ", group.title());
        line(&mut out, format_args!("\n{title}{}", "-".repeat(WIDTH - 10 - title.chars().count())));
        for variable in variables {
            out.push('\n');
            wrapped(&mut out, "# ", variable.help, WIDTH);
            wrapped(&mut out, "# ", &format!("Takes {}.", variable.takes), WIDTH);
            if let Unset::Means(meaning) = variable.unset {
                wrapped(&mut out, "# ", &format!("Unset: {meaning}."), WIDTH);
            }
            let value = variable.default_value().unwrap_or(variable.example);
            line(&mut out, format_args!("#{}={value}", variable.name));
        }
    }
    out
}

/// For programs.
pub fn as_json() -> Value {
    groups()
        .filter(|(group, _)| *group != Group::Compose)
        .flat_map(|(_, variables)| variables)
        .map(|variable| {
            let unset = match variable.unset {
                Unset::Value(_) => None,
                Unset::Means(meaning) => Some(meaning),
            };
            json!({
                "name": variable.name,
                "group": variable.group.title(),
                "default": variable.default_value(),
                "unset": unset,
                "takes": variable.takes,
                "help": variable.help,
                "secret": variable.secret,
            })
        })
        .collect()
}

fn groups() -> impl Iterator<Item = (Group, Vec<&'static Variable>)> {
    Group::ALL.into_iter().map(|group| {
        let variables = catalogue::ALL.iter().copied().filter(|variable| variable.group == group);
        (group, variables.collect())
    })
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{text}");
}

/// Writes words in lines of at most `width` characters, each behind `margin`.
fn wrapped(out: &mut String, margin: &str, text: &str, width: usize) {
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column == 0 || column + 1 + length > width {
            if column > 0 {
                out.push('\n');
            }
            out.push_str(margin);
            column = margin.chars().count();
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

/// Text for a table of Markdown: what looks like an address or a placeholder stays as it is written.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;").replace('*', "\\*")
}
