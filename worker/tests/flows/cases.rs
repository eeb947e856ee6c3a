//! Every workflow of the product, with at least one course of it that a death at any call must not
//! change. A workflow without one fails a test.

use crate::{
    erasure, export, key_rotation, logout, new_device, replays, scenes,
    world::{World, each_crash},
};
use oathgate_application::flows;
use std::{collections::BTreeSet, pin::Pin};

/// A course of a workflow.
pub(crate) struct Case {
    /// Names the history that is kept of it.
    pub(crate) name: &'static str,
    /// The workflow.
    pub(crate) kind: &'static str,
    /// What happens.
    pub(crate) scenario: for<'a> fn(&'a World) -> Pin<Box<dyn Future<Output = ()> + 'a>>,
}

macro_rules! cases {
    ($($name:ident: $kind:literal => $module:ident::$scene:ident,)*) => {
        /// Every case.
        pub(crate) const CASES: &[Case] = &[$(Case {
            name: stringify!($name),
            kind: $kind,
            scenario: |world| Box::pin($module::$scene(world)),
        }),*];

        mod whatever_dies {
            $(
                #[tokio::test]
                async fn $name() {
                    super::each_crash(async |world| super::$module::$scene(world).await).await;
                }
            )*
        }

        mod replayed {
            $(
                #[tokio::test]
                async fn $name() {
                    let case = super::CASES.iter().find(|case| case.name == stringify!($name)).unwrap();
                    super::replays::replay(case).await;
                }
            )*
        }
    };
}

cases! {
    registration_verified: "registration" => scenes::registration_verified,
    registration_expired: "registration" => scenes::registration_expired,
    registration_of_a_known_address: "registration" => scenes::registration_of_a_known_address,
    verification_mail: "verification_mail" => scenes::verification_mail,
    password_reset: "password_reset" => scenes::password_reset,
    password_reset_of_nobody: "password_reset" => scenes::password_reset_of_nobody,
    password_changed: "password_changed_notice" => scenes::password_changed,
    email_change: "email_change" => scenes::email_change,
    email_changed: "email_changed_notice" => scenes::email_changed,
    new_device: "new_device_notice" => new_device::the_notice_says_when_with_what_and_from_where,
    erasure: "account_erasure" => erasure::everything_goes_when_the_grace_is_over,
    erasure_kept: "account_erasure" => erasure::the_link_keeps_the_account_once,
    data_export: "data_export" => export::the_file_is_there_for_its_time,
    key_rotation: "key_rotation" => key_rotation::a_key_is_published_used_retired_and_forgotten,
    backchannel_logout: "backchannel_logout" => logout::each_client_of_the_session_that_wants_it_is_told,
    retention: "retention" => scenes::retention,
    retention_of_runs_without_code: "retention" => scenes::retention_of_runs_without_code,
}

#[test]
fn every_workflow_has_a_case() {
    let covered: BTreeSet<_> = CASES.iter().map(|case| case.kind).collect();
    let kinds: BTreeSet<_> = flows::registry().kinds().into_iter().collect();
    let missing: Vec<_> = kinds.difference(&covered).collect();
    assert!(missing.is_empty(), "add a course of {missing:?} to cases!, in worker/tests/flows/cases.rs");
    let unknown: Vec<_> = covered.difference(&kinds).collect();
    assert!(unknown.is_empty(), "no workflow is called {unknown:?}");
}
