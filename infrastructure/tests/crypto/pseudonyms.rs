//! What pairwise subjects are computed by.

use oathgate_application::ports::{pseudonyms::Pseudonyms, sealer::Sealer};
use oathgate_infrastructure::crypto::{HmacPseudonyms, MasterKeys};

const FIRST: &str = "8Yb0i3Wl1v5qkM2cRz+Xh/7tUo4JpGdDnEwKasQLxVc=";
const SECOND: &str = "Zk3vR8sYqLx0nWb5tJ1uHc7gPa9dMf2eXo6iTz4lCwE=";

fn keys(text: &str) -> MasterKeys {
    MasterKeys::parse(text).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn a_pseudonym_stays_for_ever() {
    // HMAC-SHA256 over purpose, sector and id, each behind its length in eight bytes. Computed elsewhere:
    // with another result every person would be a stranger to their clients.
    let mac = HmacPseudonyms::new(&[7; 32]).mac("sub", "host app.example", &[1; 16]);
    assert_eq!(hex(&mac), "68272311367c4dd7f5b010b1c596c86f367ddb4d54f2827e8151a1f800717e29");
}

#[test]
fn every_part_counts() {
    let one = HmacPseudonyms::new(&[7; 32]);
    let known = one.mac("sub", "host app.example", &[1; 16]);
    assert_eq!(one.mac("sub", "host app.example", &[1; 16]), known);
    for other in [
        one.mac("sid", "host app.example", &[1; 16]),
        one.mac("sub", "host app.exampl", &[1; 16]),
        one.mac("subhost", " app.example", &[1; 16]),
        one.mac("sub", "host app.example", &[2; 16]),
        HmacPseudonyms::new(&[8; 32]).mac("sub", "host app.example", &[1; 16]),
    ] {
        assert_ne!(other, known);
    }
}

#[test]
fn the_secret_survives_another_encryption_key() {
    let first = keys(FIRST);
    let sealed = HmacPseudonyms::draw(&first).unwrap();
    let told = |keys: &MasterKeys, sealed: &[u8]| {
        HmacPseudonyms::open(keys, sealed).unwrap().mac("sub", "host app.example", &[1; 16])
    };
    let before = told(&first, &sealed);
    assert!(first.is_current(&sealed));
    let both = keys(&format!("{SECOND},{FIRST}"));
    assert!(!both.is_current(&sealed) && !both.is_current(&[1, 2]));
    let anew = HmacPseudonyms::reseal(&both, &sealed).unwrap();
    assert!(both.is_current(&anew));
    assert_eq!(told(&keys(SECOND), &anew), before);
    assert!(HmacPseudonyms::open(&keys(SECOND), &sealed).is_err());
    let other = HmacPseudonyms::draw(&first).unwrap();
    assert_ne!(told(&first, &other), before, "each is drawn");
    let short = first.seal("secret of pairwise subjects", &[1; 31]).unwrap();
    assert!(HmacPseudonyms::open(&first, &short).is_err());
}
