//! The post of ratings that come later, key by key, against a real store.

use serde_json::json;

use super::*;
use crate::domain::site::SiteKind;
use crate::domain::time::Seconds;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ops::save_matters::SaveMatters;
use crate::ui::post::trial;
use crate::ui::post::trial::china;
use crate::ui::post::village::tests::must;
use crate::ui::post::village::tests::site;

/// Who served, two others, and the leader.
const SERVED: StaffNo = StaffNo(11);
const ONE: StaffNo = StaffNo(12);
const TWO: StaffNo = StaffNo(13);
const THREE: StaffNo = StaffNo(14);
const LEADER: StaffNo = StaffNo(1);

type Bench = trial::Bench<RatingsPost>;

impl Bench {
    /// A hall where two residents did not rate: one with a phone, one without.
    fn open() -> Bench {
        let mut now = china("2026-03-12 09:00");
        let (dir, mut hall) = site("龙河镇便民服务中心", 330_182_001, SiteKind::Hall, now);
        let by = |staff| Who::Staff(staff);
        for (staff, name) in [(12, "孙小七"), (13, "钱八"), (14, "周九")] {
            let fields = json!({"staff": staff, "name": name});
            must(&mut hall, "save_staff", fields, by(LEADER), now);
        }
        let matters = crate::domain::matter_file::shipped();
        hall.perform(&SaveMatters { matters }.into(), Who::System, now)
            .unwrap();
        let window = json!({"window": 2, "centres": "social,economy", "regular": 11});
        must(&mut hall, "save_window", window, by(LEADER), now);
        must(
            &mut hall,
            "post_staff",
            json!({"staff": 11}),
            by(SERVED),
            now,
        );
        must(
            &mut hall,
            "open_window",
            json!({"window": 2, "staff": 11}),
            by(SERVED),
            now,
        );
        // Each a minute later, so that the list has one order.
        for (name, phone) in [("张三丰", "13800000000"), ("李四光", "")] {
            must(
                &mut hall,
                "quick_serve",
                json!({"window": 2}),
                by(SERVED),
                now,
            );
            let accept = json!({"window": 2, "matter": "S001", "name": name, "phone": phone,
                "papers": "1,2,3,4,5"});
            must(&mut hall, "accept_case", accept, by(SERVED), now);
            must(
                &mut hall,
                "end_visit",
                json!({"window": 2}),
                by(SERVED),
                now,
            );
            now = now.plus(Seconds(60));
        }
        now = now.plus(Seconds(3_600));
        for window in [2, 2] {
            let no = crate::domain::ids::WindowNo(window);
            if let Some(ask) = hall.pad(no).unwrap().ask {
                let fields = json!({"errand": ask.errand});
                must(&mut hall, "rating_timeout", fields, Who::Resident, now);
            }
        }
        trial::Bench::new((vec![dir], hall), RatingsPost::new, Who::Staff(ONE), now)
    }

    fn note(&self) -> String {
        let note = self.post.desk.note.as_ref();
        note.map_or_else(String::new, |note| note.said.text(Lang::ZhCn))
    }

    /// How many lines the tabs of errands and of forms have.
    fn tabs(&self) -> [usize; 3] {
        [0, 1, 2].map(|tab| self.post.lines_of(tab).len())
    }

    /// The number of the case of whoever left a phone, or did not.
    fn case(&self, phone: bool) -> String {
        let mut lines = self.post.board.as_ref().unwrap().errands.iter();
        let line = lines.find(|line| line.phone == phone).unwrap();
        line.case.clone().unwrap()
    }

    /// Chooses the errand of whoever left a phone, or did not.
    fn choose(&mut self, phone: bool) {
        let lines = self.post.lines_of(0);
        let at = lines.iter().position(|row| match row {
            Row::Errand(line) => line.phone == phone,
            Row::Form(_) | Row::Order(_) => false,
        });
        self.post.desk.at = at.unwrap();
    }
}

