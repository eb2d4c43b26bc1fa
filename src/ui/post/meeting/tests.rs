//! The registrar's post tried against a real store, with a small executor in the place of the app.

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::domain::ids::StaffNo;
use crate::domain::meeting::Answer as Mark;
use crate::domain::paper::Paper;
use crate::domain::paper::PaperKind;
use crate::domain::site::SiteKind;
use crate::domain::time::Zone;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::meeting::Vote;
use crate::ui::key;
use crate::ui::post::trial;
use crate::ui::post::village::tests::must;
use crate::ui::post::village::tests::site;
use crate::ui::slip::PrintError;

const CLERK: StaffNo = StaffNo(11);
const LEADER: StaffNo = StaffNo(1);

/// Returns the code of a slip; none of a paper ballot.
fn meeting_code(value: &str) -> Option<String> {
    crate::domain::meeting::normal(value)
}

/// A hall, and whoever sits at its meetings.
struct Bench {
    _dir: TempDir,
    hall: Hall,
    post: MeetingPost,
    now: UtcMs,
    bells: usize,
    papers: Vec<PaperKind>,
    slips: Option<Box<Paper>>,
}

impl Bench {
    fn open() -> Bench {
        let now = Zone::china()
            .parse_instant("2026-03-12 09:42", None)
            .unwrap();
        let (dir, mut hall) = site("龙河镇便民服务中心", 330_182_001, SiteKind::Hall, now);
        let staff = json!({"staff": 12, "name": "李四"});
        must(&mut hall, "save_staff", staff, Who::Staff(LEADER), now);
        let mut config = hall.config().clone();
        config.print.a4 = "lp:none".into();
        let setting = Setting {
            zone: Zone::china(),
            config,
            calendar: hall.calendar().clone(),
            who: Who::System,
        };
        let mut bench = Bench {
            _dir: dir,
            post: MeetingPost::new(setting),
            hall,
            now,
            bells: 0,
            papers: Vec::new(),
            slips: None,
        };
        bench.refresh();
        bench
    }

    fn at(&mut self, when: &str) {
        self.now = Zone::china().parse_instant(when, None).unwrap();
        self.refresh();
    }

    fn by(&mut self, staff: StaffNo) {
        self.post.desk.me = Some(staff);
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
            Want::Staff => News::Staff(hall.live(now).unwrap().staff),
            Want::Meetings => News::Meetings(hall.meetings(now).unwrap()),
            Want::Meeting(number) => News::Meeting(Box::new(hall.meeting(&number, now).unwrap())),
            other => panic!("the post never reads {other:?}"),
        };
        let effects = self.post.news(news, now);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Do(who, call) => {
                    let result = self.hall.perform(&call, who, self.now);
                    let effects = self.post.outcome(&call, result, self.now);
                    self.refresh();
                    self.run(effects);
                }
                Effect::Look(want) => self.look_at(want),
                Effect::Paper(_, kind, _) => self.papers.push(kind),
                Effect::Sheet(_, paper) => self.slips = Some(paper),
                Effect::Beep => self.bells += 1,
                other => panic!("the post never asks for {other:?}"),
            }
        }
    }

    fn keys(&mut self, words: &str) {
        for key in trial::keys(words) {
            let effects = self.post.key(key, self.now);
            self.run(effects);
        }
    }

    /// Pastes a text into the field with the keyboard.
    fn typed(&mut self, text: &str) {
        let effects = self.post.paste(text, self.now);
        self.run(effects);
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Look::probe().lang))
    }

    fn screen(&self, size: (u16, u16), lang: Lang) -> String {
        let look = Look {
            lang,
            ..Look::probe()
        };
        trial::screen(&self.post, size, &look, self.now)
    }

    fn state(&self) -> State {
        self.post.state().unwrap()
    }

    /// A jury of two subjects, opened on its day, at which `raters` have signed in.
    fn gathered(raters: usize) -> Bench {
        let mut bench = Bench::open();
        bench.by(LEADER);
        bench.keys("F2 3 20260319 Enter");
        bench.typed("二楼会议室");
        bench.keys("Enter");
        bench.typed("甲村;乙村");
        bench.keys("F8");
        assert!(bench.note().contains("M260312-01"), "{}", bench.note());
        bench.at("2026-03-19 09:00");
        bench.keys("F3");
        assert_eq!(bench.state(), State::Open, "{}", bench.note());
        bench.by(CLERK);
        bench.keys("F4 1");
        for n in 0..raters {
            bench.typed(&format!("评审员{n}"));
            bench.keys("Enter");
        }
        bench.keys("Esc");
        bench
    }

    fn vote(&self, codes: &[String], answers: &[Mark]) {
        for code in codes {
            let vote = Vote {
                meeting: "M260312-01".into(),
                code: code.clone(),
                answers: Some(answers.to_vec()),
            };
            self.hall.vote(&vote).unwrap();
        }
    }

    fn codes(&self) -> Vec<String> {
        let lines = self.slips.as_ref().unwrap().lines.iter();
        lines
            .filter_map(|line| match line {
                crate::domain::paper::Block::Big { value, .. } => meeting_code(value),
                _ => None,
            })
            .collect()
    }
}

