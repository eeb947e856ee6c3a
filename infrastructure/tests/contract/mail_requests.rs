//! Requests that name an address.

use crate::{
    contract,
    samples::{NOW, email, id},
    world::World,
};
use oathgate_domain::ids::MailRequestId;

contract! { both; a_request_is_kept_until_it_is_forgotten }

async fn a_request_is_kept_until_it_is_forgotten(world: World) {
    let request = MailRequestId(id(1));
    let mut unit = world.unit().await;
    unit.mail_requests().insert(request, &email("Ada@Example.com"), NOW).await.unwrap();
    unit.commit().await.unwrap();
    let found = world.reader().await.mail_requests().find(request).await.unwrap();
    assert_eq!(found, Some(email("Ada@Example.com")));

    let mut unit = world.unit().await;
    unit.mail_requests().delete(request).await.unwrap();
    unit.mail_requests().delete(request).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(world.reader().await.mail_requests().find(request).await.unwrap(), None);
}
