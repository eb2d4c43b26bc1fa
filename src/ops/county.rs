//! What the county's hub says and counts, read from this hall's own store.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::county::posted::COUNTY_FORM;
use crate::domain::county::posted::Counted;
use crate::domain::county::posted::CountyResults;
use crate::domain::county::posted::HallLine;
use crate::domain::county::summary::Days;
use crate::domain::entry::LogId;
use crate::domain::refusal::ResultsRefusal;
use crate::domain::results::Mark;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::Store;
use crate::store::far;
use crate::store::far::Checkpoint;
use crate::store::view::sites;
use crate::sync::hub::figures;

/// What counting the halls of a county again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountyAgain {
    /// What was received, up to the same entries, gives these.
    Found(Box<CountyResults>),
    /// An entry they were counted up to was not received, or another one in its place.
    OtherLedger(Org, Mark),
    /// They are of another form than this program's.
    OtherForm(u32),
}

/// What a file of halls side by side does not tell of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Untold {
    /// Sites below this one.
    pub sites: Vec<Org>,
    /// Logs of the halls in it.
    pub logs: Vec<(Org, LogId)>,
}

impl Hall {
    /// Returns the last checkpoint that is kept here: the parent's, or at a hub its own.
    ///
    /// # Errors
    /// The store's own error.
    pub fn last_checkpoint(&self) -> Result<Option<Checkpoint>, Error> {
        let db = self.store().db();
        let own = sites::own(db)?.filter(|own| own.kind == SiteKind::Hub);
        let from: Option<Org> = match own {
            Some(own) => Some(own.org),
            None => sites::peers(db)?
                .into_iter()
                .find(|peer| peer.relation == Relation::Parent)
                .map(|peer| peer.card.org),
        };
        Ok(match from {
            Some(org) => far::last_checkpoint(db, org)?,
            None => None,
        })
    }

    /// Returns the organisation of this site where it is a county's hub.
    ///
    /// # Errors
    /// The store's own error.
    pub fn as_hub(&self) -> Result<Option<Org>, Error> {
        let own = sites::own(self.store().db())?;
        Ok(own
            .filter(|own| own.kind == SiteKind::Hub)
            .map(|own| own.org))
    }

    /// Returns the store, for what the hub's tables are filled from.
    pub fn received(&self) -> &Store {
        self.store()
    }

    /// Returns a span of days with the day as of which it is judged, which is today.
    ///
    /// # Errors
    /// [`ResultsRefusal::ResultsAhead`] for a span that has not begun.
    pub fn county_days(
        &self,
        (from, to): (NaiveDate, NaiveDate),
        now: UtcMs,
    ) -> Result<Days, Error> {
        let as_of = self.day_of(now);
        if from > as_of {
            return Err(ResultsRefusal::ResultsAhead {
                period: format!("{from} – {to}"),
                from: from.to_string(),
            }
            .into());
        }
        Ok(Days { from, to, as_of })
    }

    /// Puts what was counted of each site together under its name.
    ///
    /// # Errors
    /// The store's own error.
    pub fn county(
        &self,
        counted: BTreeMap<Org, Counted>,
        days: Days,
    ) -> Result<CountyResults, Error> {
        let peers = sites::peers(self.store().db())?;
        let name = |org: Org| {
            let peer = peers.iter().find(|peer| peer.card.org == org);
            peer.map_or_else(|| org.to_string(), |peer| peer.card.name.clone())
        };
        let halls = counted.into_iter().map(|(org, counted)| HallLine {
            org,
            name: name(org),
            figures: counted.sum,
            marks: counted.marks,
        });
        let config = self.config();
        let settings = (config.hall.name.as_str(), config.rating.min_for_percent);
        Ok(CountyResults::of(settings, days, halls.collect()))
    }

    /// Counts the halls of a county again from what this store received, up to the entries they name. Of
    /// what is told only the days, the marks, and the settings of the day are read: how the county is
    /// called, and from how many on shares are shown.
    ///
    /// # Errors
    /// The store's own error.
    pub fn count_county_again(&self, told: &CountyResults) -> Result<CountyAgain, Error> {
        if told.form != COUNTY_FORM {
            return Ok(CountyAgain::OtherForm(told.form));
        }
        let marks = told.marks();
        if let Some((org, mark)) = figures::missing(self.store(), &marks)? {
            return Ok(CountyAgain::OtherLedger(*org, mark.clone()));
        }
        let days = told.days();
        let mut found = self.county(figures::up_to(self.store(), days, &marks)?, days)?;
        found.name.clone_from(&told.name);
        found.min_for_percent = told.min_for_percent;
        Ok(CountyAgain::Found(Box::new(found)))
    }

    /// Returns what some halls side by side do not tell of: other sites, and logs of these that were
    /// received. They may have come later, or been left out.
    ///
    /// # Errors
    /// The store's own error.
    pub fn county_untold(&self, told: &CountyResults) -> Result<Untold, Error> {
        let peers = sites::peers(self.store().db())?.into_iter();
        let children = peers.filter(|peer| peer.relation == Relation::Child);
        let absent = children.filter(|peer| told.hall(peer.card.org).is_none());
        let orgs: Vec<Org> = told.halls.iter().map(|hall| hall.org).collect();
        Ok(Untold {
            sites: absent.map(|peer| peer.card.org).collect(),
            logs: figures::unmarked(self.store(), &orgs, &told.marks())?,
        })
    }
}
