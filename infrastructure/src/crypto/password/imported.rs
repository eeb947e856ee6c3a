//! Hashes that other systems made: bcrypt, Argon2 and scrypt. They are verified once more and
//! then replaced. Each has a ceiling, so that no hash in an import can take minutes of a thread
//! or gigabytes of memory.

use super::pbkdf2_phc::{decode, number};
use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;

/// Most of memory that a hash may ask for, in KiB: 256 MiB.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// Most of memory times passes that an Argon2 hash may ask for, in KiB: about two seconds.
const MAX_ARGON2_WORK: u64 = 4 * 1024 * 1024;
/// Most lanes of an Argon2 hash.
const MAX_LANES: u32 = 16;
/// Most of `N × r × p` of a scrypt hash: about two seconds.
const MAX_SCRYPT_WORK: u64 = 1 << 23;
/// Highest bcrypt cost: about four seconds.
const MAX_BCRYPT_COST: u32 = 16;

/// A hash from elsewhere that can be verified.
pub(super) enum Imported {
    Bcrypt(String),
    Argon2 { argon2: Box<Argon2<'static>>, salt: Vec<u8>, hash: Vec<u8> },
    Scrypt { params: scrypt::Params, salt: Vec<u8>, hash: Vec<u8> },
}

impl Imported {
    /// Reads a hash. None where its kind is not known or it asks for too much.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$');
        match parts.next()? {
            "2a" | "2b" | "2y" => bcrypt_hash(text),
            "argon2id" => argon2_hash(Algorithm::Argon2id, parts),
            "argon2i" => argon2_hash(Algorithm::Argon2i, parts),
            "argon2d" => argon2_hash(Algorithm::Argon2d, parts),
            "scrypt" => scrypt_hash(parts),
            _ => None,
        }
    }

    /// Whether this is the hash of `password`. bcrypt looks at the first 72 bytes alone, as
    /// every system did that made such hashes.
    pub(super) fn matches(&self, password: &[u8]) -> bool {
        match self {
            Self::Bcrypt(text) => bcrypt::verify(password, text).unwrap_or(false),
            Self::Argon2 { argon2, salt, hash } => {
                let mut again = vec![0; hash.len()];
                argon2.hash_password_into(password, salt, &mut again).is_ok() && bool::from(again.ct_eq(hash))
            }
            Self::Scrypt { params, salt, hash } => {
                let mut again = vec![0; hash.len()];
                scrypt::scrypt(password, salt, params, &mut again).is_ok() && bool::from(again.ct_eq(hash))
            }
        }
    }
}

fn bcrypt_hash(text: &str) -> Option<Imported> {
    let cost = text.get(4..6)?;
    let two_digits = cost.bytes().all(|byte| byte.is_ascii_digit());
    let allowed = (4..=MAX_BCRYPT_COST).contains(&cost.parse().ok()?);
    let whole = text.len() == 60 && text.is_ascii();
    (two_digits && allowed && whole).then(|| Imported::Bcrypt(text.to_owned()))
}

fn argon2_hash<'a>(algorithm: Algorithm, mut parts: impl Iterator<Item = &'a str>) -> Option<Imported> {
    let mut part = parts.next()?;
    // Strings from before version 1.3 do not name theirs, which is 1.0.
    let mut version = Version::V0x10;
    if let Some(number) = part.strip_prefix("v=") {
        version = match number {
            "19" => Version::V0x13,
            "16" => Version::V0x10,
            _ => return None,
        };
        part = parts.next()?;
    }
    let [memory, passes, lanes] = parameters(part, ["m", "t", "p"])?;
    let (salt, hash) = (decode(parts.next()?, 8)?, decode(parts.next()?, 16)?);
    let small = memory <= MAX_MEMORY_KIB
        && lanes <= MAX_LANES
        && u64::from(memory) * u64::from(passes) <= MAX_ARGON2_WORK;
    if !small || parts.next().is_some() {
        return None;
    }
    let params = Params::new(memory, passes, lanes, Some(hash.len())).ok()?;
    Some(Imported::Argon2 { argon2: Box::new(Argon2::new(algorithm, version, params)), salt, hash })
}

fn scrypt_hash<'a>(mut parts: impl Iterator<Item = &'a str>) -> Option<Imported> {
    let [log_n, r, p] = parameters(parts.next()?, ["ln", "r", "p"])?;
    let (salt, hash) = (decode(parts.next()?, 1)?, decode(parts.next()?, 16)?);
    let cells = 1_u64.checked_shl(log_n).filter(|_| log_n < 32)?.checked_mul(u64::from(r))?;
    // A cell is 128 bytes.
    let small = cells / 8 <= u64::from(MAX_MEMORY_KIB) && cells.checked_mul(u64::from(p))? <= MAX_SCRYPT_WORK;
    if !small || parts.next().is_some() {
        return None;
    }
    let params = scrypt::Params::new(u8::try_from(log_n).ok()?, r, p).ok()?;
    Some(Imported::Scrypt { params, salt, hash })
}

/// The values of exactly these parameters, in whatever order they were written.
fn parameters<const N: usize>(text: &str, names: [&str; N]) -> Option<[u32; N]> {
    let mut values = [None; N];
    for parameter in text.split(',') {
        let (name, value) = parameter.split_once('=')?;
        let place = names.iter().position(|known| *known == name)?;
        if values[place].replace(number(value)?).is_some() {
            return None;
        }
    }
    let mut numbers = [0; N];
    for (number, value) in numbers.iter_mut().zip(values) {
        *number = value?;
    }
    Some(numbers)
}
