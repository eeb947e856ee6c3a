//! The stream of a binary copy (PostgreSQL manual, COPY, "Binary Format"), cut into its rows.

use crate::sql::SqlError;

/// What the stream begins with: its signature, no flags, no extension.
pub(super) const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with.
pub(super) const TAIL: &[u8] = &(-1_i16).to_be_bytes();

/// Rows out of the pieces in which a stream comes.
#[derive(Default)]
pub(super) struct Tuples {
    waiting: Vec<u8>,
    taken: usize,
    begun: bool,
}

impl Tuples {
    /// Adds a piece.
    pub(super) fn push(&mut self, piece: &[u8]) {
        self.waiting.drain(..self.taken);
        self.taken = 0;
        self.waiting.extend(piece);
    }

    /// The next row, where all of it is there.
    ///
    /// # Errors
    /// [`SqlError::Defect`] where the stream is none.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, SqlError> {
        if !self.begun {
            let Some(head) = self.waiting.get(..HEAD.len()) else { return Ok(None) };
            if head != HEAD {
                return Err(SqlError::defect("the server's copy begins as none should"));
            }
            (self.begun, self.taken) = (true, HEAD.len());
        }
        let rest = &self.waiting[self.taken..];
        let Some(length) = length(rest) else { return Ok(None) };
        self.taken += length;
        Ok(Some(&rest[..length]))
    }
}

/// The length of the row at the beginning; none where not all of it is there, or the stream ends.
fn length(bytes: &[u8]) -> Option<usize> {
    let columns = i16::from_be_bytes(bytes.get(..2)?.try_into().ok()?);
    let columns = u16::try_from(columns).ok()?;
    let mut at = 2;
    for _ in 0..columns {
        let value = i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        at += 4 + usize::try_from(value).unwrap_or(0);
    }
    (at <= bytes.len()).then_some(at)
}

/// The values of a row; none where there is no value.
pub(super) fn values(tuple: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let mut rest = tuple.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        match usize::try_from(i32::from_be_bytes(*length)) {
            Err(_) => {
                rest = behind;
                Some(None)
            }
            Ok(length) => {
                let (value, behind) = behind.split_at_checked(length)?;
                rest = behind;
                Some(Some(value))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_however_the_stream_is_cut() {
        let row = b"\0\x03\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\0";
        let stream = [HEAD, row, row, TAIL].concat();
        for size in 1..stream.len() {
            let (mut tuples, mut found) = (Tuples::default(), 0);
            for piece in stream.chunks(size) {
                tuples.push(piece);
                while let Some(tuple) = tuples.next().unwrap() {
                    assert_eq!(tuple, row);
                    let values: Vec<_> = values(tuple).collect();
                    assert_eq!(values, [Some(&b"ab"[..]), None, Some(&b""[..])]);
                    found += 1;
                }
            }
            assert_eq!(found, 2, "{size}");
        }
        let mut tuples = Tuples::default();
        tuples.push(&[7; 40]);
        assert!(tuples.next().is_err());
    }
}
