//! Sites of a bench: real stores with keys of their own that exchange over a real carrier.

use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::Result;
use uuid::Uuid;

use crate::cli::bench::build;
use crate::cli::bench::names;
use crate::cli::bench::names::Names;
use crate::cli::bench::names::Words;
use crate::domain::catalogue::person_initials;
use crate::domain::catalogue::person_pinyin;
use crate::domain::entry::ActorNo;
use crate::domain::entry::Entry;
use crate::domain::event::Applicant;
use crate::domain::event::Event;
use crate::domain::event::PersonSaved;
use crate::domain::event::SitePlaced;
use crate::domain::event::Voucher;
use crate::domain::ids::PersonId;
use crate::domain::ids::StaffNo;
use crate::domain::site::Card;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::store::Audience;
use crate::store::Birth;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::ledger;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::folder::Folder;
use crate::sync::dice::Dice;
use crate::sync::enrol;
use crate::sync::exchange;
use crate::sync::exchange::Report;
use crate::sync::identity;
use crate::sync::identity::Around;
use crate::sync::identity::Identity;
use crate::sync::keys::Keyring;

/// The county of a bench.
pub const COUNTY: i64 = 120_115;
/// Its first township.
pub const HALL: i64 = 120_115_001;
/// A built hall has about so many entries for a case.
pub const ENTRIES_PER_CASE: f64 = 3.4;

/// Returns an organisation.
///
/// # Errors
/// When the code is none.
pub fn org(code: i64) -> Result<Org> {
    Org::new(code).context("no organisation's code")
}

/// A site in a folder.
#[derive(Debug, Clone)]
pub struct Site {
    /// The organisation.
    pub org: Org,
    /// The store's folder.
    pub dir: PathBuf,
    /// The time of what it does.
    pub now: UtcMs,
}

impl Site {
    /// Takes the site whose store lies in a folder.
    pub fn at(dir: &Path, org: Org, now: UtcMs) -> Site {
        let dir = dir.to_owned();
        Site { org, dir, now }
    }

    /// Makes an empty site.
    ///
    /// # Errors
    /// The store's own error.
    pub fn make(dir: &Path, code: i64, kind: SiteKind, now: UtcMs) -> Result<Site> {
        let site = Site::at(dir, org(code)?, now);
        let birth = Birth {
            name: format!("bench {code}"),
            code: "YZ".to_owned(),
            trial: true,
            at: UtcMs(0),
            nonce: Dice::new(code.unsigned_abs()).bytes(),
        };
        let mut store = Store::create(dir, &birth)?;
        site.place(&mut store, kind)?;
        Ok(site)
    }

    /// Makes a hall with a past of about so many entries.
    ///
    /// # Errors
    /// The store's own error.
    pub fn hall(dir: &Path, entries: u64, words: &Words, now: UtcMs) -> Result<Site> {
        let cases = (entries as f64 / ENTRIES_PER_CASE).ceil() as u64;
        build::build(dir, cases.max(1), words, now)?;
        let site = Site::at(dir, org(HALL)?, now);
        site.place(&mut site.store()?, SiteKind::Hall)?;
        Ok(site)
    }

    pub(super) fn place(&self, store: &mut Store, kind: SiteKind) -> Result<()> {
        let event = Event::from(SitePlaced {
            org: self.org,
            kind,
            name: format!("bench {}", self.org),
        });
        store.write(|writer| {
            writer.append(Audience::Up, Uuid::nil(), ActorNo::SYSTEM, self.now, &event)?;
            Ok::<(), StoreError>(())
        })?;
        Ok(())
    }

    /// Opens the store.
    ///
    /// # Errors
    /// The store's own error.
    pub fn store(&self) -> Result<Store> {
        Ok(Store::open(&self.dir)?)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Store, Around<'_>) -> Result<T>) -> Result<T> {
        let keys = Keyring::of_store(&self.dir);
        let mut dice = Dice::of_machine().context("no randomness")?;
        let around = Around {
            keys: &keys,
            machine: "bench",
            now: self.now,
            dice: &mut dice,
        };
        work(&mut self.store()?, around)
    }

    /// Returns who the site is.
    ///
    /// # Errors
    /// Its keys' or its store's own error.
    pub fn identity(&self) -> Result<Identity> {
        self.with(|store, mut around| Ok(identity::ensure(store, &mut around)?))
    }

