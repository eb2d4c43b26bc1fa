//! What happens to machines: disks die, images are put back, machines are doubled and stolen.

use std::cell::RefCell;
use std::path::PathBuf;

use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::Relation;
use yizhan::store::far;
use yizhan::store::maintenance;
use yizhan::sync::dice::Dice;

use super::County;
use super::Twin;
use super::checks;
use crate::sync::copy_dir;
use crate::sync::world::Node;

impl County {
    /// The disk dies; the last backup is put on another machine, where the keys are not.
    pub(super) fn restore(&mut self, at: usize) {
        let Some(backup) = self.sites[at].backup.clone() else {
            return;
        };
        self.told.push(format!("{at} is restored"));
        let away = self.fresh("dead");
        let machine = format!("{} {}", self.sites[at].node.machine, self.files);
        let node = &mut self.sites[at].node;
        node.close();
        std::fs::rename(&node.dir, away).unwrap();
        maintenance::restore(&backup, &node.dir).unwrap();
        node.machine = machine;
        self.went_back(at);
    }

    /// The whole machine is put back to an image, keys and all.
    pub(super) fn roll_back(&mut self, at: usize) {
        let Some(image) = self.sites[at].image.take() else {
            return;
        };
        self.told.push(format!("{at} goes back to an image"));
        let away = self.fresh("gone");
        let node = &mut self.sites[at].node;
        node.close();
        std::fs::rename(&node.dir, away).unwrap();
        copy_dir(&image, &node.dir);
        self.went_back(at);
    }

    /// A second machine goes on from a copy of a site; or it is found, and one of both is switched
    /// off.
    pub(super) fn double(&mut self, at: usize) {
        match self.sites[at].twin {
            None => self.copy(at, false),
            Some(_) => self.switch_off(at),
        }
    }

    fn copy(&mut self, at: usize, stolen: bool) {
        self.told.push(format!("{at} is doubled; stolen: {stolen}"));
        let dir = self.fresh("twin");
        let dice = Dice::new(self.dice.below(u64::MAX));
        let node = &mut self.sites[at].node;
        node.copy_to(&dir);
        let node = Node {
            org: node.org,
            dir,
            machine: node.machine.clone(),
            now: node.now,
            dice,
            open: RefCell::new(None),
        };
        self.sites[at].twin = Some(Twin { node, stolen });
    }

    /// Of two machines of a site one is switched off; the other takes new keys and is introduced
    /// anew, as nobody knows which of them the others believe, and cards of the one that is gone still
    /// lie about.
    pub(super) fn switch_off(&mut self, at: usize) {
        let Some(mut twin) = self.sites[at].twin.take() else {
            return;
        };
        self.told
            .push(format!("one machine of {at} is switched off"));
        twin.node.close();
        if twin.stolen {
            return;
        }
        if self.dice.below(2) == 0 {
            std::mem::swap(&mut self.sites[at].node, &mut twin.node);
            twin.node.close();
            self.sites[at].image = None;
        }
        self.sites[at].node.rotate();
        self.went_back(at);
        for other in self.neighbours(at) {
            self.meet(other, false, at);
            self.meet(at, false, other);
        }
    }

    /// A machine is stolen, keys and all. The site goes on with new keys on another machine, two
    /// people introduce it anew, and everybody is told which keys to believe no more.
    pub(super) fn steal(&mut self, at: usize) {
        if self.sites[at].twin.is_some() {
            return;
        }
        self.copy(at, true);
        let card = self.sites[at].node.card();
        let mut keys: Vec<PublicKey> = card.logs.iter().map(|log| log.key).collect();
        keys.push(card.sealing);
        let org = self.sites[at].node.org;
        for other in self.neighbours(at) {
            let all = far::logs(self.sites[other].node.store().db(), org).unwrap();
            keys.extend(all.iter().map(|log| log.key));
        }
        let site = &mut self.sites[at];
        site.node.close();
        std::fs::remove_dir_all(site.node.dir.join("keys")).unwrap();
        site.node.machine = format!("{} anew {}", site.node.machine, self.files);
        // From before: they hold the keys that are believed no more.
        site.image = None;
        for other in self.neighbours(at) {
            let known = self.revoked.entry(other).or_default();
            known.extend(keys.iter().map(|key| (org, *key)));
            self.tell_revoked(other);
            for on_twin in [false, true] {
                self.meet(other, on_twin, at);
            }
        }
    }

    /// Tells all machines of a site, which may have forgotten it, what keys to believe no more.
    fn tell_revoked(&mut self, at: usize) {
        let site = &mut self.sites[at];
        for (org, key) in self.revoked.get(&at).into_iter().flatten() {
            site.node.revoke(*org, *key);
            if let Some(twin) = &mut site.twin {
                twin.node.revoke(*org, *key);
            }
        }
    }

    /// A machine that went back to an image from before it changed its keys speaks under keys that are
    /// old to the others. Where its parent never read of the newer ones nobody can tell it so; people
    /// see that its entries wait, and introduce it anew.
    pub(super) fn notice(&mut self, at: usize) {
        let card = self.sites[at].node.card();
        let org = card.org;
        let ahead = |other: &usize| {
            let store = self.sites[*other].node.store();
            let peers = yizhan::store::view::sites::peers(store.db()).unwrap();
            let known = peers.iter().find(|peer| peer.card.org == org).unwrap();
            !card.holds(known.card.signing()) && known.card.holds(card.signing())
        };
        if !self.neighbours(at).iter().any(ahead) {
            return;
        }
        self.told
            .push(format!("{at} is seen to be behind its own card"));
        self.sites[at].node.rotate();
        for other in self.neighbours(at) {
            self.meet(other, false, at);
        }
    }

    pub(super) fn neighbours(&self, at: usize) -> Vec<usize> {
        let mut all = self.children(at);
        all.extend(self.sites[at].parent);
        all
    }

    /// Two people carry the card of one site to another, or to its second machine.
    pub(super) fn meet(&mut self, at: usize, on_twin: bool, other: usize) {
        self.met += 1;
        let card = self.sites[other].node.card();
        let relation = match self.sites[at].parent == Some(other) {
            true => Relation::Parent,
            false => Relation::Child,
        };
        let site = &mut self.sites[at];
        match &mut site.twin {
            Some(twin) if on_twin => twin.node.meet(relation, &card),
            _ => site.node.meet(relation, &card),
        }
    }

    /// What neither a child nor its parent has after one of them went back is lost with the disk;
    /// what either has must stay. Which keys are revoked is told again.
    fn went_back(&mut self, at: usize) {
        self.sites[at].marks.clear();
        self.tell_revoked(at);
        for child in 0..self.sites.len() {
            let Some(parent) = self.sites[child].parent else {
                continue;
            };
            if at != child && at != parent {
                continue;
            }
            let mut left = checks::bodies(&self.sites[child].node, "up");
            if let Some(twin) = self.sites[child].twin.as_ref().filter(|t| !t.stolen) {
                left.extend(checks::bodies(&twin.node, "up"));
            }
            let org: Org = self.sites[child].node.org;
            left.extend(checks::received(&self.sites[parent].node, org));
            let seen = self.seen.entry(child).or_default();
            seen.retain(|name| left.contains(name));
        }
    }

    pub(super) fn fresh(&mut self, what: &str) -> PathBuf {
        self.files += 1;
        self.root.join(format!("{what}-{}", self.files))
    }
}