#[test]
fn no_table_names_a_key_twice_or_without_words() {
    trial::spoken(&[KEYS, keys::SIGN_IN_KEYS, keys::ASK_KEYS, keys::PERSON_KEYS]);
    trial::beside_fields(KEYS.iter());
}

#[test]
fn reasons_are_typed_as_they_stand_on_the_pad() {
    let codes = |typed: &str| ask::reasons(typed).map(|codes| codes.join(" "));
    assert_eq!(codes("1 3").as_deref(), Some("wait trips"));
    assert_eq!(codes("８、2").as_deref(), Some("other attitude"));
    assert_eq!(codes("").as_deref(), Some(""));
    for wrong in ["9", "0", "1x", "慢"] {
        assert_eq!(ask::reasons(wrong), None, "{wrong}");
    }
}

#[test]
fn who_served_does_not_call_and_whoever_left_no_phone_is_not_called() {
    let mut bench = Bench::open();
    assert_eq!(bench.tabs(), [2, 0, 0]);
    bench.choose(false);
    bench.keys("F2");
    assert_eq!(bench.note(), "没有留电话；请本人到评价器补评，或填评议表");
    bench.sit(SERVED);
    bench.choose(true);
    bench.keys("F2 F3");
    assert_eq!((bench.bells, bench.done.len()), (3, 0));
    assert_eq!(bench.note(), "这件事是您办的，由别人打电话");
}

#[test]
fn a_call_without_an_answer_needs_words_and_one_with_a_rating_gives_a_receipt() {
    let mut bench = Bench::open();
    bench.choose(true);
    bench.keys("F2 6 Enter Enter");
    assert!(bench.done.is_empty(), "nothing without why");
    bench.keys("打了两次没人接 F8");
    assert_eq!(bench.note(), "已记：没有评价");
    assert_eq!(bench.tabs(), [2, 0, 0]);
    bench.choose(true);
    bench.keys("Enter F8");
    assert_eq!(
        bench.note(),
        "先选评价档次",
        "nobody is content before they said so"
    );
    bench.keys("2 9 F8");
    assert_eq!(bench.note(), "原因写数字 1 到 8，如 1 3");
    bench.keys("^u 5 Enter 等了一上午 F8");
    assert!(bench.note().contains("回执码"), "{}", bench.note());
    assert_eq!(bench.done, ["phone_rating", "phone_rating"]);
    assert_eq!(bench.tabs(), [1, 0, 0]);
    let orders = bench.hall.followups(bench.now, false).unwrap();
    assert_eq!(orders.lines.len(), 1, "a bad one is followed up");
}

#[test]
fn a_bad_rating_is_seen_to_by_whoever_is_there_and_called_back_by_another() {
    let mut bench = Bench::open();
    bench.choose(true);
    bench.keys("F2 1 1 Enter 等了一上午 F8 Left");
    assert_eq!(bench.post.lines().len(), 1, "{}", bench.note());
    shoot(&bench, "orders");
    bench.keys("F3 1 F8");
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(screen.contains("13800000000"), "{screen}");
    bench.keys("F2 F8");
    assert_eq!(bench.note(), "先选一项");
    shoot(&bench, "order");
    bench.keys("1 F8");
    assert_eq!(bench.note(), "C260312-01 已记下");
    bench.keys("Enter 3 当面致歉，重排了窗口 F8");
    assert_eq!(bench.done.last(), Some(&"fix_followup"), "{}", bench.note());
    // Whoever put it right does not ask whether it is.
    bench.keys("Enter 5 F8");
    assert!(bench.note().contains("另"), "{}", bench.note());
    bench.keys("Esc");
    bench.sit(TWO);
    bench.keys("Left Enter 6 还是要等 F8");
    assert_eq!(bench.done.last(), Some(&"call_back"), "{}", bench.note());
    let line = bench
        .hall
        .followups(bench.now, false)
        .unwrap()
        .lines
        .remove(0);
    assert_eq!(line.round, 2, "unhappy begins anew");
    bench.keys("Enter 8 第二天不给盖章 F8");
    assert_eq!(bench.done.last(), Some(&"flag_retaliation"));
    // The rated person reads of it at the window, without what for and when.
    bench.sit(SERVED);
    bench.keys("Left");
    assert!(bench.post.lines().is_empty());
}