#[test]
fn no_key_has_two_meanings_and_every_key_has_words() {
    for table in [KEYS, keys::ASK_KEYS, keys::SHOW_KEYS, keys::SIGN_IN_KEYS] {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

#[test]
fn a_meeting_goes_from_its_call_to_the_signature_at_one_post() {
    let mut bench = Bench::open();
    bench.keys("1 1 Enter");
    assert_eq!(bench.post.desk.me, Some(CLERK), "{}", bench.note());
    bench.keys("F3");
    assert!(bench.note().contains("还没有评议会"));
    let mut bench = Bench::gathered(9);
    // One is missing, and the post says so; voting is refused by the rule.
    bench.by(LEADER);
    bench.keys("F5 F8");
    assert!(bench.note().contains("正好 10 人"), "{}", bench.note());
    bench.keys("Esc F4 1");
    bench.typed("评审员9");
    bench.keys("Enter Esc ^l");
    bench.typed("评审员9");
    bench.keys("Enter");
    assert!(bench.note().contains("还有 9 人"), "{}", bench.note());
    bench.keys("F8 1");
    bench.typed("评审员10");
    bench.keys("Enter Esc F8");
    // Two on paper, eight slips.
    bench.keys("2 F8");
    assert_eq!(bench.state(), State::Voting, "{}", bench.note());
    let codes = bench.codes();
    assert_eq!(codes.len(), 8);
    bench.vote(&codes, &[Mark::Mark(5); 6]);
    bench.refresh();
    assert!(
        bench
            .screen((130, 36), Lang::ZhCn)
            .contains("票箱里有 8 张")
    );
    // Keyed under a wrong number, it is taken back.
    bench.by(CLERK);
    bench.keys("F6 2 Enter");
    bench.typed("555555");
    bench.keys("Enter Esc ^w 2 F8");
    assert!(bench.note().contains("2 号纸票已收回"), "{}", bench.note());
    for (by, second) in [(CLERK, "3 2 1 0 - 1"), (StaffNo(12), "3 2 1 0 4 1")] {
        bench.by(by);
        bench.keys("F6 1 Enter");
        bench.typed("555555");
        // The next paper stands there already.
        bench.keys("Enter");
        bench.typed(&second.replace(' ', ""));
        bench.keys("Enter Esc");
    }
    assert!(bench.note().is_empty());
    bench.by(LEADER);
    bench.keys("F9 2 F8");
    assert!(bench.note().contains("还没有录入一致"), "{}", bench.note());
    bench.keys("Esc F7 2 Enter");
    bench.typed("2.severe");
    bench.keys("Enter 4 F8");
    assert!(bench.note().contains("两人一致"), "{}", bench.note());
    bench.keys("F9 1 F8");
    assert!(bench.note().contains("票数对不上"), "{}", bench.note());
    bench.keys("Backspace 2 F8");
    assert_eq!(bench.state(), State::Counted, "{}", bench.note());
    bench.keys("^p F8 ^s");
    assert_eq!(bench.papers, [PaperKind::Result]);
    assert_eq!(bench.state(), State::Signed);
    assert!(
        bench.note().contains("计票以后"),
        "it is signed once: {}",
        bench.note()
    );
}

#[test]
fn slips_that_did_not_come_out_are_made_anew() {
    let mut bench = Bench::gathered(10);
    bench.by(LEADER);
    bench.keys("F5 F8");
    let first = bench.codes();
    let lost = PaperOut {
        kind: PaperKind::Slips,
        number: "M260312-01".into(),
        title: String::new(),
        is_reprint: false,
        result: Err(PrintError::NoPaper),
    };
    bench.post.paper_out(lost, bench.now);
    assert!(bench.note().contains("再按一次 F5"));
    bench.keys("F5 F8");
    assert_ne!(bench.codes(), first);
    // Where no printer is, no codes are made that nobody could read.
    let mut bench = Bench::gathered(10);
    bench.by(LEADER);
    bench.post.desk.setting.config.print.a4 = "none".into();
    bench.keys("F5 F8");
    assert!(bench.note().contains("yizhan slips"), "{}", bench.note());
    assert_eq!(bench.state(), State::Open);
}

#[test]
fn the_post_looks_as_it_should() {
    let shown = |name: &str, bench: &Bench| {
        for (lang, tag) in [(Lang::ZhCn, "zh"), (Lang::En, "en")] {
            for size in [(80, 24), (130, 36)] {
                let name = format!("meeting_{name}_{}x{}_{tag}", size.0, size.1);
                snapshot!(name, bench.screen(size, lang));
            }
        }
    };
    let mut bench = Bench::gathered(9);
    shown("open", &bench);
    bench.keys("F4 1");
    shown("rater", &bench);
    bench.typed("评审员9");
    bench.keys("Enter Esc");
    bench.by(LEADER);
    bench.keys("F5 2 F8");
    bench.vote(&bench.codes(), &[Mark::Mark(4); 6]);
    bench.refresh();
    bench.keys("F6");
    shown("paper", &bench);
    bench.keys("Esc");
    for by in [CLERK, StaffNo(12)] {
        bench.by(by);
        for _ in 0..2 {
            bench.keys("F6 1 Enter");
            bench.typed("543210");
            bench.keys("Enter");
            bench.typed("543210");
            bench.keys("Enter Esc");
        }
    }
    bench.by(LEADER);
    bench.keys("F9 2 F8");
    assert_eq!(bench.state(), State::Counted, "{}", bench.note());
    shown("counted", &bench);
    bench.keys("^v Down");
    shown("whole", &bench);
    bench.keys("Down Down Down Down PgDn PgDn Up");
    assert!(bench.screen((80, 24), Lang::ZhCn).contains("评审员8"));
    bench.keys("Esc");
    bench.keys("F2");
    shown("call", &bench);
}
