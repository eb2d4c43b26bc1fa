//! A county's PostgreSQL: segments pushed, entries loaded, beside the server's own COPY.

use std::thread;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use postgres::Client;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::ToSql;
use postgres::types::Type;

use crate::cli::bench::report::Row;
use crate::cli::bench::sync::Bench;
use crate::cli::bench::sync::Beside;
use crate::cli::bench::sync::Probe;
use crate::cli::bench::sync::rate;
use crate::cli::bench::sync::server::Server;
use crate::cli::bench::sync::site;
use crate::cli::bench::sync::site::Site;
use crate::domain::entry::Entry;
use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::entry::base_bytes;
use crate::domain::entry::hex;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::KeyPair;
use crate::sync::carrier::Label;
use crate::sync::carrier::Route;
use crate::sync::carrier::postgres::Postgres;
use crate::sync::dice::Dice;
use crate::sync::hub;
use crate::sync::hub::fill::PART;
use crate::sync::hub::load::Columns;
use crate::sync::hub::load::TYPES;
use crate::sync::identity::Identity;
use crate::sync::seal::Secret;
use crate::sync::segment;
use crate::sync::segment::MOST_ENTRIES;
use crate::sync::segment::Parts;
use crate::sync::segment::Reader;

/// The columns of an entry: with no key and no index nothing the server can do is faster.
const BARE: &str = "(org bigint, log_id bytea, seq bigint, kind integer, kind_version smallint,
    hlc bigint, wall bigint, actor bigint, entity uuid, base bytea, body bytea, body_hash bytea,
    hash bytea)";

/// The key by which an entry is found.
const KEY: &str = "ALTER TABLE bare ADD PRIMARY KEY (org, log_id, seq)";

/// Connections beside each other where it is not one.
const SEVERAL: usize = 8;

/// One hall's sealed segments and the line it sends them over.
struct Load {
    org: Org,
    log: LogId,
    line: String,
    segments: Vec<(Label, Vec<u8>)>,
}

struct County<'a> {
    admin: String,
    importer: String,
    sealing: Secret,
    signer: PublicKey,
    entries: &'a [Entry],
    loads: Vec<Load>,
}

/// Measures.
///
/// # Errors
/// That there is no PostgreSQL, or its own error.
pub fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let dir = bench.dir.join("county");
    let server = Server::start(&bench.dir.join("county-server"))?;
    let hall = Site::hall(
        &dir.join("hall"),
        bench.sizes.entries,
        bench.words,
        bench.now,
    )?;
    let me = hall.identity()?;
    let entries = hall.entries(usize::try_from(bench.sizes.entries)?)?;
    let mut probe = Probe::new(&dir)?;
    let (mut push, mut one, mut inserts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut several, mut several_bare) = (Vec::new(), Vec::new());
    let found = probe.rounds(bench.sizes.rounds, |round| {
        let county = County::make(&server, &format!("county{round}"), &me, &entries)?;
        let pushed = county.push()?;
        let copied = county.copy(1, "")?;
        let loaded = county.import(1)?;
        let typed = county.inserts()?;
        let county = County::make(&server, &format!("wide{round}"), &me, &entries)?;
        let wide = county.import(SEVERAL)?;
        let keyed = county.copy(SEVERAL, KEY)?;
        let bare = county.copy(SEVERAL, "")?;
        Ok((pushed, copied, loaded, typed, wide, keyed, bare))
    })?;
    for (pushed, copied, loaded, typed, wide, keyed, bare) in found {
        push.push((pushed, copied));
        one.push((loaded, copied));
        several.push((wide, keyed));
        several_bare.push((wide, bare));
        inserts.push((loaded, typed));
    }
    let told = probe.told(push.len());
    let version = &server.version;
    let beside = |what, limit, pairs, least, note| {
        Beside {
            what,
            limit,
            pairs,
            least_rate: None,
            least_ratio: least,
            note,
        }
        .rows()
    };
    let copy = "binary COPY of the same entries into a table without key or index";
    let mut rows = beside(
        "push of sealed segments, 1 connection",
        copy,
        &push,
        Some(1.0),
        format!("PostgreSQL {version} with its syncs on; {told}"),
    );
    let folded = "unsealed, verified, loaded and counted in the county's figures".to_owned();
    let title = "hub import, 1 connection";
    rows.extend(beside(title, copy, &one, Some(0.15), folded));
    let title = "hub import, 8 connections";
    rows.extend(beside(
        title,
        "binary COPY of the same entries on 8 connections into a table with the same key",
        &several,
        Some(0.4),
        String::new(),
    ));
    rows.extend(beside(
        title,
        "the same into a table without key or index, in which nothing can be found",
        &several_bare,
        None,
        String::new(),
    ));
    rows.extend(beside(
        "hub import, 1 connection",
        "one INSERT a row, as .dump writes them",
        &inserts,
        Some(1.3),
        "the peer's statements go in one transaction, a thousand a message".to_owned(),
    ));
    std::fs::remove_dir_all(&dir)?;
    Ok(rows)
}

