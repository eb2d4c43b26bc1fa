//! A county's night: every store sends, the county reads all, over a folder and over PostgreSQL.
//!
//! Each store is made on its own, as two with one log would be a fork: its entries are the events of
//! one built hall, appended, chained and hashed anew under its own name.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;

use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::cli::bench::sync::Bench;
use crate::cli::bench::sync::server::Server;
use crate::cli::bench::sync::site;
use crate::cli::bench::sync::site::Site;
use crate::domain::event::Event;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::store::StoreError;
use crate::store::ledger;
use crate::store::ledger::Stored;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::folder::Folder;
use crate::sync::carrier::postgres::Postgres;
use crate::sync::dice::Dice;
use crate::sync::hub;

/// A night must be over within so long, s.
const WITHIN: f64 = 60.0;

struct County {
    hub: Site,
    halls: Vec<Site>,
}

/// Measures a night over a folder.
///
/// # Errors
/// The stores' own error.
pub fn over_folder(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let dir = bench.dir.join("night-folder");
    let county = make(&dir, bench)?;
    let share = dir.join("share");
    std::fs::create_dir_all(&share)?;
    let carrier = |_: &Site| -> Result<Box<dyn Carrier>> { Ok(Box::new(Folder::new(&share))) };
    let begun = Instant::now();
    let sent = county.send(&carrier)?;
    let sending = begun.elapsed().as_secs_f64();
    let report = county.hub.exchange(carrier(&county.hub)?)?;
    let night = Night {
        sending,
        reading: begun.elapsed().as_secs_f64() - sending,
        loading: None,
        sent,
        received: site::counts(&report).1,
    };
    let row = night.row("a county's night over a folder", bench)?;
    std::fs::remove_dir_all(&dir)?;
    Ok(vec![row])
}

/// Measures a night over PostgreSQL, with all entries loaded into the hub's tables.
///
/// # Errors
/// That there is no PostgreSQL, or the stores' own error.
pub fn over_postgres(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let server = Server::start(&bench.dir.join("night-server"))?;
    let dir = bench.dir.join("night-postgres");
    let county = make(&dir, bench)?;
    let admin = server.database("night")?;
    let mut dice = Dice::of_machine().context("no randomness")?;
    let importer = hub::init(&admin, &mut dice)?.importer;
    let importer = importer.context("the importer has a password")?.line;
    let mut lines = BTreeMap::from([(county.hub.org, importer.clone())]);
    for hall in &county.halls {
        lines.insert(hall.org, hub::add_hall(&admin, hall.org, &mut dice)?.line);
    }
    let carrier = |site: &Site| -> Result<Box<dyn Carrier>> {
        let line = lines.get(&site.org).context("no line")?;
        Ok(Box::new(Postgres::new(line, site.org)?))
    };
    let begun = Instant::now();
    let sent = county.send(&carrier)?;
    let sending = begun.elapsed().as_secs_f64();
    let report = county.hub.exchange(carrier(&county.hub)?)?;
    let reading = begun.elapsed().as_secs_f64() - sending;
    let received = site::counts(&report).1;
    let loaded = hub::load_all(&county.hub.store()?, &importer, threads())?.new;
    // With the county's own words to its children.
    anyhow::ensure!(loaded >= received, "{loaded} of {received} were loaded");
    let night = Night {
        sending,
        reading,
        loading: Some(begun.elapsed().as_secs_f64() - sending - reading),
        sent,
        received,
    };
    let row = night.row("a county's night over PostgreSQL", bench)?;
    std::fs::remove_dir_all(&dir)?;
    Ok(vec![row])
}

struct Night {
    sending: f64,
    reading: f64,
    loading: Option<f64>,
    sent: u64,
    received: u64,
}

impl Night {
    fn row(&self, what: &str, bench: &Bench<'_>) -> Result<Row> {
        let (stores, wanted) = bench.sizes.county;
        anyhow::ensure!(
            self.sent == self.received && self.received >= wanted,
            "{} entries went out, {} came in",
            self.sent,
            self.received
        );
        let wall = self.sending + self.reading + self.loading.unwrap_or(0.0);
        let loading = self
            .loading
            .map(|s| format!(", loading into the hub's tables {s:.1} s"));
        Ok(Row::new(what, 0, "s", Stats::of(vec![wall]))
            .promise(Budget::at_most("wall time", wall, WITHIN, "s"))
            .note(format!(
                "{stores} stores, {} entries; sending on {} threads {:.1} s, reading {:.1} s{}",
                self.received,
                threads(),
                self.sending,
                self.reading,
                loading.unwrap_or_default()
            )))
    }
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Makes the county and its halls, who know each other and have exchanged nothing.
fn make(dir: &Path, bench: &Bench<'_>) -> Result<County> {
    let (stores, entries) = bench.sizes.county;
    let each = entries.div_ceil(stores);
    let model = Site::hall(&dir.join("model"), each + 200, bench.words, bench.now)?;
    let events = events(&model, usize::try_from(each)?)?;
    let hub = Site::make(&dir.join("hub"), site::COUNTY, SiteKind::Hub, bench.now)?;
    let up = hub.identity()?.introduction();
    let codes: Vec<i64> = (0..stores as i64).map(|i| site::HALL + i).collect();
    let made = side_by_side(&codes, |code| {
        let at = dir.join(code.to_string());
        let hall = Site::make(&at, *code, SiteKind::Hall, bench.now)?;
        hall.store()?.write(|writer| {
            for (stored, event) in &events {
                let e = &stored.envelope;
                writer.append_to("up", e.entity, e.actor, e.wall, event)?;
            }
            Ok::<(), StoreError>(())
        })?;
        let card = hall.identity()?.introduction();
        hall.meet(Relation::Parent, std::slice::from_ref(&up))?;
        Ok((hall, card))
    })?;
    let (halls, cards): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    hub.meet(Relation::Child, &cards)?;
    Ok(County { hub, halls })
}

/// The events of a built hall that say nothing about the hall itself.
fn events(model: &Site, most: usize) -> Result<Vec<(Stored, Event)>> {
    let mut found = Vec::new();
    let store = model.store()?;
    let head = ledger::heads(store.db())?;
    let head = head.iter().find(|head| head.audience == "up");
    let order = ledger::Order::Log(head.context("no log upwards")?.lno);
    ledger::walk(store.db(), order, |stored| {
        match stored.event()? {
            Some(Event::SiteOpened(_) | Event::SitePlaced(_) | Event::LogOpened(_)) | None => {}
            Some(event) => found.push((stored, event)),
        }
        Ok(found.len() < most)
    })?;
    anyhow::ensure!(found.len() == most, "the model hall is too small");
    Ok(found)
}

impl County {
    fn send(&self, carrier: &(dyn Fn(&Site) -> Result<Box<dyn Carrier>> + Sync)) -> Result<u64> {
        let sent = side_by_side(&self.halls, |hall| {
            Ok(site::counts(&hall.exchange(carrier(hall)?)?).0)
        })?;
        Ok(sent.into_iter().sum())
    }
}

/// Does something with each, on as many threads as there are processors, and keeps their order.
fn side_by_side<T: Sync, R: Send>(
    all: &[T],
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let todo = Mutex::new(all.iter().enumerate());
    let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).next();
    let mut done = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads())
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    while let Some((i, one)) = next() {
                        done.push((i, work(one)?));
                    }
                    Ok::<_, anyhow::Error>(done)
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().ok().context("a thread fell over")??);
        }
        Ok::<_, anyhow::Error>(all)
    })?;
    done.sort_by_key(|(i, _)| *i);
    Ok(done.into_iter().map(|(_, found)| found).collect())
}
