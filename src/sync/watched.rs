//! A carrier that is watched: each segment that goes by is told, for a bar on a terminal.

use std::rc::Rc;

use crate::domain::site::Org;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;

/// Which way a segment went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Laid out on the carrier.
    Out,
    /// Fetched from it.
    In,
}

/// Hears of each segment: which way it went, and how many entries it names.
pub type Hear = Rc<dyn Fn(Way, u64)>;

/// A carrier with somebody who hears of every segment.
pub struct Watched {
    inner: Box<dyn Carrier>,
    hear: Hear,
}

impl Watched {
    /// Puts a carrier under watch.
    pub fn new(inner: Box<dyn Carrier>, hear: Hear) -> Watched {
        Watched { inner, hear }
    }

    fn tell(&self, way: Way, label: &Label) {
        if let Label::Segment { from, to, .. } = label {
            (self.hear)(way, to.saturating_add(1).saturating_sub(*from));
        }
    }
}

impl Carrier for Watched {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn serves(&self, other: Org) -> bool {
        self.inner.serves(other)
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        self.inner.list(route)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        let found = self.inner.get(route, label)?;
        self.tell(Way::In, label);
        Ok(found)
    }

    fn is_whole(&mut self, route: Route, label: &Label) -> Result<bool, CarrierError> {
        self.inner.is_whole(route, label)
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.inner.put(route, label, bytes)?;
        self.tell(Way::Out, label);
        Ok(())
    }

    fn put_all(&mut self, route: Route, items: &[(Label, Vec<u8>)]) -> Result<(), CarrierError> {
        self.inner.put_all(route, items)?;
        for (label, _) in items {
            self.tell(Way::Out, label);
        }
        Ok(())
    }
}
