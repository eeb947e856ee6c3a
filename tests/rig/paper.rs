//! Tables that documents show.

/// Where a document holds what a program has measured.
const BEGIN: &str = "<!-- measured -->";
const END: &str = "<!-- end of what was measured -->";

/// Puts a table into a document, between its marks; a file without them is overwritten.
pub fn write(file: &str, table: &str) {
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let after =
        before.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1))).map_or_else(
            || table.to_owned(),
            |(head, tail)| format!("{head}{BEGIN}\n{}\n{END}{tail}", table.trim()),
        );
    std::fs::write(file, after).unwrap();
}
