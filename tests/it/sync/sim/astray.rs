//! A carrier that does to what it carries what the dice say.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::CarrierError;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::dice::Dice;
use yizhan::sync::segment;

use super::power::Fuse;
use super::power::Point;

pub type Laid = BTreeMap<(Route, Label), Vec<u8>>;
pub type Shelf = Rc<RefCell<Laid>>;

/// A carrier, and what lies on it.
pub struct Astray {
    pub name: &'static str,
    pub shelf: Shelf,
    pub dice: Dice,
    /// One operation in so many goes wrong; 0 for none.
    pub odds: u64,
    /// Cuts the power at one of the operations.
    pub fuse: Fuse,
}

impl Astray {
    fn hit(&mut self) -> bool {
        self.odds > 0 && self.dice.below(self.odds) == 0
    }

    fn gone(&self) -> CarrierError {
        CarrierError {
            name: self.name.to_owned(),
            trouble: Trouble::Away,
            why: "pulled out".to_owned(),
        }
    }
}

impl Carrier for Astray {
    fn name(&self) -> &str {
        self.name
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        self.fuse.pass(Point::List);
        if self.hit() {
            return Err(self.gone());
        }
        let all: Vec<Label> = {
            let shelf = self.shelf.borrow();
            shelf
                .keys()
                .filter(|(r, _)| *r == route)
                .map(|(_, l)| *l)
                .collect()
        };
        // An old stick: some of what was on it is not there yet.
        match self.hit() {
            true => Ok(all.into_iter().filter(|_| self.dice.below(3) > 0).collect()),
            false => Ok(all),
        }
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        self.fuse.pass(Point::Get);
        if self.hit() {
            return Err(self.gone());
        }
        let found = self.shelf.borrow().get(&(route, *label)).cloned();
        let Some(mut bytes) = found else {
            return Ok(None);
        };
        if self.hit() && !bytes.is_empty() {
            let at = self.dice.below(bytes.len() as u64) as usize;
            match self.dice.below(2) {
                0 => bytes.truncate(at),
                _ => bytes[at] ^= 1 << self.dice.below(8),
            }
        }
        Ok(Some(bytes))
    }

    fn is_whole(&mut self, route: Route, label: &Label) -> Result<bool, CarrierError> {
        let shelf = self.shelf.borrow();
        let there = shelf.get(&(route, *label));
        Ok(there.is_some_and(|bytes| !is_damaged(label, bytes)))
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.fuse.pass(Point::BeforePut);
        if self.hit() {
            let trouble = match self.dice.below(3) {
                0 => Trouble::Full,
                1 => Trouble::ReadOnly,
                _ => Trouble::Away,
            };
            return Err(CarrierError {
                trouble,
                ..self.gone()
            });
        }
        // Said to be written, and lost with the power.
        if !self.hit() {
            let mut shelf = self.shelf.borrow_mut();
            let there = shelf.entry((route, *label)).or_default();
            if there.is_empty() || is_damaged(label, there) {
                *there = bytes.to_vec();
            }
        }
        self.fuse.pass(Point::AfterPut);
        Ok(())
    }
}

fn is_damaged(label: &Label, bytes: &[u8]) -> bool {
    matches!(label, Label::Segment { .. }) && !segment::is_whole(label, bytes)
}

/// One of the files that lie on a carrier rots, and stays as it is.
pub fn rot(shelf: &Shelf, dice: &mut Dice) {
    let mut shelf = shelf.borrow_mut();
    if shelf.is_empty() {
        return;
    }
    let at = dice.below(shelf.len() as u64) as usize;
    let Some(bytes) = shelf.values_mut().nth(at).filter(|bytes| !bytes.is_empty()) else {
        return;
    };
    let at = dice.below(bytes.len() as u64) as usize;
    match dice.below(3) {
        0 => bytes.clear(),
        1 => bytes.truncate(at),
        _ => bytes[at] ^= 1 << dice.below(8),
    }
}
