//! The county's PostgreSQL, on a real one: who may do what, and what the line survives.
//!
//! Needs Debian's postgresql; `tests/run` installs it and sets `YIZHAN_ALL`, with which a test
//! without it fails; else it is left out and says so.

pub mod command;
mod contract;
pub mod county;
mod crashed;
mod cuts;
mod damage;
mod killed;
mod lint;
mod load;
mod matrix;
mod nights;
mod rows;
mod safety;
mod silent;
mod villages;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::Entry;
use yizhan::domain::entry::Envelope;
use yizhan::domain::entry::Hash;
use yizhan::domain::entry::Hlc;
use yizhan::domain::entry::LogId;
use yizhan::domain::event::Kind;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::time::UtcMs;
use yizhan::sync::carrier::KeyPair;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::Route;
use yizhan::sync::dice::Dice;
use yizhan::sync::hub;
use yizhan::sync::segment;

use crate::support::server::Server;
use crate::support::server::one_at_a_time;

/// A database that is a hub, with two halls.
struct County {
    server: Arc<Server>,
    admin: String,
    importer: String,
    first: String,
}

const HUB: i64 = 120_115;
const FIRST: i64 = 120_115_103;
const SECOND: i64 = 120_115_104;

fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

fn up(child: i64) -> Route {
    Route {
        from: org(child),
        to: org(HUB),
    }
}

fn down(child: i64) -> Route {
    Route {
        from: org(HUB),
        to: org(child),
    }
}

/// Lets a login in by another password, as roles are shared by all databases of a server.
fn county_on(server: Arc<Server>) -> County {
    let _alone = one_at_a_time();
    let admin = server.database();
    let mut dice = Dice::new(1);
    hub::init(&admin, &mut dice).unwrap();
    // The same seed gives the same passwords, for whichever test comes second.
    let mut dice = Dice::new(2);
    let first = hub::add_hall(&admin, org(FIRST), &mut dice).unwrap().line;
    hub::add_hall(&admin, org(SECOND), &mut dice).unwrap();
    let mut keeper = hub::connect(&admin).unwrap();
    keeper
        .batch_execute("ALTER ROLE hub_importer LOGIN PASSWORD 'importer'")
        .unwrap();
    for role in ["hall_120115103", "hall_120115104"] {
        keeper
            .batch_execute(&format!("ALTER ROLE {role} CONNECTION LIMIT -1"))
            .unwrap();
    }
    let importer = admin.replace("//admin@", "//hub_importer:importer@");
    County {
        server,
        admin,
        importer,
        first,
    }
}

/// Returns a county on the shared server, or says that the test is left out.
fn county() -> Option<County> {
    Server::shared().map(county_on)
}

/// Entries of a log from 1 on; another `branch` says other things.
fn entries(count: u64, branch: &str) -> Vec<Entry> {
    let mut at = Hash::ZERO;
    let entry = |seq: u64| {
        let body = format!("{branch} {seq}").into_bytes();
        let envelope = Envelope {
            kind: Kind(64_000),
            kind_version: 1,
            seq,
            hlc: Hlc(seq << 16),
            wall: UtcMs(seq as i64),
            actor: ActorNo(u32::MAX),
            entity: Uuid::from_u128(u128::from(seq)),
            base: Vec::new(),
            body_len: body.len() as u32,
        };
        let body_hash = Hash::of(&body);
        at = envelope.chain(&at, &body_hash);
        Entry {
            envelope,
            body: Some(body),
            body_hash,
            hash: at,
        }
    };
    (1..=count).map(entry).collect()
}

/// A log's first entries as a segment with its label.
fn segment(log: u8, count: u64, branch: &str) -> (Label, Vec<u8>) {
    let entries = entries(count, branch);
    let mut dice = Dice::new(u64::from(log));
    let draft = segment::Draft {
        org: org(FIRST),
        log: LogId([log; 16]),
        prev: Hash::ZERO,
        entries: &entries,
    };
    let signer = SigningKey::from_bytes(&[7; 32]);
    let bytes = segment::make(&draft, &signer, &[], &mut dice).unwrap();
    let label = Label::Segment {
        log: draft.log,
        from: 1,
        to: count,
        end: entries.last().unwrap().hash,
        keys: KeyPair {
            by: PublicKey(signer.verifying_key().to_bytes()).short(),
            to: 0,
        },
    };
    (label, bytes)
}