    /// Gets to know other sites.
    ///
    /// # Errors
    /// The store's own error.
    pub fn meet(&self, relation: Relation, cards: &[Card]) -> Result<()> {
        self.with(|store, around| {
            Ok(store.write(|writer| {
                let people = Voucher::People {
                    witness: StaffNo(2),
                };
                cards.iter().try_for_each(|card| {
                    let by = (ActorNo(1), around.now);
                    let nonce = around.dice.bytes();
                    enrol::enrol(writer, relation, card, people.clone(), by, &nonce)
                })
            })?)
        })
    }

    /// Exchanges over one carrier; trouble of the carrier is an error here.
    ///
    /// # Errors
    /// The first trouble.
    pub fn exchange(&self, carrier: Box<dyn Carrier>) -> Result<Report> {
        let report = self.with(|store, around| {
            let trial = false;
            let mut site = exchange::Site {
                store,
                around,
                trial,
            };
            Ok(exchange::run(&mut site, &mut [carrier])?)
        })?;
        for leg in &report.legs {
            if let Some((_, why)) = &leg.stopped {
                anyhow::bail!("{}: {why}", leg.carrier);
            }
            anyhow::ensure!(leg.received.damaged.is_empty(), "{}: damaged", leg.carrier);
        }
        anyhow::ensure!(report.renewed.is_none(), "a bench site began anew");
        Ok(report)
    }

    /// Exchanges over a folder, which is made if missing.
    ///
    /// # Errors
    /// The first trouble.
    pub fn over_folder(&self, folder: &Path) -> Result<Report> {
        std::fs::create_dir_all(folder)?;
        self.exchange(Box::new(Folder::new(folder)))
    }

    /// Appends so many entries in one write: people of the register, no two alike.
    ///
    /// # Errors
    /// The store's own error.
    pub fn work(&self, entries: u64, words: &Words) -> Result<()> {
        let (names, mut dice) = (Names::new(words), names::Dice::new(entries));
        let mut store = self.store()?;
        store.write(|writer| {
            for _ in 0..entries {
                let name = names.next(&mut dice);
                let person = PersonId(Uuid::from_u64_pair(dice.bits(), dice.bits()));
                let event = Event::from(PersonSaved {
                    person,
                    initials: person_initials(&name),
                    pinyin: person_pinyin(&name),
                    applicant: Applicant {
                        name,
                        number: format!("TEST{:014}", dice.below(100_000_000_000_000)),
                        phone: format!("T{:010}", dice.below(10_000_000_000)),
                        village: String::new(),
                    },
                    place: String::new(),
                });
                writer.append(Audience::Up, person.0, ActorNo(901), self.now, &event)?;
            }
            Ok::<(), StoreError>(())
        })?;
        Ok(())
    }

    /// Returns the first entries of the log upwards.
    ///
    /// # Errors
    /// The store's own error.
    pub fn entries(&self, most: usize) -> Result<Vec<Entry>> {
        let store = self.store()?;
        let heads = ledger::heads(store.db())?;
        let head = heads.iter().find(|head| head.audience == "up");
        let lno = head.context("no log upwards")?.lno;
        Ok(ledger::run_of(store.db(), lno, 1, (most, usize::MAX))?)
    }

    /// Writes everything into the one file, so that it can be copied.
    ///
    /// # Errors
    /// The store's own error.
    pub fn settle(&self) -> Result<()> {
        let store = self.store()?;
        store
            .db()
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        Ok(())
    }

    /// Copies a settled site with its keys; both are the same site, so only one may go on.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn copy(&self, to: &Path) -> Result<Site> {
        copy_dir(&self.dir, to)?;
        Ok(Site::at(to, self.org, self.now))
    }
}

/// Makes parent and child know each other.
///
/// # Errors
/// The stores' own error.
pub fn acquaint(parent: &Site, child: &Site) -> Result<()> {
    let up = parent.identity()?.introduction();
    let down = child.identity()?.introduction();
    parent.meet(Relation::Child, &[down])?;
    child.meet(Relation::Parent, &[up])
}

/// Returns the entries a report says went out and came in.
pub fn counts(report: &Report) -> (u64, u64) {
    let sent = report.legs.iter().map(|leg| leg.sent.entries).sum();
    let received = report.legs.iter().map(|leg| leg.received.entries).sum();
    (sent, received)
}

fn copy_dir(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_dir(&entry.path(), &target)?,
            false => drop(std::fs::copy(entry.path(), target)?),
        }
    }
    Ok(())
}
