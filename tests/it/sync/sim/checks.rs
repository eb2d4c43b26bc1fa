//! What must hold: while things go wrong, and when they have come to rest.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use yizhan::domain::entry::Hash;
use yizhan::domain::site::Org;
use yizhan::store::far;
use yizhan::store::ledger;
use yizhan::store::ledger::Head;
use yizhan::store::ledger::LogState;
use yizhan::store::verify;

use super::County;
use super::NIGHT;
use super::power;
use crate::sync::world::Node;

/// Names of what a thief writes begin so.
pub const THIEF: &str = "thief ";

const ALL: (usize, usize) = (1 << 40, usize::MAX);

/// Names that were written in logs of an audience, or told again there.
pub fn bodies(node: &Node, audience: &str) -> BTreeSet<String> {
    node.look(|store| {
        let mut all = BTreeSet::new();
        for head in ledger::heads(store.db()).unwrap() {
            if head.audience.starts_with(audience) {
                let run = ledger::run_of(store.db(), head.lno, 1, ALL).unwrap();
                all.extend(run.iter().flat_map(|e| names(e.body.as_deref())));
            }
        }
        all
    })
}

/// Names that were received from a site.
pub fn received(node: &Node, from: Org) -> BTreeSet<String> {
    node.look(|store| {
        let mut all = BTreeSet::new();
        for log in far::logs(store.db(), from).unwrap() {
            let run = ledger::far_run_of(store.db(), log.fno, 1, ALL).unwrap();
            all.extend(run.iter().flat_map(|e| names(e.body.as_deref())));
        }
        all
    })
}