#[test]
fn whom_to_call_is_shown_for_a_reason_that_is_kept() {
    let mut bench = Bench::open();
    bench.choose(true);
    bench.keys("F3 F8");
    assert!(matches!(bench.post.over, Over::Ask(_)), "not without why");
    bench.keys("1 F8");
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(screen.contains("13800000000"), "{screen}");
    bench.keys("F2");
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(!screen.contains("13800000000"), "{screen}");
    // A digit alone says what somebody said, also on the way back and on.
    bench.keys("4 Up Down Up Right F8");
    assert!(bench.done.contains(&"reveal_person"));
    assert_eq!(bench.bells, 2);
    assert!(bench.done.contains(&"reveal_person"));
    assert_eq!(bench.done.last(), Some(&"phone_rating"));
    assert!(bench.note().contains("回执码"), "{}", bench.note());
}

#[test]
fn a_form_is_keyed_twice_unseen_and_a_third_settles_it() {
    let mut bench = Bench::open();
    let case = bench.case(false);
    bench.keys(&format!(
        "F4 P0001 Enter {case} Enter 1 2 1 Enter 窗口没人 F8"
    ));
    assert_eq!(bench.note(), "已录第一遍，等另一人录第二遍");
    assert_eq!(bench.tabs(), [2, 1, 0]);
    bench.keys("Right F4");
    assert_eq!(bench.note(), "第一遍是您录的，第二遍由别人录");
    bench.sit(TWO);
    bench.keys("Right");
    for size in [(80, 24), (130, 36)] {
        let screen = bench.screen(size, &Look::probe());
        assert!(
            !screen.contains("窗口没人") && !screen.contains("不满意"),
            "{screen}"
        );
    }
    bench.keys("Enter");
    let Over::Ask(ask) = &bench.post.over else {
        panic!("{}", bench.note());
    };
    assert_eq!((ask.text(0).as_str(), ask.text(1).as_str()), ("P0001", ""));
    bench.keys(&format!("{case} Enter 1 3 Enter 窗口没人 F8"));
    assert_eq!(bench.note(), "已录第二遍，有 2 处不一样，等第三人裁定");
    assert_eq!(bench.tabs(), [2, 0, 1]);
    bench.keys("Right F5");
    assert_eq!(bench.note(), "您录过这张，由第三人裁定");
    bench.sit(THREE);
    bench.keys("Right Right");
    let screen = bench.screen((80, 24), &Look::probe());
    assert!(
        screen.contains("不满意 2") && screen.contains("基本满意 3"),
        "{screen}"
    );
    bench.keys("Enter 1 F8");
    assert_eq!(
        bench.done.last(),
        Some(&"settle_rating"),
        "{}",
        bench.note()
    );
    bench.keys("Enter 1 F8");
    assert!(bench.note().contains("已计入评价"), "{}", bench.note());
    assert_eq!(bench.tabs(), [1, 0, 0]);
    let rated = bench.hall.followups(bench.now, false).unwrap();
    assert_eq!(rated.lines.len(), 1);
}

#[test]
fn what_a_third_person_writes_themselves_counts_too() {
    let mut bench = Bench::open();
    let case = bench.case(true);
    bench.keys(&format!("F4 P7 Enter {case} Enter 2 5 Enter Enter"));
    bench.sit(TWO);
    bench.keys(&format!("F4 P7 Enter {case} Enter 2 4 Enter Enter"));
    bench.sit(THREE);
    bench.keys("Right Right F5 3 3 F8");
    assert!(bench.note().contains("已计入评价"), "{}", bench.note());
    let channels = bench.hall.unrated(bench.now).unwrap();
    assert_eq!((channels.errands.len(), channels.forms.len()), (1, 0));
}

