//! What administrators have changed about limits.

use crate::{
    contract,
    samples::{LATER, NOW},
    world::World,
};
use oathgate_application::{ports::limit_changes::LimitChange, transact::transact};
use oathgate_domain::rate::Rate;
use std::time::Duration;
use time::OffsetDateTime;

contract! { both;
    a_change_holds_until_it_is_forgotten,
    what_means_nothing_is_not_kept,
}

fn change(name: &str, burst: u32, micros: u64, changed_at: OffsetDateTime) -> LimitChange {
    LimitChange { name: name.to_owned(), rate: Rate::new(burst, Duration::from_micros(micros)), changed_at }
}

async fn set(world: &World, change: &LimitChange) {
    transact(&*world.store, async |unit| unit.limit_changes().set(change).await).await.unwrap();
}

async fn a_change_holds_until_it_is_forgotten(world: World) {
    let all = async || world.reader().await.limit_changes().all().await.unwrap();
    assert_eq!(all().await, []);
    let (tokens, mails) = (change("tokens", 600, 20_000, NOW), change("mails", 1, 1, NOW));
    set(&world, &tokens).await;
    set(&world, &mails).await;
    assert_eq!(all().await, [mails, tokens.clone()]);
    let again = change("mails", 1_000_000, 86_400_000_000, LATER);
    set(&world, &again).await;
    assert_eq!(all().await, [again, tokens.clone()]);
    let forget = async || {
        transact(&*world.store, async |unit| unit.limit_changes().forget("mails").await).await.unwrap()
    };
    assert_eq!((forget().await, forget().await), (true, false));
    assert_eq!(all().await, [tokens]);
}

async fn what_means_nothing_is_not_kept(world: World) {
    for nothing in [change("mails", 0, 5, NOW), change("mails", 5, 86_400_000_001, NOW)] {
        let kept = transact(&*world.store, async |unit| unit.limit_changes().set(&nothing).await).await;
        assert!(kept.is_err());
    }
}