/// The names in a body: `"name":"…"` of what happened, plain or within what is told again.
fn names(body: Option<&[u8]>) -> Vec<String> {
    let text = String::from_utf8_lossy(body.unwrap_or_default()).replace('\\', "");
    if !text.contains("\"staff\"") {
        return Vec::new();
    }
    text.split("\"name\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// How far a store is: its own logs, what it received, and the last note under each key.
const MARKS: &str = "SELECT 'own ' || hex(log_id), seq FROM heads JOIN logs USING (lno)
    UNION ALL SELECT 'far ' || hex(log_id), seq FROM far_heads JOIN far_logs USING (fno)
    UNION ALL SELECT 'ack ' || org || hex(log_id) || hex(signer), no FROM acks
    UNION ALL SELECT 'note ' || org || kind || hex(signer), no FROM notes_read";

/// Nothing goes back: no log, no acknowledgement, no number of a note (I7).
pub fn never_back(node: &Node, marks: &mut BTreeMap<String, u64>) {
    let now: BTreeMap<String, u64> = node.look(|store| {
        let mut statement = store.db().prepare_cached(MARKS).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    });
    for (what, before) in marks.iter() {
        let after = now.get(what).copied().unwrap_or(0);
        assert!(
            after >= *before,
            "{what} of {} went from {before} to {after}",
            node.org
        );
    }
    *marks = now;
}

/// Nobody takes what a stolen machine signs.
pub fn nothing_stolen(node: &Node) {
    let stolen: i64 = node.look(|store| {
        let sql = "SELECT count(*) FROM far_entries WHERE instr(body, CAST(?1 AS BLOB))";
        let mut statement = store.db().prepare_cached(sql).unwrap();
        statement
            .query_row([format!("\"name\":\"{THIEF}")], |row| row.get(0))
            .unwrap()
    });
    assert_eq!(stolen, 0, "{} took what a thief wrote", node.org);
}

impl County {
    pub(super) fn check_all(&mut self) {
        for at in 0..self.sites.len() {
            // The chain of every log, and the views as everything folded anew gives them (I3, I4).
            let report = verify::verify(&self.sites[at].node.dir).unwrap();
            assert!(report.ok, "site {at}: {:#?}", report.problems);
            self.readers(at);
            if let Some(parent) = self.sites[at].parent {
                self.nothing_lost(at, parent);
                self.acknowledged(at, parent, "up");
                let down = format!("down:{}", self.sites[at].node.org);
                self.acknowledged(parent, at, &down);
                self.forks(at, parent);
            }
        }
        self.sealed();
        self.again_is_nothing();
    }

    /// What a parent had of a child, and what either of both wrote for the other, is there (I1, I9).
    fn nothing_lost(&self, child: usize, parent: usize) {
        let (site, above) = (&self.sites[child].node, &self.sites[parent].node);
        let there = received(above, site.org);
        let had = self.seen.get(&child).into_iter().flatten();
        let lost: Vec<&String> = had.filter(|name| !there.contains(*name)).collect();
        assert!(
            lost.is_empty(),
            "{parent} once had of {child}, and has no more: {lost:?}"
        );
        let own: BTreeSet<String> = bodies(site, "up");
        let missing: Vec<&String> = own.difference(&there).collect();
        assert!(missing.is_empty(), "{parent} lacks of {child}: {missing:?}");
        // What a site once wrote, on whatever machine, comes back to the one that is left.
        let mut here = bodies(site, "");
        here.extend(received(site, site.org));
        let missing: Vec<&String> = there.difference(&here).collect();
        assert!(missing.is_empty(), "{child} lacks of its own: {missing:?}");
        let down = bodies(above, &format!("down:{}", site.org));
        let here = received(site, above.org);
        let missing: Vec<&String> = down.difference(&here).collect();
        assert!(missing.is_empty(), "{child} lacks of {parent}: {missing:?}");
    }

    /// Each log that is not forked is at its reader to the last entry, and acknowledged to there: an
    /// acknowledgement is never more than the other has (I1).
    fn acknowledged(&self, from: usize, to: usize, audience: &str) {
        let (site, other) = (&self.sites[from].node, &self.sites[to].node);
        let there = other.look(|store| far::logs(store.db(), site.org).unwrap());
        let mut wrong = Vec::new();
        site.look(|store| {
            let peers = yizhan::store::view::sites::peers(store.db()).unwrap();
            let peer = peers.iter().find(|p| p.card.org == other.org).unwrap();
            let back = far::logs(store.db(), site.org).unwrap();
            let acks = far::acks(store.db(), other.org, peer.card.signing()).unwrap();
            for head in ledger::heads(store.db()).unwrap() {
                if !head.audience.starts_with(audience) || head.state == LogState::Forked {
                    continue;
                }
                let far = there
                    .iter()
                    .find(|l| l.log == head.log)
                    .map(|l| (l.seq, l.hash));
                let ack = acks
                    .iter()
                    .find(|a| a.log == head.log)
                    .map(|a| (a.seq, a.hash));
                // What came back of a log that was lost in part is its end.
                let back = back.iter().find(|l| l.log == head.log && l.returned);
                let own = Some(back.map_or((head.seq, head.hash), |l| (l.seq, l.hash)));
                if far != own || ack != own {
                    wrong.push((head, own, far, ack));
                }
            }
        });
        assert!(wrong.is_empty(), "{from} -> {to}: {wrong:#?}");
    }

    /// Where a parent knows a child's log otherwise, the child knows that, has told its own again,
    /// and one of both keeps the evidence (I5); that it was told, [`County::nothing_lost`] looks at.
    fn forks(&self, child: usize, parent: usize) {
        let (site, above) = (&self.sites[child].node, &self.sites[parent].node);
        let there = above.look(|store| {
            let logs = far::logs(store.db(), site.org).unwrap();
            let run = |fno| ledger::far_run_of(store.db(), fno, 1, ALL).unwrap();
            let hashes = |fno| -> BTreeMap<u64, Hash> {
                run(fno).iter().map(|e| (e.envelope.seq, e.hash)).collect()
            };
            let all = logs.iter().map(|log| (log.log, hashes(log.fno)));
            all.collect::<BTreeMap<_, _>>()
        });
        let kept = |node: &Node, head: &Head| -> i64 {
            node.look(|store| {
                let sql = "SELECT count(*) FROM evidence WHERE log_id = ?1";
                store
                    .db()
                    .query_row(sql, [head.log.0], |row| row.get(0))
                    .unwrap()
            })
        };
        let heads = site.look(|store| ledger::heads(store.db()).unwrap());
        let back = site.look(|store| far::logs(store.db(), site.org).unwrap());
        for head in heads {
            let Some(theirs) = there.get(&head.log) else {
                continue;
            };
            let own = site.look(|store| ledger::run_of(store.db(), head.lno, 1, ALL).unwrap());
            let other = |e: &yizhan::domain::entry::Entry| {
                theirs
                    .get(&e.envelope.seq)
                    .is_some_and(|hash| *hash != e.hash)
            };
            if !own.iter().any(other) {
                continue;
            }
            // What came back is kept beside the own log, and is evidence itself.
            let back = back.iter().any(|l| l.log == head.log && l.returned);
            assert!(back || head.state == LogState::Forked, "{child}: {head:?}");
            let kept = kept(site, &head) + kept(above, &head);
            assert!(
                back || kept > 0,
                "no evidence of {head:?} at {child}, {parent}"
            );
        }
    }

    /// What a site received is for it and from a neighbour (I6).
    fn readers(&self, at: usize) {
        let node = &self.sites[at].node;
        let all = node.look(|store| {
            let mut all = Vec::new();
            for org in far::orgs(store.db()).unwrap() {
                all.push((org, far::logs(store.db(), org).unwrap()));
            }
            all
        });
        for (org, logs) in all {
            let from = self
                .sites
                .iter()
                .position(|site| site.node.org == org)
                .unwrap();
            // The names of a parent's other logs stand on its card; nothing of them is here.
            for log in logs.iter().filter(|log| log.seq > 0) {
                let fits = match log.audience.as_str() {
                    _ if from == at => true,
                    "up" | "up/pad" => self.sites[from].parent == Some(at),
                    down => down == format!("down:{}", node.org),
                };
                assert!(fits, "{at} has {log:?} of {from}");
            }
            for name in received(node, org) {
                let mut parts = name.split('|');
                let writer: usize = parts.next().unwrap().parse().unwrap();
                let audience = parts.next().unwrap();
                let fits = match audience {
                    "up" | "up/pad" => self.sites[writer].parent == Some(at) || writer == at,
                    down => down == format!("down:{}", node.org) || writer == at,
                };
                assert!(
                    fits && writer == from || from == at && writer == at,
                    "{at} has {name} of {from}"
                );
            }
        }
    }

    /// Nothing that was written can be read on a carrier (I6).
    fn sealed(&self) {
        for shelf in &self.shelves {
            for ((route, label), bytes) in shelf.borrow().iter() {
                let text = String::from_utf8_lossy(bytes);
                assert!(
                    !text.contains("\"staff\""),
                    "{route:?} {label:?} can be read"
                );
            }
        }
    }

    /// When all is at rest, another night changes nothing anywhere, though everything still lies on
    /// both carriers (I2).
    fn again_is_nothing(&mut self) {
        let all = |county: &County| -> Vec<Vec<String>> {
            county
                .sites
                .iter()
                .map(|site| everything(&site.node))
                .collect()
        };
        let before = all(self);
        for at in NIGHT {
            self.exchange(at);
        }
        for (at, (before, after)) in before.iter().zip(all(self)).enumerate() {
            let new: Vec<&String> = after.iter().filter(|row| !before.contains(*row)).collect();
            assert!(
                *before == after,
                "{at} changed by a night without news: {new:?}"
            );
        }
    }
}

/// Every row of the tables that hold what was written and received.
fn everything(node: &Node) -> Vec<String> {
    let kept = power::TABLES.into_iter().filter(|table| *table != "meta");
    let tables = kept.chain(["checkpoints", "staff", "sites", "tasks"]);
    node.look(|store| {
        let mut all = Vec::new();
        for table in tables {
            let mut statement = store
                .db()
                .prepare(&format!("SELECT * FROM {table}"))
                .unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells = (0..columns).map(|i| format!("{:?}", row.get_ref(i).unwrap()));
                all.push(format!("{table} {}", cells.collect::<Vec<_>>().join(" ")));
            }
        }
        all.sort();
        all
    })
}
