//! A window tried against a real store, with a small executor in the place of the app.

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::domain::event::SlipResult;
use crate::domain::ids::WindowNo;
use crate::domain::matter_file;
use crate::domain::paper::PaperKind;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;
use crate::ops::record_print::RecordPrint;
use crate::ops::save_matters::SaveMatters;
use crate::ui::app::press::PaperOut;
use crate::ui::paper::TEXT_COLUMNS;
use crate::ui::paper::issue::Asked;
use crate::ui::paper::issue::issue;
use crate::ui::paper::render_text;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::trial;
use crate::ui::post::window::KEYS;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::keys;
use crate::ui::slip::PrintError;
use crate::ui::theme::Look;

mod bundle;
mod desk;
mod ends;
mod form;
mod mine;
mod own;
mod papers;
mod screens;

/// A hall with window 3 (social affairs), window 4 (economy), two clerks and a leader.
pub(super) struct Bench {
    _dir: Option<TempDir>,
    pub(super) hall: Hall,
    pub(super) post: WindowPost,
    pub(super) now: UtcMs,
    pub(super) bells: usize,
    pub(super) rings: usize,
    pub(super) keys: usize,
    /// The papers the window asked for, as text.
    pub(super) printed: Vec<(PaperKind, String)>,
    /// What the printer says next.
    pub(super) printer: Result<(), PrintError>,
    catalogue: Option<u64>,
}

