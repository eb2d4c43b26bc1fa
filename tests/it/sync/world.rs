//! A county of real stores: sites on a disk, with keys, machines, clocks and carriers of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use uuid::Uuid;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::entry::Envelope;
use yizhan::domain::entry::Hash;
use yizhan::domain::event::Event;
use yizhan::domain::event::KeyRevoked;
use yizhan::domain::event::Kind;
use yizhan::domain::event::LogOpened;
use yizhan::domain::event::RenewReason;
use yizhan::domain::event::SitePlaced;
use yizhan::domain::event::StaffRole;
use yizhan::domain::event::StaffSaved;
use yizhan::domain::event::Voucher;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::site::Card;
use yizhan::domain::site::Org;
use yizhan::domain::site::PublicKey;
use yizhan::domain::site::Relation;
use yizhan::domain::site::SiteKind;
use yizhan::domain::time::UtcMs;
use yizhan::store::Birth;
use yizhan::store::Store;
use yizhan::store::StoreError;
use yizhan::store::Writer;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::ledger::Head;
use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::folder::Folder;
use yizhan::sync::dice::Dice;
use yizhan::sync::enrol;
use yizhan::sync::error::SyncError;
use yizhan::sync::exchange;
use yizhan::sync::exchange::Report;
use yizhan::sync::identity;
use yizhan::sync::identity::Around;
use yizhan::sync::keys::Keyring;

/// A site on the disk.
pub struct Node {
    pub org: Org,
    pub dir: PathBuf,
    pub machine: String,
    pub now: UtcMs,
    pub dice: Dice,
    /// The store, while it stays open; see [`Node::close`].
    pub open: RefCell<Option<Store>>,
}

pub fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

impl Node {
    pub fn make(root: &Path, code: i64, kind: SiteKind, seed: u64) -> Node {
        let dir = root.join(code.to_string());
        let birth = Birth {
            name: format!("site {code}"),
            code: "YZ".to_owned(),
            trial: true,
            at: UtcMs(1_000_000),
            nonce: Hash::of(&seed.to_be_bytes()).0[..16].try_into().unwrap(),
        };
        let mut store = Store::create(&dir, &birth).unwrap();
        let placed = Event::from(SitePlaced {
            org: org(code),
            kind,
            name: birth.name.clone(),
        });
        append(&mut store, "up", birth.at, &placed);
        Node {
            org: org(code),
            dir,
            machine: format!("machine of {code}"),
            now: birth.at,
            dice: Dice::new(seed),
            open: RefCell::new(None),
        }
    }

    pub fn store(&self) -> Store {
        Store::open(&self.dir).unwrap()
    }

    /// Works with the store, which stays open.
    pub fn look<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        let mut open = self.open.borrow_mut();
        work(open.get_or_insert_with(|| self.store()))
    }

    /// Closes the store: the process ended, or other files are about to lie in its place.
    pub fn close(&mut self) {
        self.open.get_mut().take();
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Store, &mut Around<'_>) -> T) -> T {
        let mut open = self.open.take();
        let mut store = open.take().unwrap_or_else(|| self.store());
        let keys = Keyring::of_store(&self.dir);
        let mut around = Around {
            keys: &keys,
            machine: &self.machine,
            now: self.now,
            dice: &mut self.dice,
        };
        let done = work(&mut store, &mut around);
        self.open = RefCell::new(Some(store));
        done
    }

    pub fn card(&mut self) -> Card {
        self.with(|store, around| identity::ensure(store, around).unwrap().introduction())
    }

    pub fn meet(&mut self, relation: Relation, card: &Card) {
        self.with(|store, around| {
            let people = Voucher::People {
                witness: StaffNo(2),
            };
            let nonce = around.dice.bytes();
            let by = (ActorNo(1), around.now);
            store
                .write(|writer| enrol::enrol(writer, relation, card, people, by, &nonce))
                .unwrap();
        });
    }

    /// Something happens at the site.
    pub fn work(&mut self, audience: &str, name: &str) {
        let staff = 1 + self.dice.below(500) as u32;
        self.save(audience, staff, name);
    }

    /// A person of the site gets a name.
    pub fn save(&mut self, audience: &str, staff: u32, name: &str) {
        self.now = UtcMs(self.now.0 + 1_000);
        let event = Event::from(StaffSaved {
            staff: StaffNo(staff),
            name: name.to_owned(),
            role: StaffRole::Clerk,
        });
        let now = self.now;
        self.look(|store| append(store, audience, now, &event));
    }

    /// Something happens at the site that only a later program knows the meaning of.
    pub fn work_of_later(&mut self, audience: &str, name: &str) {
        let body = format!("{{\"staff\":0,\"name\":\"{name}\"}}");
        self.later(audience, (LATER, 1), Uuid::nil(), body.as_bytes());
    }

    /// Appends an entry as a later program would have written it.
    pub fn later(
        &mut self,
        audience: &str,
        (kind, version): (u16, u8),
        entity: Uuid,
        body: &[u8],
    ) -> Hash {
        self.now = UtcMs(self.now.0 + 1_000);
        let now = self.now;
        self.look(|store| later_in(store, audience, now, (kind, version), entity, body))
    }

    /// Copies all files of the site, as whoever copies a machine does.
    pub fn copy_to(&mut self, dir: &Path) {
        self.look(|store| store.checkpoint().unwrap());
        crate::sync::copy_dir(&self.dir, dir);
    }

    /// Believes a key of another site no more.
    pub fn revoke(&mut self, org: Org, key: PublicKey) {
        let revoked = KeyRevoked {
            org,
            key,
            reason: "stolen".to_owned(),
        };
        let by = (ActorNo(1), self.now);
        self.look(|store| {
            store
                .write(|writer| enrol::revoke(writer, &revoked, by))
                .unwrap()
        });
    }

    pub fn exchange(&mut self, carriers: &mut [Box<dyn Carrier>]) -> Result<Report, SyncError> {
        self.now = UtcMs(self.now.0 + 1_000);
        self.with(|store, around| {
            let mut site = exchange::Site {
                store,
                around: Around {
                    keys: around.keys,
                    machine: around.machine,
                    now: around.now,
                    dice: around.dice,
                },
                trial: false,
            };
            exchange::run(&mut site, carriers)
        })
    }

    pub fn rotate(&mut self) {
        self.with(|store, around| {
            identity::ensure(store, around).unwrap();
            identity::renew(store, around, RenewReason::Rotated).unwrap();
        });
    }

    /// Every entry this site wrote itself or received, by log and number.
    pub fn own(&self) -> BTreeMap<(String, u64), Hash> {
        let store = self.store();
        let mut all = BTreeMap::new();
        for head in ledger::heads(store.db()).unwrap() {
            let run =
                ledger::run_of(store.db(), head.lno, 1, (usize::MAX >> 1, usize::MAX)).unwrap();
            for entry in run {
                all.insert((head.log.to_string(), entry.envelope.seq), entry.hash);
            }
        }
        all
    }

    pub fn received_from(&self, from: Org) -> BTreeMap<(String, u64), Hash> {
        let store = self.store();
        let mut all = BTreeMap::new();
        for log in far::logs(store.db(), from).unwrap() {
            let run =
                ledger::far_run_of(store.db(), log.fno, 1, (usize::MAX >> 1, usize::MAX)).unwrap();
            for entry in run {
                all.insert((log.log.to_string(), entry.envelope.seq), entry.hash);
            }
        }
        all
    }
}

