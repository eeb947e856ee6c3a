//! "Did you mean …?" for names that do not exist.

/// The known name that was probably meant: one that is the same but for case, `_` and `-`, else one
/// at most two slips of the pen away.
pub(super) fn closest<'a>(given: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    // Long texts are no slips, and the comparison costs the product of the lengths.
    if given.len() > 64 {
        return None;
    }
    let folded = fold(given);
    known.clone().find(|name| fold(name) == folded).or_else(|| {
        known
            .map(|name| (slips(&folded, &fold(name)), name))
            .filter(|(slips, name)| *slips <= 2 && *slips * 2 < name.len())
            .min_by_key(|(slips, _)| *slips)
            .map(|(_, name)| name)
    })
}

fn fold(name: &str) -> Vec<char> {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// How many letters to add, drop, change or swap with their neighbour (optimal string alignment).
fn slips(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &cb) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(ca != cb)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && ca == b[j - 1] && cb == a[i - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        let known = ["email", "password", "first_name", "id"];
        let closest = |given| closest(given, known.iter().copied());
        assert_eq!(closest("firstName"), Some("first_name"));
        assert_eq!(closest("E-Mail"), Some("email"));
        assert_eq!(closest("emial"), Some("email"));
        assert_eq!(closest("pasword"), Some("password"));
        assert_eq!(closest("passwort1"), Some("password"));
        assert_eq!(closest("phone"), None);
        assert_eq!(closest("xy"), None);
        assert_eq!(closest(&"email".repeat(100)), None);
    }
}