impl Bench {
    /// A hall whose window 3 is still closed.
    pub(super) fn closed() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let mut bench = Bench::closed_in(dir.path());
        bench._dir = Some(dir);
        bench
    }

    /// The same in a folder of its own.
    pub(super) fn closed_in(dir: &Path) -> Bench {
        let now = Zone::china()
            .parse_instant("2026-03-12 09:42", None)
            .unwrap();
        let new = NewHall {
            name: "郝各庄镇便民服务中心".to_owned(),
            code: "HG".to_owned(),
            trial: true,
        };
        let hall = Hall::create(dir, &new, now).unwrap();
        let setting = Setting {
            zone: Zone::china(),
            config: hall.config().clone(),
            calendar: hall.calendar().clone(),
            who: Who::System,
        };
        let mut bench = Bench {
            _dir: None,
            post: WindowPost::new(WindowNo(3), setting),
            hall,
            now,
            bells: 0,
            rings: 0,
            keys: 0,
            printed: Vec::new(),
            printer: Err(PrintError::NoPrinter),
            catalogue: None,
        };
        for (staff, name, role) in [
            (1, "赵敏", "leader"),
            (7, "王芳", "clerk"),
            (8, "李四", "clerk"),
        ] {
            bench.verb(
                "save_staff",
                json!({"staff": staff, "name": name, "role": role}),
            );
        }
        bench.verb(
            "save_window",
            json!({"window": 3, "centres": "social", "regular": 7, "stand_in": 8}),
        );
        bench.verb("save_window", json!({"window": 4, "centres": "economy"}));
        let matters = matter_file::shipped();
        bench.perform(SaveMatters { matters }.into(), Who::System);
        bench.refresh();
        bench
    }

    /// A hall whose window 3 is open with clerk 7, and whose register knows one person.
    pub(super) fn open() -> Bench {
        Bench::closed().opened()
    }

    /// The same in a folder of its own.
    pub(super) fn open_in(dir: &Path) -> Bench {
        Bench::closed_in(dir).opened()
    }

    fn opened(self) -> Bench {
        let mut bench = self;
        bench.verb("post_staff", json!({"staff": 7}));
        bench.verb("open_window", json!({"window": 3, "staff": 7}));
        bench.verb("quick_serve", json!({"window": 3}));
        bench.verb(
            "accept_case",
            json!({"window": 3, "matter": "S001", "name": "张三丰", "number": "11010519491231002X",
                "phone": "13800000000", "village": "120115121208", "papers": "all"}),
        );
        bench.verb("end_visit", json!({"window": 3}));
        bench.refresh();
        bench
    }

    pub(super) fn perform(&mut self, call: Call, who: Who) -> Done {
        self.hall.perform(&call, who, self.now).unwrap()
    }

    /// Does something as the program or as another post would.
    pub(super) fn verb(&mut self, word: &str, fields: serde_json::Value) -> Done {
        self.perform(Call::parse(word, fields).unwrap(), Who::System)
    }

    /// Gives a number for social affairs.
    pub(super) fn ticket(&mut self) {
        self.verb(
            "take_ticket",
            json!({"centre": "social", "slip": "printed"}),
        );
        self.refresh();
    }

    pub(super) fn pass(&mut self, seconds: i64) {
        self.now = self.now.plus(Seconds(seconds));
        self.refresh();
    }

    /// Reads again what the post wants, as the app does after every change.
    pub(super) fn refresh(&mut self) {
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
            Want::Desk(no) => News::Desk(Box::new(hall.desk(no, now).unwrap())),
            Want::Recent(no) => News::Recent(hall.recent_matters(no, now).unwrap()),
            Want::People(key) => {
                let found = hall.find_people(&key, 9).unwrap();
                News::People(key, found)
            }
            Want::Person(id) => News::Person(hall.person(id).unwrap()),
            Want::Windows => News::Windows(hall.live(now).unwrap().windows),
            Want::Mine(staff) => News::Mine(hall.mine(staff, now).unwrap()),
            Want::Own(staff) => News::Own(hall.own_ratings(staff, now).unwrap()),
            Want::Lines(text) => {
                let found = hall.search_lines(&text, 50, now).unwrap();
                News::Lines(text, found)
            }
            Want::Holds => News::Holds(Box::new(hall.holds(now).unwrap())),
            Want::Incoming => News::Errands(hall.incoming(now).unwrap()),
            Want::Staff => News::Staff(hall.live(now).unwrap().staff),
            other => panic!("the window never reads {other:?}"),
        };
        let effects = self.post.news(news, now);
        self.run(effects);
    }

    pub(super) fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do(who, call) => {
                    let result = self.hall.perform(&call, who, self.now);
                    let effects = self.post.outcome(&call, result, self.now);
                    self.refresh();
                    self.run(effects);
                }
                Effect::Look(want) => self.look_at(want),
                Effect::Paper(who, kind, number) => self.print(who, kind, number),
                Effect::Beep => self.bells += 1,
                Effect::Ring => self.rings += 1,
                other => panic!("the window never asks for {other:?}"),
            }
        }
    }

    /// Makes the paper as the app does, and says of it what the printer is to say.
    fn print(&mut self, who: Who, kind: PaperKind, number: String) {
        let asked = Asked {
            kind,
            number: &number,
            by: None,
            lang: Lang::ZhCn,
        };
        let paper = issue(&self.hall, &asked, self.now).unwrap();
        let text = render_text(&paper, TEXT_COLUMNS);
        let out = PaperOut {
            kind,
            number: paper.number.clone(),
            title: paper.title.clone(),
            is_reprint: paper.reprint.is_some(),
            result: self.printer,
        };
        if self.printer.is_ok() {
            let (about, paper) = (out.number.clone(), kind.word().to_owned());
            let result = SlipResult::Printed;
            self.perform(
                RecordPrint {
                    about,
                    paper,
                    result,
                }
                .into(),
                who,
            );
        }
        self.printed.push((kind, text));
        let effects = self.post.paper_out(out, self.now);
        self.run(effects);
    }

    /// Types words parted by blanks: `F2`, `Enter`, `^g`, `Down`; anything else letter by letter.
    pub(super) fn keys(&mut self, typed: &str) {
        for key in trial::keys(typed) {
            self.keys += 1;
            let effects = self.post.key(key, self.now);
            self.run(effects);
        }
    }

    pub(super) fn phase(&self) -> Phase {
        self.post.phase()
    }

    /// The sentence above the hint bar.
    pub(super) fn note(&self, look: &Look) -> String {
        let note = self.post.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(look.lang))
    }

    pub(super) fn screen(&self, columns: u16, rows: u16, look: &Look) -> String {
        trial::screen(&self.post, (columns, rows), look, self.now)
    }
}

#[test]
fn no_table_names_a_key_twice_or_without_words() {
    trial::spoken(&[
        KEYS,
        keys::CLOSED_KEYS,
        keys::ASK_KEYS,
        keys::ASIDE_KEYS,
        keys::WHY_KEYS,
        keys::MINE_KEYS,
        keys::OWN_KEYS,
        keys::CASE_KEYS,
        keys::BUNDLE_KEYS,
        keys::HOLD_KEYS,
        keys::NOTICE_KEYS,
    ]);
}

#[test]
fn no_key_of_the_desk_is_a_letter_or_one_a_field_needs() {
    trial::beside_fields(KEYS);
}
