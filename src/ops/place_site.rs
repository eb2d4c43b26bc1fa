//! The site is given its place in the tree of village, hall and county.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::SitePlaced;
use crate::domain::event::StaffRole;
use crate::domain::ids::number_or_text;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Org;
use crate::domain::site::SiteKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::store::view;

/// Gives the site its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceSite {
    /// The organisation's code.
    #[serde(deserialize_with = "number_or_text")]
    pub org: Org,
    /// What the site is.
    pub kind: SiteKind,
    /// Its name; empty for the name in the settings.
    #[serde(default)]
    pub name: String,
}

/// The site has its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitePlacedDone {
    /// The organisation's code.
    pub org: Org,
    /// What the site is.
    pub kind: SiteKind,
    /// Its name.
    pub name: String,
}

impl PlaceSite {
    /// Checks that a site of the kind has such a code.
    ///
    /// # Errors
    /// [`SiteRefusal::OrgKindWrong`].
    pub fn check(org: Org, kind: SiteKind) -> Result<(), SiteRefusal> {
        match kind.fits(org) {
            true => Ok(()),
            false => Err(SiteRefusal::OrgKindWrong {
                org: org.to_string(),
                kind,
            }),
        }
    }
}

impl Verb for PlaceSite {
    type Done = SitePlacedDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SitePlacedDone, Error> {
        let live = act.live()?;
        // A store that has no leader yet is being made: there is nobody to ask.
        let led = live.staff.iter().any(|s| s.role == StaffRole::Leader);
        if led || act.who() != Who::System {
            act.leader(&live)?;
        }
        PlaceSite::check(self.org, self.kind)?;
        let settled = view::sites::own(act.db())?
            .filter(|own| (own.org, own.kind) != (self.org, self.kind))
            .filter(|_| view::sites::peers(act.db()).is_ok_and(|peers| !peers.is_empty()));
        if let Some(own) = settled {
            return Err(SiteRefusal::SiteSettled {
                org: own.org.to_string(),
            }
            .into());
        }
        let mut name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() {
            name = optional_text("name", &act.config.hall.name, MAX_NAME)?;
        }
        if name.is_empty() {
            return Err(Refusal::NameMissing.into());
        }
        let done = SitePlacedDone {
            org: self.org,
            kind: self.kind,
            name: name.clone(),
        };
        act.emit(
            Uuid::nil(),
            SitePlaced {
                org: self.org,
                kind: self.kind,
                name,
            },
        )?;
        Ok(done)
    }
}
