//! Two people of this site say that a card is the other site's own.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::StaffRole;
use crate::domain::event::Voucher;
use crate::domain::ids::StaffNo;
use crate::domain::misuse::Misuse;
use crate::domain::plain;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Card;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::intake;
use crate::ops::place_site::PlaceSite;
use crate::ops::sharing;
use crate::store::far;
use crate::store::view;
use crate::store::view::sites::Own;
use crate::sync::card;
use crate::sync::card::CardFault;
use crate::sync::enrol;
use crate::sync::seal;

/// Takes the card of another site for its own, on the word of two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolSite {
    /// The text of the card's file.
    pub card: String,
    /// What the other site is to this one.
    pub relation: Relation,
    /// The second of the two people.
    pub witness: StaffNo,
    /// The fingerprint as the other site read it out.
    pub fingerprint: String,
}

/// The site is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteEnrolledDone {
    /// The other site.
    pub org: Org,
    /// Its name.
    pub name: String,
    /// What it is to this one.
    pub relation: Relation,
    /// Whether it was known here before.
    pub again: bool,
}

/// Reads the card in a file's text.
///
/// # Errors
/// [`SiteRefusal::CardDamaged`], [`SiteRefusal::CardVersion`], [`SiteRefusal::CardForged`],
/// [`SiteRefusal::OrgKindWrong`].
pub fn card_in(text: &str) -> Result<Card, SiteRefusal> {
    let card = card::read(text).map_err(|fault| match fault {
        CardFault::Form => SiteRefusal::CardDamaged,
        CardFault::Version(version) => SiteRefusal::CardVersion { version },
        CardFault::Signature => SiteRefusal::CardForged,
    })?;
    let name = plain::clean_line(&card.name, usize::MAX).text;
    let public = card.logs.iter().all(|l| l.audience.starts_with("up"));
    let named = name == card.name && !name.trim().is_empty() && name.chars().count() <= MAX_NAME;
    if !named || !public || !seal::is_key(&card.sealing) {
        return Err(SiteRefusal::CardDamaged);
    }
    PlaceSite::check(card.org, card.kind)?;
    Ok(card)
}

/// Checks that a card's site lies where it is said to lie.
///
/// # Errors
/// [`SiteRefusal::SiteIsSelf`], [`SiteRefusal::SiteMisplaced`].
pub fn placed(own: &Own, card: &Card, relation: Relation) -> Result<(), SiteRefusal> {
    if card.org == own.org {
        return Err(SiteRefusal::SiteIsSelf {
            site: own.org.to_string(),
        });
    }
    let there = match relation {
        Relation::Parent => own.org.is_below(card.org),
        Relation::Child => card.org.is_below(own.org),
    };
    match there {
        true => Ok(()),
        false => Err(SiteRefusal::SiteMisplaced {
            site: card.org.to_string(),
            relation,
            own: own.org.to_string(),
        }),
    }
}

impl EnrolSite {
    /// Checks that two different people of the staff stand here, one of them a leader.
    fn two_people(&self, act: &Act<'_, '_>) -> Result<(), Error> {
        let live = act.live()?;
        let first = live.staff(intake::by_name(act, &live)?)?;
        let second = live.staff(self.witness)?;
        if first.no == second.no {
            return Err(SiteRefusal::WitnessSame { staff: first.no }.into());
        }
        if ![first, second].iter().any(|s| s.role == StaffRole::Leader) {
            return Err(SiteRefusal::LeaderWanted.into());
        }
        Ok(())
    }
}

impl Verb for EnrolSite {
    type Done = SiteEnrolledDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SiteEnrolledDone, Error> {
        self.two_people(act)?;
        let own = sharing::own(act)?;
        let card = card_in(&self.card)?;
        placed(&own, &card, self.relation)?;
        let peers = view::sites::peers(act.db())?;
        let parent = peers
            .iter()
            .find(|peer| peer.relation == Relation::Parent && peer.card.org != card.org);
        if let Some(parent) = parent.filter(|_| self.relation == Relation::Parent) {
            return Err(SiteRefusal::ParentAlready {
                site: parent.card.name.clone(),
            }
            .into());
        }
        let signing = card.signing();
        let revoked = view::sites::revoked(act.db())?;
        if revoked
            .iter()
            .any(|r| r.org == card.org && (Some(r.key) == signing || r.key == card.sealing))
        {
            return Err(SiteRefusal::CardRevoked { site: card.name }.into());
        }
        for log in &card.logs {
            if far::is_own(act.db(), log.log.0)? {
                return Err(SiteRefusal::CardNamesOurs { site: card.name }.into());
            }
        }
        if !card.has_fingerprint(&self.fingerprint) {
            return Err(SiteRefusal::FingerprintWrong.into());
        }
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Misuse::NoRandomness)?;
        let people = Voucher::People {
            witness: self.witness,
        };
        let by = (act.who().actor(), act.now);
        enrol::enrol(act.writer(), self.relation, &card, people, by, &nonce)?;
        Ok(SiteEnrolledDone {
            again: peers.iter().any(|peer| peer.card.org == card.org),
            org: card.org,
            name: card.name,
            relation: self.relation,
        })
    }
}
