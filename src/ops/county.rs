//! What the county's hub says and counts, read from this hall's own store.

use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::ops::Error;
use crate::ops::Hall;
use crate::store::Store;
use crate::store::far;
use crate::store::far::Checkpoint;
use crate::store::view::sites;

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
}
