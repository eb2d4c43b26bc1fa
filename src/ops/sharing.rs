//! What verbs about shared cases have in common: which case, which site, which log, what it builds on.

use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::SharedCase;
use crate::domain::entry::EntryRef;
use crate::domain::event::Event;
use crate::domain::ids::CaseId;
use crate::domain::misuse::Misuse;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::intake;
use crate::store::Audience;
use crate::store::view;
use crate::store::view::sites::Own;
use crate::store::view::sites::Peer;

/// A shared case after something was done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedNow {
    /// The case number.
    pub case: String,
    /// Where it stands.
    pub stage: Stage,
    /// The organisation that moves it.
    pub custodian: Org,
    /// The custody number.
    pub custody: u32,
    /// Contradictions nobody has decided.
    pub conflicts: usize,
}

/// Returns this site's place.
///
/// # Errors
/// [`Refusal::SiteNotPlaced`].
pub(crate) fn own(act: &Act<'_, '_>) -> Result<Own, Error> {
    let own = view::sites::own(act.db())?;
    Ok(own.ok_or(Refusal::SiteNotPlaced)?)
}

/// Finds a site that is enrolled here, by its code or its name.
///
/// # Errors
/// [`Refusal::SiteUnknown`], also for a name that two have.
pub(crate) fn peer(act: &Act<'_, '_>, text: &str) -> Result<Peer, Error> {
    let wanted = plain::digits(text.trim());
    let mut found = view::sites::peers(act.db())?
        .into_iter()
        .filter(|peer| peer.card.org.to_string() == wanted || peer.card.name == wanted);
    match (found.next(), found.next()) {
        (Some(peer), None) => Ok(peer),
        _ => Err(Refusal::SiteUnknown { site: wanted }.into()),
    }
}

/// Returns what a site is called here, or its code where it is not known.
pub(crate) fn name_of(act: &Act<'_, '_>, org: Org) -> Result<String, Error> {
    let mut names = view::sites::names(act.db())?;
    Ok(names.remove(&org).unwrap_or_else(|| org.to_string()))
}

/// Finds a shared case by its number or id, for a member of staff who wants to change it.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`Refusal::SiteNotPlaced`], [`Refusal::CaseUnknown`],
/// [`Refusal::SharedTwice`], [`Refusal::SharedTooNew`], [`SiteRefusal::SharedCrowded`].
pub(crate) fn find(act: &Act<'_, '_>, text: &str) -> Result<(Own, SharedCase), Error> {
    let live = act.live()?;
    intake::by_name(act, &live)?;
    let own = own(act)?;
    let number = plain::digits(text.trim());
    let mut found = match number.parse::<CaseId>() {
        Ok(id) => view::shared::load(act.db(), id)?.into_iter().collect(),
        Err(_) => view::shared::find(act.db(), &number.to_ascii_uppercase())?,
    };
    let case = number.to_ascii_uppercase();
    let shared = match (found.pop(), found.pop()) {
        (Some(shared), None) => shared,
        (None, _) => return Err(Refusal::CaseUnknown { case }.into()),
        _ => return Err(Refusal::SharedTwice { case }.into()),
    };
    if shared.newer {
        return Err(Refusal::SharedTooNew { case }.into());
    }
    if shared.crowded {
        return Err(SiteRefusal::SharedCrowded { case }.into());
    }
    Ok((own, shared))
}

/// Finds a shared case this site has custody of.
///
/// # Errors
/// Those of [`find`], [`Refusal::CaseElsewhere`].
pub(crate) fn held(act: &Act<'_, '_>, text: &str) -> Result<(Own, SharedCase), Error> {
    let (own, shared) = find(act, text)?;
    if shared.custodian == own.org {
        return Ok((own, shared));
    }
    Err(Refusal::CaseElsewhere {
        case: shared.number,
        holder: name_of(act, shared.custodian)?,
    }
    .into())
}

/// Writes an entry about a shared case that builds on the latest ones known here.
///
/// # Errors
/// The store's own error.
pub(crate) fn say(
    act: &mut Act<'_, '_>,
    own: &Own,
    shared: &SharedCase,
    event: impl Into<Event>,
) -> Result<SharedNow, Error> {
    let heads = shared.heads.clone();
    say_on(act, own, shared, event, &heads)
}

/// Writes an entry about a shared case that builds on certain ones.
///
/// # Errors
/// The store's own error, [`Refusal::SiteUnknown`] when the other site is not known any more.
pub(crate) fn say_on(
    act: &mut Act<'_, '_>,
    own: &Own,
    shared: &SharedCase,
    event: impl Into<Event>,
    base: &[EntryRef],
) -> Result<SharedNow, Error> {
    let other = shared.other(own.org);
    let peer = peer(act, &other.to_string())?;
    let audience = audience(act, own, &peer)?;
    act.emit_on(&audience, shared.case.0, event, base)?;
    now(act, shared.case)
}

/// Returns the log another site reads, made where it is not there yet.
///
/// # Errors
/// The store's own error.
pub(crate) fn audience(act: &mut Act<'_, '_>, own: &Own, peer: &Peer) -> Result<String, Error> {
    match peer.relation {
        Relation::Parent => Ok(Audience::Up.word().to_owned()),
        Relation::Child => {
            let mut nonce = [0; 16];
            getrandom::fill(&mut nonce).map_err(|_| Misuse::NoRandomness)?;
            Ok(act.log_down(own.org, peer.card.org, &nonce)?)
        }
    }
}

/// Returns a shared case as it stands after a verb.
///
/// # Errors
/// The store's own error.
pub(crate) fn now(act: &Act<'_, '_>, case: CaseId) -> Result<SharedNow, Error> {
    let shared = view::shared::load(act.db(), case)?.ok_or_else(|| Refusal::CaseUnknown {
        case: case.to_string(),
    })?;
    Ok(SharedNow {
        stage: shared.stage,
        custodian: shared.custodian,
        custody: shared.custody,
        conflicts: shared.open().count(),
        case: shared.number,
    })
}
