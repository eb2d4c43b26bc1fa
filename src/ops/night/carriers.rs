//! The carriers of the settings.

use std::path::Path;

use crate::domain::site::Org;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::carrier::folder::Folder;
use crate::sync::carrier::postgres::CHILD_ROLE;
use crate::sync::carrier::postgres::Postgres;
use crate::sync::carrier::postgres::line::Address;

/// Opens the carriers that the settings name. One that cannot be used is there all the same and
/// says so whenever it is asked, so that it stands in every report and blocks no other.
pub fn open(to: &[String], own: Org) -> Vec<Box<dyn Carrier>> {
    to.iter()
        .map(|to| -> Box<dyn Carrier> {
            if let Some(dir) = to.strip_prefix("dir:") {
                return Box::new(Folder::new(Path::new(dir)));
            }
            match Postgres::new(to, own) {
                Ok(carrier) => Box::new(carrier),
                Err(error) => Box::new(Unusable(error)),
            }
        })
        .collect()
}

/// Returns the importer's line in the settings: the first login to a server that is no hall's.
pub fn importer(to: &[String]) -> Option<&String> {
    let ours = |url: &&String| {
        Address::parse(url).is_ok_and(|at| !at.user().unwrap_or_default().starts_with(CHILD_ROLE))
    };
    to.iter().filter(|to| !to.starts_with("dir:")).find(ours)
}

/// A carrier whose line in the settings cannot be used.
struct Unusable(CarrierError);

impl Unusable {
    fn again<T>(&self) -> Result<T, CarrierError> {
        Err(CarrierError {
            name: self.0.name.clone(),
            trouble: self.0.trouble,
            why: self.0.why.clone(),
        })
    }
}

impl Carrier for Unusable {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn list(&mut self, _: Route) -> Result<Vec<Label>, CarrierError> {
        self.again()
    }

    fn get(&mut self, _: Route, _: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        self.again()
    }

    fn put(&mut self, _: Route, _: &Label, _: &[u8]) -> Result<(), CarrierError> {
        self.again()
    }
}
