//! Getting to know another site: its card, compared by two people on both sides.

use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::event::Event;
use crate::domain::event::KeyRevoked;
use crate::domain::event::LogOpened;
use crate::domain::event::SiteEnrolled;
use crate::domain::event::Voucher;
use crate::domain::site::Card;
use crate::domain::site::Relation;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::StoreError;
use crate::store::Writer;
use crate::store::far;
use crate::sync::outward;

/// Keeps the card of another site, on which there is no log of this one, and opens the log that goes
/// down to it where it is a child.
///
/// # Errors
/// The store's own error.
pub fn enrol(
    writer: &mut Writer<'_>,
    relation: Relation,
    card: &Card,
    voucher: Voucher,
    (actor, now): (ActorNo, UtcMs),
    nonce: &[u8; 16],
) -> Result<(), StoreError> {
    far::introduce(writer.db(), card.org, &card.logs)?;
    let event = Event::from(SiteEnrolled {
        relation,
        card: card.clone(),
        voucher,
    });
    writer.append(Audience::Up, Uuid::nil(), actor, now, &event)?;
    let audience = outward::down(card.org);
    let known = writer.heads().iter().any(|head| head.audience == audience);
    if relation == Relation::Child && !known {
        let epoch = writer.heads().iter().map(|head| head.epoch).max();
        let site = card.org.to_string();
        writer.open_log(&site, &audience, epoch.unwrap_or(1), now, nonce)?;
        let event = Event::from(LogOpened {
            audience: audience.clone(),
        });
        writer.append_to(&audience, Uuid::nil(), ActorNo::SYSTEM, now, &event)?;
    }
    Ok(())
}

/// Believes a key of another site no more.
///
/// # Errors
/// The store's own error.
pub fn revoke(
    writer: &mut Writer<'_>,
    revoked: &KeyRevoked,
    (actor, now): (ActorNo, UtcMs),
) -> Result<(), StoreError> {
    far::revoke(writer.db(), revoked.org, revoked.key)?;
    let event = Event::from(revoked.clone());
    writer.append(Audience::Up, Uuid::nil(), actor, now, &event)?;
    Ok(())
}