impl County<'_> {
    fn make<'e>(
        server: &Server,
        name: &str,
        me: &Identity,
        entries: &'e [Entry],
    ) -> Result<County<'e>> {
        let admin = server.database(name)?;
        let mut dice = Dice::of_machine().context("no randomness")?;
        hub::init(&admin, &mut dice)?;
        // Roles belong to the whole server: a second database finds the importer made.
        let importer = "ALTER ROLE hub_importer LOGIN PASSWORD 'bench'";
        hub::connect(&admin)?.batch_execute(importer)?;
        let sealing = Secret::derive(&dice.bytes());
        let signer = PublicKey(me.signing.verifying_key().to_bytes());
        let mut loads = Vec::new();
        for i in 0..SEVERAL as i64 {
            let org = site::org(site::HALL + i)?;
            let line = hub::add_hall(&admin, org, &mut dice)?.line;
            let log = LogId(dice.bytes());
            let share = (org, log, &sealing);
            let segments = match i {
                0 => seal(share, me, entries, &mut dice)?,
                // A share each: together they are as many as the one.
                _ => seal(share, me, share_of(entries), &mut dice)?,
            };
            loads.push(Load {
                org,
                log,
                line,
                segments,
            });
        }
        Ok(County {
            importer: admin.replace("//admin@", "//hub_importer:bench@"),
            admin,
            sealing,
            signer,
            entries,
            loads,
        })
    }

    fn first(&self) -> Result<&Load> {
        self.loads.first().context("no hall")
    }

    /// Pushes what is sealed already, over one hall's own line.
    fn push(&self) -> Result<f64> {
        let load = self.first()?;
        let mut carrier = Postgres::new(&load.line, load.org)?;
        let route = Route {
            from: load.org,
            to: site::org(site::COUNTY)?,
        };
        // The line is there before the clock starts, as it is for COPY.
        carrier.list(route)?;
        let (found, ()) = rate(self.entries.len() as u64, || {
            Ok(carrier.put_all(route, &load.segments)?)
        })?;
        Ok(found)
    }

    /// Copies the entries into a table with nothing but its columns, and what is added to it.
    fn copy(&self, connections: usize, more: &str) -> Result<f64> {
        let mut client = hub::connect(&self.admin)?;
        client.batch_execute(&format!(
            "DROP TABLE IF EXISTS bare; CREATE TABLE bare {BARE}; {more}"
        ))?;
        let share = match connections {
            1 => self.entries,
            _ => share_of(self.entries),
        };
        beside(&self.admin, connections, share.len(), |i, client| {
            let load = self.loads.get(i).context("no hall")?;
            let copy = client.copy_in("COPY bare FROM STDIN BINARY")?;
            let types = [&[Type::INT8, Type::BYTEA], TYPES.as_slice()].concat();
            let mut copy = BinaryCopyInWriter::new(copy, &types);
            for entry in share {
                let columns = Columns::of(entry)?;
                let key: [&(dyn ToSql + Sync); 2] = [&load.org.code(), &load.log.0.as_slice()];
                copy.write(&[key.as_slice(), &columns.all()].concat())?;
            }
            copy.finish()?;
            Ok(())
        })
    }

    /// Opens, verifies and loads segments as the hub does, a hall to each connection.
    fn import(&self, connections: usize) -> Result<f64> {
        let loads = match connections {
            1 => &self.loads[..1],
            // The first has all: where there are several, it takes its share as the others do.
            _ => &self.loads[..],
        };
        let share = match connections {
            1 => self.entries.len(),
            _ => share_of(self.entries).len(),
        };
        beside(&self.importer, connections, share, |i, client| {
            let load = &loads[i];
            let reader = Reader {
                secret: &self.sealing,
                trial: false,
            };
            let mut left = share;
            let mut waiting = Vec::new();
            for (_, bytes) in &load.segments {
                let parts = Parts::split(bytes)?;
                let manifest = parts.manifest()?;
                let mut entries = parts.open(&manifest, &self.signer, &reader)?;
                entries.truncate(left);
                left -= entries.len();
                waiting.extend(entries);
                // As many in one transaction as `hub import` takes.
                if left == 0 || waiting.len() >= PART.0 {
                    let loaded = hub::load(client, load.org, load.log, &waiting)?;
                    anyhow::ensure!(loaded.new == waiting.len() as u64, "not all were new");
                    waiting.clear();
                }
                if left == 0 {
                    break;
                }
            }
            anyhow::ensure!(left == 0, "{left} are missing");
            Ok(())
        })
    }

    /// Types every row as a statement of its own.
    fn inserts(&self) -> Result<f64> {
        let mut client = hub::connect(&self.admin)?;
        client.batch_execute(&format!(
            "DROP TABLE IF EXISTS typed; CREATE TABLE typed {BARE};
             ALTER TABLE typed ADD PRIMARY KEY (org, log_id, seq)"
        ))?;
        let org = site::org(site::HALL)?.code();
        let log = hex(&self.first()?.log.0);
        let texts: Vec<String> = self
            .entries
            .chunks(MOST_ENTRIES)
            .map(|run| run.iter().map(|entry| typed(org, &log, entry)).collect())
            .collect();
        let (found, ()) = rate(self.entries.len() as u64, || {
            client.batch_execute("BEGIN")?;
            for text in &texts {
                client.batch_execute(text)?;
            }
            Ok(client.batch_execute("COMMIT")?)
        })?;
        Ok(found)
    }
}

