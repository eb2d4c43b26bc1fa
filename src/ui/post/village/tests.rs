//! A village post tried against a real store, with a small executor in the place of the app.

use chrono::NaiveDate;
use serde_json::json;
use tempfile::TempDir;

use crate::domain::ids::StaffNo;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Step;
use crate::domain::matter_file;
use crate::domain::paper::PaperKind;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;
use crate::ops::read::ErrandNext;
use crate::ops::read::ErrandTrouble;
use crate::ops::save_matters::SaveMatters;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::trial;
use crate::ui::post::trial::china;
use crate::ui::post::village::KEYS;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::ask::fen;
use crate::ui::post::village::keys;
use crate::ui::theme::Look;

mod days;
mod doing;
mod rating;
mod screens;

/// The assistant.
const ME: StaffNo = StaffNo(11);
const VILLAGE: i64 = 330_182_001_002;
const HALL: i64 = 330_182_001;

type Bench = trial::Bench<VillagePost>;

/// Makes a site with an assistant and a leader.
pub(in crate::ui::post) fn site(
    name: &str,
    org: i64,
    kind: SiteKind,
    now: UtcMs,
) -> (TempDir, Hall) {
    let dir = tempfile::tempdir().unwrap();
    let new = NewHall {
        name: name.to_owned(),
        code: "YS".to_owned(),
        trial: true,
    };
    let mut hall = Hall::create(dir.path(), &new, now).unwrap();
    let place = json!({"org": org, "kind": kind.word(), "name": name});
    must(&mut hall, "place_site", place, Who::System, now);
    for (staff, name, role) in [(11, "周敏", "clerk"), (1, "赵书记", "leader")] {
        let fields = json!({"staff": staff, "name": name, "role": role});
        must(&mut hall, "save_staff", fields, Who::System, now);
    }
    (dir, hall)
}

/// Does a verb that is not refused.
pub(in crate::ui::post) fn must(
    hall: &mut Hall,
    word: &str,
    fields: serde_json::Value,
    who: Who,
    now: UtcMs,
) -> Done {
    let call = Call::parse(word, fields).unwrap();
    hall.perform(&call, who, now).unwrap()
}

impl Bench {
    /// A station nobody has signed in at.
    fn closed() -> Bench {
        Bench::made(Who::System)
    }

    /// A station where the assistant is.
    fn open() -> Bench {
        Bench::made(Who::Staff(ME))
    }

    fn made(who: Who) -> Bench {
        let now = china("2026-03-12 09:42");
        let (above, mut parent) = site("龙河镇便民服务中心", HALL, SiteKind::Hall, now);
        let (dir, mut hall) = site("杨树村", VILLAGE, SiteKind::Village, now);
        let (card, text) = parent.card(now).unwrap();
        let enrol = json!({"card": text, "relation": "parent", "witness": 11,
            "fingerprint": card.fingerprint()});
        must(&mut hall, "enrol_site", enrol, Who::Staff(StaffNo(1)), now);
        let matters = matter_file::shipped();
        hall.perform(&SaveMatters { matters }.into(), Who::System, now)
            .unwrap();
        trial::Bench::new((vec![above, dir], hall), VillagePost::new, who, now)
    }

    /// Gives errands as the post would; returns the number of the last one.
    fn give(&mut self, matter: &str, name: &str, papers: &str) -> String {
        let fields = json!({"matter": matter, "name": name, "phone": "13800000000",
            "papers": papers, "until": "2026-05-12"});
        let done = must(
            &mut self.hall,
            "give_mandate",
            fields,
            Who::Staff(ME),
            self.now,
        );
        self.refresh();
        match done {
            Done::GiveMandate(taken) => taken.mandate,
            other => panic!("{other:?}"),
        }
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Look::probe().lang))
    }

    /// Changes an errand of the board as if the hall had told something.
    fn tell(&mut self, number: &str, change: impl FnOnce(&mut crate::ops::read::ErrandLine)) {
        let board = self.post.board.as_mut().unwrap();
        let line = board.lines.iter_mut().find(|line| line.number == number);
        let line = line.unwrap();
        change(line);
        let held = board.held.iter_mut().filter(|held| held.number == number);
        for held in held {
            held.paper = line.papers[usize::from(held.paper.no) - 1].clone();
        }
    }
}

#[test]
fn no_table_names_a_key_twice_or_without_words() {
    trial::spoken(&[
        KEYS,
        keys::FORM_KEYS,
        keys::SIGN_IN_KEYS,
        keys::ASK_KEYS,
        keys::FOUND_KEYS,
        keys::HELD_KEYS,
        keys::RAISED_KEYS,
        keys::LIST_KEYS,
        keys::PRINT_KEYS,
        keys::DAYS_KEYS,
        keys::GIVEN_KEYS,
    ]);
}

#[test]
fn no_key_of_the_board_or_the_form_is_a_letter_or_one_a_field_needs() {
    trial::beside_fields(KEYS.iter().chain(keys::FORM_KEYS));
}

#[test]
fn an_amount_is_read_as_people_write_it() {
    for (text, want) in [
        ("5", Some(500)),
        ("5.5", Some(550)),
        ("5.05", Some(505)),
        ("0.5", Some(50)),
        ("0", None),
        ("", None),
        (".5", None),
        ("5.555", None),
        ("五", None),
        ("-5", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(fen(text), want, "{text}");
    }
}
