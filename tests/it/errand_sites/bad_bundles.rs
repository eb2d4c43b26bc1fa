//! What a village laid on a stick for its hall, damaged in every way, or from somewhere else: it is
//! refused or changes nothing, and one sentence says so.

use std::path::Path;
use std::path::PathBuf;

use serde_json::json;
use yizhan::domain::site::SiteKind;
use yizhan::locale::Lang;
use yizhan::ops::night::refused;
use yizhan::sync::exchange::Report;
use yizhan::sync::keys::Keyring;

use super::Place;
use super::TOWN;
use super::files;
use super::hall_and;
use crate::sync::world::acquaint;
use crate::sync_faults::damage::names;
use crate::sync_faults::damage::notes_apart;
use crate::sync_faults::dump;
use crate::sync_faults::versions::of_a_later_form;

const VILLAGE: i64 = 120_115_103_202;

/// A hall and a village that know each other; the village has handed an errand in, and what it laid
/// out for the hall lies on a stick.
struct Laid {
    room: tempfile::TempDir,
    hall: Place,
    village: Place,
    mandate: String,
    /// The segment with the errand: its path on the stick, and its bytes.
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Laid {
    fn make() -> Laid {
        let room = crate::sync::room();
        let (mut hall, mut villages) = hall_and(&[(VILLAGE, "石幢南村")]);
        let mut village = villages.remove(0);
        let stick = [room.path().join("stick")];
        for _ in 0..2 {
            village.exchange(&stick);
            hall.exchange(&stick);
        }
        let known = names(&stick[0], &hall.node, &village.node);
        let mandate = given(&mut village);
        village.exchange(&stick);
        let new = names(&stick[0], &hall.node, &village.node).into_iter();
        let mut new = new.filter(|path| is_segment(path) && !known.contains(path));
        let path = new.next().unwrap();
        assert_eq!(new.next(), None);
        let bytes = std::fs::read(&path).unwrap();
        let path = path.strip_prefix(&stick[0]).unwrap().to_owned();
        hall.t.now = hall.t.now.max(village.t.now);
        Laid {
            room,
            hall,
            village,
            mandate,
            path,
            bytes,
        }
    }

    /// The hall reads a stick on which nothing lies but these bytes, in the segment's place.
    fn read(&mut self, bytes: &[u8]) -> Report {
        let only = self.room.path().join("only");
        let at = only.join(&self.path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(&at, bytes).unwrap();
        self.read_stick(&only)
    }

    fn read_stick(&mut self, stick: &Path) -> Report {
        self.hall.node.now = self.hall.t.now;
        let stick = crate::sync::world::folder(stick);
        let mut stick = stick;
        self.hall.node.exchange(&mut stick).unwrap()
    }

    /// What the hall's store holds, but for its count of notes.
    fn holds(&self) -> Vec<String> {
        notes_apart(dump(&self.hall.node))
    }
}

fn is_segment(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "seg")
}

/// An errand is given and handed in.
fn given(village: &mut Place) -> String {
    let fields = json!({"matter": "M1", "name": "张三丰", "phone": "13800000000",
        "papers": "1;2;3;存折/6222/旧", "until": "2026-05-12"});
    let done = village.must("give_mandate", fields);
    let mandate = done["mandate"].as_str().unwrap().to_owned();
    village.must(
        "step_mandate",
        json!({"mandate": mandate, "step": "accepted"}),
    );
    village.must("hand_in", json!({"mandate": mandate}));
    mandate
}

/// Checks that a refusal is one sentence in each language.
fn one_sentence(report: &Report, what: &str) {
    let leg = &report.legs[0];
    assert_eq!(leg.received.damaged.len(), 1, "{what}: {report:#?}");
    assert_eq!(leg.received.entries, 0, "{what}: {report:#?}");
    for lang in Lang::ALL {
        let said = yizhan::locale::refused(lang, "dir:/stick", &refused(leg)).unwrap();
        assert!(
            said.lines().count() == 1 && !said.contains('⟦'),
            "{what}: {said}"
        );
        assert!(said.chars().count() > 10, "{what}: {said}");
    }
}

#[test]
fn a_bundle_cut_at_any_byte_or_with_any_bit_flipped_is_refused_in_a_sentence_and_changes_nothing() {
    let mut laid = Laid::make();
    let before = laid.holds();
    let whole = laid.bytes.clone();
    // Each byte once with one of its bits flipped, or of many only some; the cuts likewise.
    let (bits, step) = match std::env::var_os("YIZHAN_LONG") {
        Some(_) => (8, 1),
        None => (1, 7),
    };
    let mut tried = 0;
    for n in (0..whole.len()).step_by(step) {
        let flips = (0..bits).map(|bit| {
            let mut changed = whole.clone();
            changed[n] ^= 1 << ((n + bit) % 8);
            (format!("bit {} of byte {n}", (n + bit) % 8), changed)
        });
        let cut = (format!("cut at {n}"), whole[..n].to_vec());
        for (what, bytes) in flips.chain([cut]) {
            let report = laid.read(&bytes);
            one_sentence(&report, &what);
            assert!(laid.holds() == before, "{what} changed the store");
            tried += 1;
        }
    }
    assert!(tried > 150, "{tried} of {}", whole.len());
    assert!(laid.hall.errands().is_empty());

    // Whole, it is taken; and twice is once.
    let report = laid.read(&whole);
    assert_eq!(report.legs[0].received.damaged, [], "{report:#?}");
    assert!(report.legs[0].received.entries > 3);
    let taken = laid.holds();
    for _ in 0..2 {
        let report = laid.read(&whole);
        assert_eq!(report.legs[0].received.entries, 0, "{report:#?}");
        assert_eq!(report.legs[0].received.damaged, [], "{report:#?}");
        assert!(laid.holds() == taken, "the second time changed the store");
    }
    laid.hall.fresh();
    laid.hall.accept(&laid.mandate, "");
    let report = laid.read(&whole);
    assert_eq!(report.legs[0].received.entries, 0);
    laid.hall.fresh();
    assert_eq!(laid.hall.errands()[0].stage.word(), "working");
    laid.hall.t.assert_sound();
}

/// What a bundle may change only when it is taken: cases, how far each log is, and how many entries.
fn counted(place: &Place) -> Vec<Vec<Option<String>>> {
    [
        "SELECT body FROM shared_cases ORDER BY id",
        "SELECT hex(log_id), seq, hex(hash) FROM heads JOIN logs USING (lno) ORDER BY 1",
        "SELECT count(*) FROM entries",
        "SELECT count(*) FROM far_entries",
        "SELECT count(*) FROM cases",
    ]
    .into_iter()
    .flat_map(|query| place.rows(query))
    .collect()
}

#[test]
fn a_bundle_from_another_tree_is_not_taken_whatever_name_it_bears() {
    let mut laid = Laid::make();
    laid.hall.fresh();
    // Another county's tree: its hall and its village bear the codes of ours.
    let mut hall = Place::make(TOWN, SiteKind::Hall, "龙河镇便民服务中心", 71);
    let mut village = Place::make(VILLAGE, SiteKind::Village, "石幢南村", 72);
    acquaint(&mut hall.node, &mut village.node);
    village.fresh();
    given(&mut village);
    let other = laid.room.path().join("other");
    village.exchange(std::slice::from_ref(&other));
    let foreign: Vec<PathBuf> = files(&other)
        .into_iter()
        .filter(|f| is_segment(f))
        .collect();
    assert!(!foreign.is_empty());
    let before = counted(&laid.hall);
    let report = laid.read_stick(&other);
    assert_eq!(report.legs[0].received.entries, 0, "{report:#?}");
    assert_eq!(counted(&laid.hall), before, "as it lay");
    // And laid under the name of what our own village laid.
    for path in &foreign {
        let bytes = std::fs::read(path).unwrap();
        let report = laid.read(&bytes);
        one_sentence(&report, "under our village's name");
        assert_eq!(counted(&laid.hall), before);
    }
    // A neighbour of ours whom nobody enrolled here.
    let mut stranger = Place::make(VILLAGE + 1, SiteKind::Village, "石幢北村", 73);
    let mut elsewhere = Place::make(TOWN, SiteKind::Hall, "龙河镇便民服务中心", 74);
    acquaint(&mut elsewhere.node, &mut stranger.node);
    stranger.fresh();
    given(&mut stranger);
    let third = laid.room.path().join("third");
    stranger.exchange(std::slice::from_ref(&third));
    let report = laid.read_stick(&third);
    assert_eq!(report.legs.len(), 1, "nobody reads what a stranger laid");
    assert_eq!(counted(&laid.hall), before);
    // What our own village laid is taken all the same.
    let whole = laid.bytes.clone();
    laid.read(&whole);
    laid.hall.fresh();
    assert_eq!(laid.hall.errands()[0].number, laid.mandate);
    laid.hall.accept(&laid.mandate, "");
    laid.hall.t.assert_sound();
}

#[test]
fn a_bundle_from_the_future_waits_and_an_errand_a_later_program_wrote_of_is_left_alone() {
    let mut laid = Laid::make();
    let whole = laid.bytes.clone();
    let before = laid.holds();
    let log = laid.path.file_name().unwrap().to_string_lossy()[..32].to_owned();
    let key = Keyring::of_store(laid.village.t.dir());
    let key = key.signing(log.parse().unwrap()).unwrap().unwrap();
    let report = laid.read(&of_a_later_form(&whole, &key));
    let received = &report.legs[0].received;
    assert_eq!(
        (received.later.len(), received.damaged.len()),
        (1, 0),
        "{report:#?}"
    );
    assert!(laid.holds() == before, "it waits where it lies");
    laid.read(&whole);

    // The village's program is upgraded: it writes of the errand what this hall cannot read yet.
    laid.hall.fresh();
    let errand = laid.hall.errands().remove(0);
    let body = json!({"case": errand.case, "custody": 2, "min_reader": 2,
        "deed": {"what": "stopped", "slip": "S-1"}});
    let id = errand.case.0;
    laid.village.node.now = laid.village.t.now;
    laid.village
        .node
        .later("up", (188, 2), id, body.to_string().as_bytes());
    laid.village.fresh();
    let stick = [laid.room.path().join("stick")];
    laid.village.exchange(&stick);
    laid.hall.exchange(&stick);
    let newer = laid.hall.errands().remove(0);
    assert!(
        newer.newer && newer.mandate == errand.mandate,
        "nothing is made of it"
    );
    laid.hall.t.must("quick_serve", json!({"window": 1}));
    for (verb, fields) in [
        (
            "accept_bundle",
            json!({"window": 1, "mandate": laid.mandate}),
        ),
        (
            "confirm_papers",
            json!({"mandate": laid.mandate, "papers": "all"}),
        ),
        (
            "stop_mandate",
            json!({"mandate": laid.mandate, "slip": "S-2"}),
        ),
    ] {
        assert_eq!(laid.hall.refused(verb, fields), "shared_too_new", "{verb}");
    }
    laid.hall.t.assert_sound();
}
