//! The pool: hashes of its own and of other systems, its bounds, its timing.

use oathgate_application::ports::password_hasher::{HashingBusy, PasswordHasher, Verdict};
use oathgate_domain::{account::PasswordHash, password::Password};
use oathgate_infrastructure::{
    crypto::{HashPool, HashPoolSettings, bare_rate},
    testing::SeededEntropy,
};
use std::{
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

const PASSWORD: &str = "correct horse battery staple";

/// The password of all is "correct horse battery staple". Made by: libxcrypt, Python's bcrypt,
/// argon2-cffi, passlib (whose base64 has `.` for `+`) and hashlib.
const IMPORTED: [&str; 14] = [
    "$2a$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
    "$2y$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS",
    "$2b$05$vMDgdQ2WwTVmvAWZFBx3nOU1C9/a9RhB8ZP85zixWHHFIR95iVod6",
    "$argon2id$v=19$m=8192,t=2,p=2$IsP8yYJ2Om9iDWcAoW7R+g$DOxLng5Lyp+dK9l+tEZ88AmnqUbAFYuLxtp6Nr6ry28",
    "$argon2i$v=19$m=8192,t=2,p=2$33iMkuhmq7P4s6CDce64eQ$8+tX8jsqPue11Q9kv0gGt+8TP8+VX1KtMWrO+jYtfOM",
    "$argon2d$v=19$m=8192,t=2,p=2$Cf27dpDu766LcnxQWf2N8w$Wzvh7tAWb1qe70V0ziPM/dPFeorsW0dU82/3NhM/kgI",
    "$argon2id$v=16$m=4096,t=1,p=1$c2FsdHNhbHRzYWx0$Wowq54mdQLG1BX/12BSFJhQwy3HecSBQ",
    "$pbkdf2-sha256$1500$KEVojVEqxXgvpRQiZOz9nw$MUXvKLUUnbNN154gQN2mOyXSXEm07OyklgvYdQEujc0",
    "$pbkdf2-sha512$1500$9d5bK0VISWmtVQpBqFXqHQ$tylbTQ63XUVI4NxyVN4Qxa4SeticToWCPL6cEiEMqXl8eV8Kpoe6.Q7F2tSqFFTm.egWAkA99lVItrpbDix0Eg",
    "$pbkdf2-sha256$i=900$MDEyMzQ1Njc4OWFiY2RlZg$SCBEzQwSBIlyrfsxo3NoKoeGsbi6nxH2B++qtHYKKmk",
    "$pbkdf2-sha512$i=900,l=64$MDEyMzQ1Njc4OWFiY2RlZg$dcV7bIe+x6jwcOlRVckohHNIEXuPrlUry41DofM+uWnCr94L78hKrSE2xPBZ9U8nQtfI9VjJKTExI80kcu9p8Q",
    "$scrypt$ln=10,r=8,p=1$Tel9TyllbO1di3EuZYzx3g$iOcZHiJnKWPJQtTcEX0jBSs9NLXvxYvjPJiOzW1tS6g",
    "$scrypt$ln=11,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg$aoCWftPTulsdc8B36QQxiiW9ly8VXBWhx0BaBW2FQ2k",
    // Padded, as some writers do.
    "$scrypt$ln=11,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg==$aoCWftPTulsdc8B36QQxiiW9ly8VXBWhx0BaBW2FQ2k=",
];

fn iterations(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

fn pool(settings: HashPoolSettings) -> HashPool {
    HashPool::start(settings, Arc::new(SeededEntropy::new(1))).unwrap()
}

fn quick() -> HashPoolSettings {
    HashPoolSettings { iterations: iterations(2_000), threads: 2, queue: 32 }
}

fn typed(text: &str) -> Password {
    Password::typed("password", text).unwrap()
}

async fn verdict(pool: &HashPool, password: &str, hash: &str) -> Verdict {
    pool.verify(typed(password), Some(PasswordHash::new(hash.to_owned()))).await.unwrap()
}

#[tokio::test]
async fn a_hash_is_a_phc_string_that_only_its_password_opens() {
    let pool = pool(quick());
    let hash = pool.hash(typed(PASSWORD)).await.unwrap();
    let parts: Vec<_> = hash.as_str().split('$').collect();
    assert_eq!(&parts[..3], ["", "pbkdf2-sha256", "i=2000,l=32"]);
    // 16 and 32 bytes in base64 without padding.
    assert_eq!((parts[3].len(), parts[4].len(), parts.len()), (22, 43, 5));
    assert_eq!(verdict(&pool, PASSWORD, hash.as_str()).await, Verdict::Right);
    assert_eq!(verdict(&pool, "Correct horse battery staple", hash.as_str()).await, Verdict::Wrong);
    assert_ne!(pool.hash(typed(PASSWORD)).await.unwrap(), hash, "the salt is drawn anew");
}

#[tokio::test]
async fn the_standard_parameters_are_six_hundred_thousand_iterations() {
    let pool = pool(HashPoolSettings::default());
    let hash = pool.hash(typed(PASSWORD)).await.unwrap();
    assert!(hash.as_str().starts_with("$pbkdf2-sha256$i=600000,l=32$"), "{}", hash.as_str());
    // The same hash from another implementation of PBKDF2.
    let parts: Vec<_> = hash.as_str().split('$').collect();
    let salt = unpadded(parts[3]);
    let mut expected = [0; 32];
    pbkdf2::pbkdf2_hmac_with_params(
        PASSWORD.as_bytes(),
        &salt,
        pbkdf2::Algorithm::Pbkdf2Sha256,
        pbkdf2::Params::new(600_000).unwrap(),
        &mut expected,
    );
    assert_eq!(unpadded(parts[4]), expected);
}

fn unpadded(text: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    STANDARD_NO_PAD.decode(text).unwrap()
}

#[tokio::test]
async fn weaker_hashes_are_right_but_outdated_and_stronger_ones_are_right() {
    let old = pool(HashPoolSettings { iterations: iterations(1_000), ..quick() });
    let new = pool(quick());
    let weak = old.hash(typed(PASSWORD)).await.unwrap();
    let strong = new.hash(typed(PASSWORD)).await.unwrap();
    assert_eq!(verdict(&new, PASSWORD, weak.as_str()).await, Verdict::RightButOutdated);
    assert_eq!(verdict(&new, "wrong", weak.as_str()).await, Verdict::Wrong);
    assert_eq!(verdict(&old, PASSWORD, strong.as_str()).await, Verdict::Right);
}

#[tokio::test]
async fn hashes_of_other_systems_are_verified_and_outdated() {
    let pool = pool(quick());
    for hash in IMPORTED {
        assert_eq!(verdict(&pool, PASSWORD, hash).await, Verdict::RightButOutdated, "{hash}");
        assert_eq!(verdict(&pool, "correct horse battery stapl", hash).await, Verdict::Wrong, "{hash}");
    }
}

#[tokio::test]
async fn bcrypt_looks_at_72_bytes() {
    let pool = pool(quick());
    let first = "0123456789".repeat(7) + "ab";
    let hash = bcrypt::hash(&first, 4).unwrap();
    assert_eq!(verdict(&pool, &format!("{first} and more"), &hash).await, Verdict::RightButOutdated);
    assert_eq!(verdict(&pool, &first[..71], &hash).await, Verdict::Wrong);
}

#[tokio::test]
async fn hashes_that_are_none_or_ask_for_too_much_are_wrong_at_once() {
    let pool = pool(quick());
    let began = Instant::now();
    for hash in [
        "",
        "$",
        "$$$$$",
        "plain text",
        "$pbkdf2-sha256$i=0,l=32$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=4000000000,l=32$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=1000,l=16$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=1000,l=0$c2FsdHNhbHQ$",
        "$pbkdf2-sha1$i=1000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$2b$31$abcdefghijklmnopqrstuuCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij",
        "$2x$04$abcdefghijklmnopqrstuuCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij",
        "$2b$04$äbcdefghijklmnopqrstuuCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi",
        "$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=262144,t=4000000000,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=65536,t=2,p=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=18$m=65536,t=2,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=64,r=4000000000,p=4000000000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=15,r=8,p=4000000000$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ] {
        assert_eq!(verdict(&pool, PASSWORD, hash).await, Verdict::Wrong, "{hash}");
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[tokio::test]
async fn no_account_and_a_cheap_hash_take_as_long_as_a_wrong_password() {
    // One thread, so that times are those of one hash; long enough to stand out from the noise.
    let pool = pool(HashPoolSettings { iterations: iterations(200_000), threads: 1, queue: 8 });
    let real = pool.hash(typed(PASSWORD)).await.unwrap();
    let old = self::pool(HashPoolSettings { iterations: iterations(1_000), ..quick() });
    let cheap = old.hash(typed(PASSWORD)).await.unwrap();
    let cheap_bcrypt = PasswordHash::new(bcrypt::hash(PASSWORD, 4).unwrap());
    let unknown = PasswordHash::new("$unknown$hash".to_owned());

    let mut shortest = [Duration::MAX; 5];
    for _ in 0..10 {
        let kinds = [
            Some(real.clone()),
            None,
            Some(unknown.clone()),
            Some(cheap.clone()),
            Some(cheap_bcrypt.clone()),
        ];
        for (kind, shortest) in kinds.into_iter().zip(&mut shortest) {
            let began = Instant::now();
            assert_eq!(pool.verify(typed("wrong"), kind).await.unwrap(), Verdict::Wrong);
            *shortest = (*shortest).min(began.elapsed());
        }
    }
    // Without the make-up work the cheap ones would take a hundredth; neighbours on the machine
    // account for the rest.
    let whole = shortest[0];
    for other in shortest {
        assert!(other > whole * 4 / 10 && other < whole * 25 / 10, "{shortest:?}");
    }
}

#[tokio::test]
async fn a_full_queue_says_when_to_come_back() {
    let pool = Arc::new(pool(HashPoolSettings { iterations: iterations(100_000), threads: 1, queue: 2 }));
    let many: Vec<_> = (0..20)
        .map(|_| {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.hash(typed(PASSWORD)).await })
        })
        .collect();
    let mut busy = 0;
    for one in many {
        match one.await.unwrap() {
            Ok(_) => {}
            Err(HashingBusy { retry_after }) => {
                assert!(retry_after >= Duration::from_secs(1) && retry_after <= Duration::from_secs(10));
                busy += 1;
            }
        }
    }
    // Two wait, and a few may be done by the time the last one comes.
    assert!((10..=18).contains(&busy), "{busy} of 20 were turned away");
    assert_eq!(pool.waiting(), 0);
    assert!(pool.hash(typed(PASSWORD)).await.is_ok(), "the pool works on");
}

#[tokio::test]
async fn nobody_hashes_for_a_caller_who_went_away() {
    let pool = Arc::new(pool(HashPoolSettings { iterations: iterations(300_000), threads: 1, queue: 64 }));
    let began = Instant::now();
    pool.hash(typed(PASSWORD)).await.unwrap();
    let one = began.elapsed();

    let callers: Vec<_> = (0..50)
        .map(|_| {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.hash(typed(PASSWORD)).await })
        })
        .collect();
    while pool.waiting() < 49 {
        tokio::task::yield_now().await;
    }
    for caller in callers {
        caller.abort();
    }
    let began = Instant::now();
    pool.hash(typed(PASSWORD)).await.unwrap();
    // One that had begun, and ours; not fifty.
    assert!(began.elapsed() < one * 10, "{:?}, one is {one:?}", began.elapsed());
}

#[test]
fn the_bare_rate_is_measured() {
    let rate = bare_rate(iterations(1_000), Duration::from_millis(50));
    assert!(rate > 50.0, "{rate} hashes of 1000 iterations per second");
}
