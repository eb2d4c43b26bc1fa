//! What must hold in the end.

use std::collections::BTreeSet;
use std::collections::HashMap;

use uuid::Uuid;
use yizhan::domain::case_file::Stage;
use yizhan::domain::mandate::Keeper;
use yizhan::domain::matter::PaperForm;
use yizhan::store::ledger;

use super::HALL;
use super::Lies;
use super::MARKS;
use super::NAMES;
use super::VILLAGES;
use super::World;
use crate::errand_sites::files;

impl World {
    /// The same bodies at both ends, and no paper unaccounted for.
    pub(super) fn check(&self) {
        let bodies = |at: usize, more: &str| {
            self.sites[at].rows(&format!("SELECT body FROM shared_cases {more} ORDER BY id"))
        };
        for at in 0..2 {
            let theirs = bodies(HALL, &format!("WHERE giver = {}", VILLAGES[at]));
            assert!(
                bodies(at, "") == theirs,
                "{} and the hall differ",
                NAMES[at]
            );
            assert!(!theirs.is_empty());
        }
        let mut papers = 0;
        for shared in self.sites[HALL].errands() {
            assert!(!shared.newer && shared.clashes.is_empty(), "{shared:#?}");
            for paper in &shared.mandate.as_ref().unwrap().papers {
                papers += 1;
                let kept = match self.is(&shared, paper) {
                    Lies::Home => Keeper::Resident,
                    Lies::With(HALL) => Keeper::Hall,
                    Lies::With(_) => Keeper::Village,
                    other => panic!("{other:?} at the end: {paper:#?}"),
                };
                assert_eq!(paper.keeper, kept, "{paper:#?}");
                assert!(paper.moving.is_none() && paper.lost.is_none(), "{paper:#?}");
                assert!(paper.disputed.is_empty(), "{paper:#?}");
                let home = paper.keeper == Keeper::Resident && paper.signed;
                assert!(home || paper.form == PaperForm::Copy, "{paper:#?}");
            }
            assert_ne!(shared.stage, Stage::Lapsed);
        }
        assert_eq!(
            papers,
            self.lies.len(),
            "each paper that was given has its line"
        );
        for site in &self.sites {
            site.t.assert_sound();
        }
    }

    /// No file of a village holds anything that tells an entry of the other's; and on its stick, where
    /// the hall lays what is for the other too, nothing that says anything of an errand.
    pub(super) fn nothing_of_the_other(&self) {
        for at in 0..2 {
            let (words, links) = self.traces(at);
            let (other_words, mut other_links) = self.traces(1 - at);
            let all = other_links.len();
            // Both were furnished with the same entries in the same minute, which have the same hashes.
            other_links.retain(|trace, _| !links.contains_key(trace));
            assert!(
                other_links.len() > 1_000 && other_links.len() + 60 > all,
                "{all}"
            );
            let site = files(self.sites[at].t.dir());
            let stick = files(&self.sticks[at].dir);
            assert!(site.len() > 3 && stick.len() > 3);
            for path in &stick {
                let bytes = std::fs::read(path).unwrap();
                assert_eq!(
                    found(&bytes, &words),
                    None,
                    "it is sealed: {}",
                    path.display()
                );
                assert_eq!(found(&bytes, &other_words), None, "in {}", path.display());
            }
            let mut here = 0;
            for path in &site {
                let bytes = std::fs::read(path).unwrap();
                for other in [&other_words, &other_links] {
                    assert_eq!(found(&bytes, other), None, "in {}", path.display());
                }
                here += u32::from(found(&bytes, &words).is_some());
            }
            assert!(here > 0, "its own stand there, and are found");
        }
        let hall = self.sites[HALL].t.dir().join(yizhan::store::open::DB_FILE);
        let bytes = std::fs::read(hall).unwrap();
        for at in 0..2 {
            assert!(
                found(&bytes, &self.traces(at).0).is_some(),
                "the hall has both"
            );
        }
    }

    /// What tells an entry of a village's. First what it says: its marks, the errands' ids as bytes and
    /// as text, their numbers. Then what leads to it: the logs' names and the entries' hashes.
    fn traces(&self, at: usize) -> (Traces, Traces) {
        let (mut words, mut links) = (Traces::new(), Traces::new());
        let mut add = |bytes: &[u8], what: &str| keep(&mut words, bytes, what);
        add(MARKS[at].as_bytes(), "mark");
        for shared in self.sites[at].errands() {
            let id: Uuid = shared.case.0;
            add(id.as_bytes(), "id");
            let simple = id.simple().to_string();
            for text in [id.to_string(), simple.to_uppercase(), simple, shared.number] {
                add(text.as_bytes(), &text);
            }
        }
        let mut add = |bytes: &[u8], what: &str| keep(&mut links, bytes, what);
        let store = self.sites[at].node.store();
        for head in ledger::heads(store.db()).unwrap() {
            let name = head.log.to_string();
            add(name.as_bytes(), &name);
            add(Uuid::parse_str(&name).unwrap().as_bytes(), &name);
            let run = ledger::run_of(store.db(), head.lno, 1, (usize::MAX >> 1, usize::MAX));
            for entry in run.unwrap() {
                let what = format!("{name} {} {:?}", entry.envelope.seq, entry.envelope.kind);
                add(&entry.hash.0, &what);
                add(entry.hash.to_string().as_bytes(), &what);
            }
        }
        (words, links)
    }
}

/// The first 16 bytes of what is searched for, and what it is.
type Traces = HashMap<[u8; 16], String>;

fn keep(traces: &mut Traces, bytes: &[u8], what: &str) {
    traces.insert(bytes[..16].try_into().unwrap(), what.to_owned());
}

fn found(bytes: &[u8], traces: &Traces) -> Option<String> {
    let firsts: BTreeSet<u8> = traces.keys().map(|trace| trace[0]).collect();
    let mut first = [false; 256];
    for byte in firsts {
        first[usize::from(byte)] = true;
    }
    let windows = bytes.windows(16);
    let hit = windows
        .filter(|window| first[usize::from(window[0])])
        .find_map(|window| traces.get(window));
    hit.cloned()
}

#[test]
fn a_trace_is_found_where_it_stands() {
    let traces = Traces::from([(*b"0123456789abcdef", String::new())]);
    assert!(found(b"xx0123456789abcdefyy", &traces).is_some());
    assert!(found(b"xx0123456789abcdeyy", &traces).is_none());
}