#[test]
fn what_was_being_typed_comes_back_after_a_lost_line() {
    let mut bench = Bench::open();
    bench.choose(true);
    bench.keys("F2 4 Enter 很好 ");
    let draft = bench.post.draft().unwrap();
    assert!(!draft.contains("13800000000"));
    bench.sit(ONE);
    bench.post.restore(&draft);
    bench.refresh();
    let Over::Ask(ask) = &bench.post.over else {
        panic!("the dialog is gone");
    };
    assert_eq!((ask.chosen(0), ask.text(2).as_str()), (3, "很好"));
    bench.keys("F8");
    assert_eq!(bench.done, ["phone_rating"], "{}", bench.note());
    // Nobody else sees what was typed, also not before they signed in.
    bench.sit(TWO);
    bench.post.restore(&draft);
    bench.refresh();
    assert!(matches!(bench.post.over, Over::Nothing));
    assert_eq!(
        bench.post.draft().as_deref(),
        Some(draft.as_str()),
        "it stays"
    );
    // The errand of the draft is rated by now: it is not asked about again.
    bench.sit(ONE);
    bench.post.restore(&draft);
    bench.refresh();
    assert!(matches!(bench.post.over, Over::Nothing));
    bench.post.restore("{\"not\": \"ours\"}");
}

#[test]
fn nobody_keys_anything_before_they_signed_in() {
    let mut bench = Bench::open();
    bench.post = RatingsPost::new(Setting {
        who: Who::System,
        ..bench.post.desk.setting.clone()
    });
    bench.refresh();
    bench.keys("F2 F4 99 Enter");
    assert_eq!(bench.post.phase(), Phase::SignIn);
    bench.keys("^u 12 Enter");
    assert_eq!(bench.post.phase(), Phase::Board);
}

#[test]
fn hostile_words_stay_words_and_small_screens_keep_their_keys() {
    let mut bench = Bench::open();
    bench.choose(true);
    bench.keys("F2 5 Enter");
    bench.paste("\u{1b}[31m红\u{202e}\u{7}");
    let looks = [Look::probe(), trial::english()];
    for size in [(40, 12), (80, 24), (130, 36)] {
        for look in &looks {
            let screen = bench.screen(size, look);
            trial::harmless(&screen);
            trial::fits(&screen, size.0, "call");
        }
    }
    bench.keys("Esc");
    for size in [(40, 12), (80, 24), (130, 36)] {
        for look in &looks {
            trial::fits(&bench.screen(size, look), size.0, "board");
        }
    }
}

#[test]
fn the_screens_are_as_they_were_looked_at() {
    let mut bench = Bench::open();
    bench.choose(true);
    shoot(&bench, "unrated");
    bench.keys("F2");
    shoot(&bench, "call");
    bench.keys("2");
    shoot(&bench, "reasons");
    bench.keys("Esc F4");
    shoot(&bench, "form");
    bench.keys("Esc");
    let case = bench.case(false);
    bench.keys(&format!(
        "F4 P0001 Enter {case} Enter 1 2 1 Enter 窗口没人 F8"
    ));
    bench.sit(TWO);
    bench.keys("Right");
    shoot(&bench, "again");
    bench.keys(&format!("Enter {case} Enter 1 3 Enter 窗口没人 F8"));
    bench.sit(THREE);
    bench.keys("Right Right");
    shoot(&bench, "differing");
    bench.keys("Enter");
    shoot(&bench, "settle");
}

/// Takes the screen in both languages, small and wide.
fn shoot(bench: &Bench, name: &str) {
    for (lang, look) in [("", Look::probe()), ("_en", trial::english())] {
        for size in [(80, 24), (130, 36)] {
            let screen = bench.screen(size, &look);
            let (columns, rows) = size;
            snapshot!(format!("ratings_{name}{lang}_{columns}x{rows}"), screen);
        }
    }
}
