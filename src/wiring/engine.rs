//! The workflow engine over the foundation.

use super::{Foundation, MailRoute, key_ring, links};
use crate::config::{Settings, Source};
use oathgate_application::{
    flows::{
        self,
        ports::{FlowPorts, LogoutPorts},
        retention::Keeping,
    },
    ports::{sealer::Sealer, token_keys::TokenKeys},
    schedules::Schedules,
    workflow::Services,
};
use oathgate_infrastructure::crypto::MasterKeys;
use oathgate_worker::{Clockwork, Engine, EngineSettings};
use std::{fs, sync::Arc};

/// Where Linux tells the machine's name.
const HOST_NAME: &str = "/proc/sys/kernel/hostname";

/// An engine for all workflows of this version.
pub(crate) fn engine(
    settings: &Settings,
    source: &Source,
    foundation: &Foundation,
    keys: &Arc<MasterKeys>,
    mail: &MailRoute,
    logout: LogoutPorts,
) -> Engine<FlowPorts> {
    let operation = &settings.operation;
    let defaults = EngineSettings::new(host(source));
    let measures = EngineSettings {
        slots: operation.worker_slots,
        lease: operation.lease,
        // The engine makes both fit a shorter lease; a longer one lets them be slower.
        beat: defaults.beat.max(operation.lease / 3),
        self_fence: defaults.self_fence.max(operation.lease * 5 / 6),
        drain: operation.shutdown,
        ..defaults
    };
    let services = Services {
        store: Arc::clone(&foundation.store),
        runs: Arc::clone(&foundation.runs),
        clock: Arc::clone(&foundation.clock),
        entropy: Arc::clone(&foundation.entropy),
    };
    let ports = FlowPorts {
        store: Arc::clone(&foundation.store),
        runs: Arc::clone(&foundation.runs),
        mailer: mail.mailer(),
        entropy: Arc::clone(&foundation.entropy),
        sealer: Arc::clone(keys) as Arc<dyn Sealer>,
        links: links(settings, Arc::clone(keys) as Arc<dyn TokenKeys>),
        key_ring: key_ring(settings, foundation, keys),
        logout,
        keeping: Keeping { unused_clients: settings.tokens.unused_clients, ..settings.keeping.leftovers },
    };
    Engine::new(
        measures,
        services,
        Arc::new(flows::registry()),
        Arc::new(ports),
        Arc::clone(&foundation.hints),
    )
    .after_sweeps(Clockwork::new(schedules(foundation)))
}

/// What is done with the schedules of this version's workflows.
pub(crate) fn schedules(foundation: &Foundation) -> Schedules {
    Schedules::new(
        Arc::clone(&foundation.store),
        Arc::clone(&foundation.entropy),
        Arc::new(flows::catalogue()),
    )
}

/// The machine's name, for the list of workers.
fn host(source: &Source) -> String {
    let told = fs::read_to_string(HOST_NAME).ok().map(|name| name.trim().to_owned());
    told.filter(|name| !name.is_empty())
        .or_else(|| source.get("HOSTNAME").map(str::to_owned))
        .unwrap_or_else(|| "unknown".to_owned())
}