/// Appends an entry to a store as a later program would have written it.
pub fn later_in(
    store: &mut Store,
    audience: &str,
    now: UtcMs,
    kind: (u16, u8),
    entity: Uuid,
    body: &[u8],
) -> Hash {
    let written = store.write(|writer| {
        let known = |writer: &Writer<'_>| {
            let mut heads = writer.heads().iter();
            heads.rfind(|head| head.audience == audience).cloned()
        };
        if known(writer).is_none() {
            let opened = Event::from(LogOpened {
                audience: audience.to_owned(),
            });
            writer.append_to(audience, Uuid::nil(), ActorNo(9), now, &opened)?;
        }
        let head = known(writer).unwrap();
        Ok::<_, StoreError>(raw(writer.db(), &head, now, kind, entity, body))
    });
    written.unwrap()
}

/// A kind that is not known yet.
const LATER: u16 = 900;

fn raw(
    db: &rusqlite::Connection,
    head: &Head,
    now: UtcMs,
    (kind, version): (u16, u8),
    entity: Uuid,
    body: &[u8],
) -> Hash {
    let envelope = Envelope {
        kind: Kind(kind),
        kind_version: version,
        seq: head.seq + 1,
        hlc: head.hlc.next(now),
        wall: now,
        actor: ActorNo(9),
        entity,
        base: Vec::new(),
        body_len: body.len() as u32,
    };
    let body_hash = Hash::of(body);
    let hash = envelope.chain(&head.hash, &body_hash);
    let sql = "INSERT INTO entries (lno, seq, kind, kv, hlc, wall_ms, actor, entity, base,
            body_len, body, bh, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, x'00', ?9, ?10, ?11, ?12)";
    let (seq, hlc) = (envelope.seq as i64, envelope.hlc.0 as i64);
    db.execute(
        sql,
        rusqlite::params![
            head.lno,
            seq,
            kind,
            version,
            hlc,
            now.0,
            9,
            entity.as_bytes(),
            envelope.body_len,
            body,
            body_hash.0,
            hash.0
        ],
    )
    .unwrap();
    db.execute(
        "UPDATE heads SET seq = ?2, hash = ?3, hlc = ?4 WHERE lno = ?1",
        (head.lno, seq, hash.0, hlc),
    )
    .unwrap();
    hash
}

fn append(store: &mut Store, audience: &str, at: UtcMs, event: &Event) {
    store
        .write(|writer| {
            writer.append_to(audience, uuid::Uuid::nil(), ActorNo(7), at, event)?;
            Ok::<(), StoreError>(())
        })
        .unwrap();
}

/// Makes a parent and a child that know each other.
pub fn pair(root: &Path) -> (Node, Node) {
    let mut county = Node::make(root, 120_115, SiteKind::Hub, 1);
    let mut hall = Node::make(root, 120_115_103, SiteKind::Hall, 2);
    acquaint(&mut county, &mut hall);
    (county, hall)
}

pub fn acquaint(parent: &mut Node, child: &mut Node) {
    let (up, down) = (parent.card(), child.card());
    parent.meet(Relation::Child, &down);
    child.meet(Relation::Parent, &up);
}

pub fn folder(path: &Path) -> Vec<Box<dyn Carrier>> {
    std::fs::create_dir_all(path).unwrap();
    vec![Box::new(Folder::new(path))]
}

/// The child's logs upwards, as the parent must have them.
pub fn upwards(child: &Node) -> BTreeMap<(String, u64), Hash> {
    let store = child.store();
    let up: Vec<String> = ledger::heads(store.db())
        .unwrap()
        .into_iter()
        .filter(|head| head.audience.starts_with("up"))
        .map(|head| head.log.to_string())
        .collect();
    child
        .own()
        .into_iter()
        .filter(|((log, _), _)| up.contains(log))
        .collect()
}