fn share_of(entries: &[Entry]) -> &[Entry] {
    &entries[..(entries.len() / SEVERAL).max(1).min(entries.len())]
}

/// Does the same on several connections at once, which are there before the clock starts; returns
/// entries a second of all together.
fn beside(
    url: &str,
    connections: usize,
    share: usize,
    work: impl Fn(usize, &mut Client) -> Result<()> + Sync,
) -> Result<f64> {
    let clients: Vec<Client> = (0..connections)
        .map(|_| hub::connect(url))
        .collect::<Result<_, _>>()?;
    let begun = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = clients
            .into_iter()
            .enumerate()
            .map(|(i, mut client)| {
                let work = &work;
                scope.spawn(move || work(i, &mut client))
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            let done = thread.join().ok().context("a connection fell over")?;
            done.context("a connection failed")
        })
    })?;
    Ok((share * connections) as f64 / begun.elapsed().as_secs_f64())
}

fn seal(
    (org, log, sealing): (Org, LogId, &Secret),
    me: &Identity,
    entries: &[Entry],
    dice: &mut Dice,
) -> Result<Vec<(Label, Vec<u8>)>> {
    let mut prev = Hash::ZERO;
    let mut out = Vec::new();
    for run in entries.chunks(MOST_ENTRIES) {
        let (first, last) = (run.first(), run.last());
        let (first, last) = first.zip(last).context("an empty run")?;
        let draft = segment::Draft {
            org,
            log,
            prev,
            entries: run,
        };
        let label = Label::Segment {
            log,
            from: first.envelope.seq,
            to: last.envelope.seq,
            end: last.hash,
            keys: KeyPair {
                by: PublicKey(me.signing.verifying_key().to_bytes()).short(),
                to: sealing.public().short(),
            },
        };
        let bytes = segment::make(&draft, &me.signing, &[sealing.public()], dice)?;
        out.push((label, bytes));
        prev = last.hash;
    }
    Ok(out)
}

fn typed(org: i64, log: &str, entry: &Entry) -> String {
    let e = &entry.envelope;
    let bytes = |bytes: &[u8]| format!("'\\x{}'", hex(bytes));
    format!(
        "INSERT INTO typed VALUES ({org},'\\x{log}',{},{},{},{},{},{},'{}',{},{},{},{});\n",
        e.seq,
        e.kind.0,
        e.kind_version,
        e.hlc.0,
        e.wall.0,
        e.actor.0,
        e.entity,
        bytes(&base_bytes(&e.base)),
        entry.body.as_deref().map_or("NULL".to_owned(), bytes),
        bytes(&entry.body_hash.0),
        bytes(&entry.hash.0),
    )
}
