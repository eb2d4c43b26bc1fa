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
use crate::domain::time::Zone;
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
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::trial;
use crate::ui::post::village::KEYS;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::ask::fen;
use crate::ui::post::village::keys;
use crate::ui::theme::Look;

mod days;
mod doing;
mod screens;

/// The assistant.
const ME: StaffNo = StaffNo(11);
const VILLAGE: i64 = 330_182_001_002;
const HALL: i64 = 330_182_001;

/// A village station below its hall.
struct Bench {
    _dirs: (TempDir, TempDir),
    hall: Hall,
    post: VillagePost,
    now: UtcMs,
    bells: usize,
    done: Vec<&'static str>,
    papers: Vec<(PaperKind, String)>,
    catalogue: Option<u64>,
}

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
        let now = Zone::china()
            .parse_instant("2026-03-12 09:42", None)
            .unwrap();
        let (above, mut parent) = site("龙河镇便民服务中心", HALL, SiteKind::Hall, now);
        let (dir, mut hall) = site("杨树村", VILLAGE, SiteKind::Village, now);
        let (card, text) = parent.card(now).unwrap();
        let enrol = json!({"card": text, "relation": "parent", "witness": 11,
            "fingerprint": card.fingerprint()});
        must(&mut hall, "enrol_site", enrol, Who::Staff(StaffNo(1)), now);
        let matters = matter_file::shipped();
        hall.perform(&SaveMatters { matters }.into(), Who::System, now)
            .unwrap();
        let setting = Setting {
            zone: Zone::china(),
            config: hall.config().clone(),
            calendar: hall.calendar().clone(),
            who,
        };
        let mut bench = Bench {
            _dirs: (above, dir),
            post: VillagePost::new(setting),
            hall,
            now,
            bells: 0,
            done: Vec::new(),
            papers: Vec::new(),
            catalogue: None,
        };
        bench.refresh();
        bench
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

    fn verb(&mut self, word: &str, fields: serde_json::Value) {
        must(&mut self.hall, word, fields, Who::Staff(ME), self.now);
        self.refresh();
    }

    fn at(&mut self, when: &str) {
        self.now = Zone::china().parse_instant(when, None).unwrap();
        self.refresh();
    }

    fn refresh(&mut self) {
        for want in self.post.wants() {
            self.look_at(want);
        }
    }

    fn look_at(&mut self, want: Want) {
        let (hall, now) = (&self.hall, self.now);
        let news = match want {
            Want::Catalogue => match trial::catalogue(hall, &mut self.catalogue) {
                Some(news) => news,
                None => return,
            },
            Want::Village => News::Village(Box::new(hall.village(now).unwrap())),
            Want::Walk => News::Walk(Box::new(hall.walk(now).unwrap())),
            Want::Villages(month) => {
                News::Villages(Box::new(hall.villages(month, None, now).unwrap()))
            }
            Want::Errands(text) => match hall.find_errands(&text, now) {
                Ok(lines) => News::Errands(lines),
                Err(error) => News::Failed(crate::ui::app::overlay::sentence(
                    &error,
                    Look::probe().lang,
                )),
            },
            other => panic!("the village never reads {other:?}"),
        };
        let effects = self.post.news(news, now);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do(who, call) => {
                    let result = self.hall.perform(&call, who, self.now);
                    if result.is_ok() {
                        self.done.push(call.word());
                    }
                    let effects = self.post.outcome(&call, result, self.now);
                    self.refresh();
                    self.run(effects);
                }
                Effect::Look(want) => self.look_at(want),
                Effect::Beep => self.bells += 1,
                Effect::Paper(_, kind, number) => self.papers.push((kind, number)),
                other => panic!("the village never asks for {other:?}"),
            }
        }
    }

    /// Types words parted by blanks: `F2`, `Enter`, `Down`; anything else letter by letter.
    fn keys(&mut self, typed: &str) {
        for key in trial::keys(typed) {
            let effects = self.post.key(key, self.now);
            self.run(effects);
        }
    }

    fn note(&self) -> String {
        let note = self.post.note.as_ref();
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

    fn screen(&self, columns: u16, rows: u16, look: &Look) -> String {
        trial::screen(&self.post, (columns, rows), look, self.now)
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
