//! Sending one mail as a step.

use super::ports::FlowPorts;
use crate::{
    error::PortError,
    ports::mailer::{Content, Letter, Recipient},
    telemetry::{Timer, measures},
    transact::Unit,
    workflow::{Context, Done, Flow, Scope, StepError},
};
use oathgate_domain::workflow::RetryPolicy;

crate::durable! {
    /// What became of a mail.
    pub enum Delivery {
        /// The peer has taken it.
        Sent,
        /// The peer refused the recipient for good. The history has its words.
        Bounced,
        /// By the time it was to be sent, there was nothing to say any more.
        Moot,
    }
}

/// A mail that is due, and to whom. None where there is nothing to say.
pub(super) type Composed = Result<Option<(Recipient, Content)>, PortError>;

/// Sends the mail that `compose` finds to be due. `compose` reads; it is asked anew at every
/// attempt, and derives links from what it reads.
pub(super) async fn post(
    context: &mut Context<FlowPorts>,
    name: &'static str,
    compose: impl AsyncFnOnce(&mut Unit, &Scope<FlowPorts>) -> Composed,
) -> Flow<Delivery> {
    context
        .effect(name, RetryPolicy::SMTP, async |scope: Scope<FlowPorts>| {
            let mut unit = scope.ports.store.begin_read().await?;
            let composed = compose(&mut unit, &scope).await?;
            drop(unit);
            let Some((Recipient { email: to, locale }, content)) = composed else {
                return Ok(Done::new(Delivery::Moot));
            };
            let (key, dated, request_id) = (scope.key.clone(), scope.dated, scope.trace.clone());
            let letter = Letter { to, locale, key, dated, request_id, content };
            let timer = Timer::start();
            let sent = scope.ports.mailer.send(&letter).await;
            measures::MAIL_DURATION.observe([], timer.elapsed());
            measures::MAILS.count([match &sent {
                Ok(_) => "sent",
                Err(fault) if fault.permanent => "refused",
                Err(_) => "failed",
            }]);
            match sent {
                Ok(receipt) => Ok(Done::noted(Delivery::Sent, receipt.reply)),
                Err(fault) if fault.permanent => {
                    tracing::warn!(run = %scope.run, step = name, code = %fault.fault.code, "mail bounced");
                    Ok(Done::noted(Delivery::Bounced, fault.fault.to_string()))
                }
                Err(fault) => {
                    Err(StepError { fault: fault.fault, permanent: false, retry_after: fault.retry_after })
                }
            }
        })
        .await
}
