//! The setting that somebody probably meant.

use super::{catalogue, variable::Group};

/// The known name that differs from `name` in at most `most` letters, with or without the program's
/// own prefix.
pub(super) fn nearest(name: &str, most: usize) -> Option<&'static str> {
    let bare = name.strip_prefix("OATHGATE_").unwrap_or(name);
    let known = catalogue::ALL.iter().filter(|variable| variable.group != Group::Compose);
    known
        .map(|variable| {
            let known_bare = variable.name.strip_prefix("OATHGATE_").unwrap_or(variable.name);
            (distance(name, variable.name).min(distance(bare, known_bare)), variable.name)
        })
        .min()
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, name)| name)
}

/// How many letters must be changed, added, dropped or swapped with their neighbour to make one word
/// of the other (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        for (a, b, edits) in
            [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("ab", "b", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), edits, "{a} {b}");
            assert_eq!(distance(b, a), edits, "{b} {a}");
        }
    }

    #[test]
    fn finds_what_was_meant_or_nothing() {
        assert_eq!(nearest("DATABASE_ULR", 2), Some("DATABASE_URL"));
        assert_eq!(nearest("OATHGATE_DATABASE_URL", 2), Some("DATABASE_URL"));
        assert_eq!(nearest("HASH_THREADS", 2), Some("OATHGATE_HASH_THREADS"));
        assert_eq!(nearest("PATH", 2), None);
    }
}
