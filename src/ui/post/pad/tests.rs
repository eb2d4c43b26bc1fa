use super::*;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use uuid::Uuid;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::ids::StaffNo;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ops::rate::Rate;
use crate::ops::rate::Rated;
use crate::ops::rating_timeout::RatingDone;
use crate::ops::rating_timeout::RatingTimeout;
use crate::ops::read::AskedFor;
use crate::ui::key;
use crate::ui::paint;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Theme;

/// 2026-03-12 10:00 in China.
const T: UtcMs = UtcMs(1_773_280_800_000);

fn at(seconds: i64) -> UtcMs {
    T.plus(Seconds(seconds))
}

fn setting() -> Setting {
    Setting {
        zone: Zone::china(),
        config: Config::default(),
        calendar: Calendar::shipped(),
        who: Who::System,
    }
}

fn errand(n: u128) -> ErrandId {
    ErrandId(Uuid::from_u128(n))
}

fn ask(n: u128, invited: UtcMs) -> PadAsk {
    PadAsk {
        errand: errand(n),
        staff: StaffNo(312),
        staff_name: "王芳".to_owned(),
        matter_name: "最低生活保障".to_owned(),
        invited,
        of: AskedFor::Present,
    }
}

fn read(ask: Option<PadAsk>) -> News {
    News::Pad(read::Pad {
        hall: "郝各庄镇便民服务中心".to_owned(),
        window: WindowNo(3),
        ask,
    })
}

/// A pad that shows the question of errand 1 since `T`.
fn asking() -> Pad {
    let mut pad = Pad::new(WindowNo(3), setting());
    assert!(pad.news(read(Some(ask(1, T))), T).is_empty());
    pad
}

fn keys(pad: &mut Pad, typed: &str, now: UtcMs) -> Vec<Effect> {
    typed
        .chars()
        .flat_map(|c| pad.key(Key::of_char(c).unwrap(), now))
        .collect()
}

fn rate(n: u128, level: u8, reasons: &[&str], remark: &str) -> Call {
    Rate {
        errand: errand(n),
        level: Level::of(level).unwrap(),
        reasons: reasons.iter().map(|code| (*code).to_owned()).collect(),
        remark: remark.to_owned(),
    }
    .into()
}

fn timeout(n: u128) -> Call {
    RatingTimeout { errand: errand(n) }.into()
}

fn by_resident(call: &Call) -> Vec<Effect> {
    vec![Effect::Do(Who::Resident, call.clone())]
}

fn kept() -> Result<Done, Error> {
    Ok(Done::Rate(Rated {
        receipt: "41-9f3c07a2be".to_owned(),
    }))
}

fn refused(refusal: Refusal) -> Result<Done, Error> {
    Err(Error::Refused(refusal))
}

fn broken() -> Result<Done, Error> {
    Err(Error::Usage(crate::domain::misuse::Misuse::NoRandomness))
}

fn look(lang: Lang, glyphs: Glyphs) -> Look {
    Look {
        theme: Theme::probe(),
        glyphs,
        lang,
    }
}

fn screen_in(pad: &Pad, (columns, rows): (u16, u16), look: &Look, now: UtcMs) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal
        .draw(|frame| {
            pad.view(frame, look, now);
            if look.glyphs == Glyphs::Ascii {
                paint::to_ascii(frame.buffer_mut());
            }
        })
        .unwrap();
    paint::screen(terminal.backend().buffer())
}

fn screen(pad: &Pad, now: UtcMs) -> String {
    screen_in(pad, (80, 24), &look(Lang::ZhCn, Glyphs::Unicode), now)
}

fn snapshot(name: &str, drawn: String) {
    snapshot!(name, drawn);
}

const TABLES: [&[KeyRow<Action>]; 10] = [
    WELCOME_KEYS,
    EARLIER_KEYS,
    ASKING_KEYS,
    REASON_KEYS,
    WORD_KEYS,
    UNDO_KEYS,
    THANKS_KEYS,
    RATED_KEYS,
    WRONGED_KEYS,
    SURE_KEYS,
];

#[test]
fn no_key_has_two_meanings_and_every_key_has_words() {
    for table in TABLES {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

#[test]
fn the_reasons_on_the_keys_are_those_of_the_rule_in_its_order() {
    let named: Vec<String> = REASON_KEYS
        .iter()
        .filter(|row| matches!(row.action, Action::Reason(_)))
        .map(|row| row.label.replace("pad.reason_", ""))
        .collect();
    assert_eq!(named, REASONS);
    assert_eq!(REASONS[OTHER], "other");
    for (row, level) in ASKING_KEYS.iter().zip(Level::ALL) {
        assert_eq!(row.key, Key::Digit(level.number()));
        assert_eq!(row.action, Action::Rate(level));
        assert_eq!(row.label, format!("pad.level_{}", level.number()));
    }
}

#[test]
fn a_good_rating_takes_one_key_and_three_seconds() {
    let mut pad = asking();
    assert!(keys(&mut pad, "5", at(4)).is_empty());
    assert!(screen(&pad, at(4)).contains("3 秒内可按 0 改"));
    assert!(pad.tick(at(6)).is_empty());
    let call = rate(1, 5, &[], "");
    assert_eq!(pad.tick(at(7)), by_resident(&call));
    assert!(pad.tick(at(7)).is_empty(), "it is given once");
    assert!(pad.outcome(&call, kept(), at(7)).is_empty());
    assert!(pad.news(read(None), at(7)).is_empty());
    assert!(screen(&pad, at(16)).contains("回执码"));
    assert!(pad.draft().is_none());
    assert!(pad.tick(at(17)).is_empty());
    assert!(!screen(&pad, at(17)).contains("回执码"));
}

#[test]
fn full_width_digits_of_an_input_method_rate_as_well() {
    let mut pad = asking();
    keys(&mut pad, "４", at(1));
    assert_eq!(pad.tick(at(4)), by_resident(&rate(1, 4, &[], "")));
    let mut pad = asking();
    keys(&mut pad, "２１３", at(1));
    pad.key(Key::Enter, at(2));
    assert_eq!(
        pad.tick(at(5)),
        by_resident(&rate(1, 2, &["wait", "trips"], ""))
    );
}

#[test]
fn a_choice_can_be_taken_back_within_the_undo_seconds() {
    let mut pad = asking();
    keys(&mut pad, "5", at(1));
    assert!(
        keys(&mut pad, "5", at(2)).is_empty(),
        "pressed twice is no mistake"
    );
    assert_eq!(keys(&mut pad, "4", at(2)), [Effect::Beep]);
    keys(&mut pad, "0", at(3));
    assert!(pad.tick(at(10)).is_empty(), "nothing was given");
    keys(&mut pad, "3", at(10));
    assert_eq!(pad.tick(at(13)), by_resident(&rate(1, 3, &[], "")));
}

#[test]
fn nobody_answers_within_thirty_seconds_and_the_errand_stays_unrated() {
    let mut pad = asking();
    assert!(pad.tick(at(29)).is_empty());
    assert_eq!(pad.tick(at(30)), by_resident(&timeout(1)));
    assert!(pad.tick(at(31)).is_empty());
    let done = Ok(Done::RatingTimeout(RatingDone { errand: errand(1) }));
    pad.outcome(&timeout(1), done, at(31));
    pad.news(read(None), at(31));
    assert!(pad.tick(at(99)).is_empty());
}

#[test]
fn the_thirty_seconds_start_when_the_question_is_first_seen_and_never_before_it_was_asked() {
    let mut late = Pad::new(WindowNo(3), setting());
    late.news(read(Some(ask(1, T))), at(20));
    assert!(late.tick(at(49)).is_empty());
    assert_eq!(late.tick(at(50)), by_resident(&timeout(1)));
    let mut early = Pad::new(WindowNo(3), setting());
    early.news(read(Some(ask(1, at(10)))), T);
    assert!(early.tick(at(39)).is_empty(), "the clerk's clock is ahead");
    assert_eq!(early.tick(at(40)), by_resident(&timeout(1)));
}

#[test]
fn reading_again_does_not_start_the_clock_again() {
    let mut pad = asking();
    for second in 1..30 {
        pad.news(read(Some(ask(1, T))), at(second));
        assert!(pad.tick(at(second)).is_empty());
    }
    assert_eq!(pad.tick(at(30)), by_resident(&timeout(1)));
}

#[test]
fn a_timeout_the_store_refuses_is_tried_again_after_another_thirty_seconds() {
    let mut pad = asking();
    pad.tick(at(30));
    pad.outcome(&timeout(1), broken(), at(30));
    assert!(pad.news(read(Some(ask(1, T))), at(30)).is_empty());
    assert!(pad.tick(at(59)).is_empty());
    assert_eq!(pad.tick(at(60)), by_resident(&timeout(1)));
}

#[test]
fn a_bad_rating_needs_a_reason_and_is_asked_for_it_calmly() {
    let mut pad = asking();
    keys(&mut pad, "1", at(1));
    assert_eq!(pad.hints()[8].why_not, Some("pad.choose_first"));
    assert_eq!(pad.key(Key::Enter, at(2)), [Effect::Beep]);
    keys(&mut pad, "553", at(3));
    assert_eq!(pad.hints()[8].why_not, None);
    pad.key(Key::Enter, at(4));
    assert!(screen(&pad, at(4)).contains("多跑了几趟"));
    assert_eq!(pad.tick(at(7)), by_resident(&rate(1, 1, &["trips"], "")));
}

#[test]
fn own_words_take_digits_and_go_along_with_the_reason_other() {
    let mut pad = asking();
    keys(&mut pad, "28", at(1));
    assert!(pad.takes_text());
    keys(&mut pad, "来了3次", at(2));
    pad.key(Key::Esc, at(3));
    assert!(!pad.takes_text());
    keys(&mut pad, "1", at(4));
    pad.key(Key::Enter, at(5));
    let call = rate(1, 2, &["wait", "other"], "来了3次");
    assert_eq!(pad.tick(at(8)), by_resident(&call));
}

#[test]
fn whoever_simply_writes_or_pastes_means_the_own_words() {
    let mut pad = asking();
    keys(&mut pad, "2太慢", at(1));
    assert!(pad.paste("了\u{202e}", at(2)).is_empty(), "cleaned");
    pad.key(Key::Enter, at(3));
    assert_eq!(
        pad.tick(at(6)),
        by_resident(&rate(1, 2, &["other"], "太慢了"))
    );
}

#[test]
fn with_a_number_pad_alone_one_comes_back_out_of_the_own_words() {
    let mut pad = asking();
    keys(&mut pad, "28", at(1));
    pad.key(Key::Backspace, at(2));
    keys(&mut pad, "81", at(3));
    pad.key(Key::Enter, at(4));
    assert_eq!(pad.tick(at(7)), by_resident(&rate(1, 2, &["wait"], "")));
}

#[test]
fn one_step_back_keeps_what_was_written_and_two_go_to_the_question() {
    let mut pad = asking();
    keys(&mut pad, "18慢", at(1));
    pad.key(Key::Enter, at(2));
    keys(&mut pad, "0", at(3));
    assert!(screen(&pad, at(3)).contains("慢"));
    assert!(pad.tick(at(30)).is_empty());
    keys(&mut pad, "0", at(31));
    keys(&mut pad, "5", at(32));
    assert_eq!(pad.tick(at(35)), by_resident(&rate(1, 5, &[], "")));
}

#[test]
fn somebody_who_walks_away_from_the_reasons_leaves_what_was_chosen() {
    let mut pad = asking();
    keys(&mut pad, "24", at(10));
    assert!(pad.tick(at(69)).is_empty());
    assert_eq!(pad.tick(at(70)), by_resident(&rate(1, 2, &["papers"], "")));
    let mut pad = asking();
    keys(&mut pad, "2", at(10));
    assert_eq!(pad.tick(at(70)), by_resident(&timeout(1)));
}

#[test]
fn a_rating_closed_in_the_meantime_ends_in_thanks() {
    let mut pad = asking();
    keys(&mut pad, "5", at(1));
    pad.tick(at(4));
    pad.outcome(
        &rate(1, 5, &[], ""),
        refused(RatingRefusal::RatingClosed.into()),
        at(4),
    );
    assert!(screen(&pad, at(4)).contains("欢迎下次再来"));
    let mut pad = asking();
    keys(&mut pad, "2", at(1));
    pad.news(read(None), at(2));
    assert!(screen(&pad, at(2)).contains("欢迎下次再来"));
    assert!(pad.tick(at(12)).is_empty());
    assert!(pad.draft().is_none());
}

#[test]
fn a_question_closed_before_a_key_simply_goes_away() {
    let mut pad = asking();
    pad.news(read(None), at(5));
    assert!(!screen(&pad, at(5)).contains("打分"));
    assert!(pad.tick(at(60)).is_empty());
}

#[test]
fn a_rating_the_store_did_not_take_is_kept_and_given_again() {
    let mut pad = asking();
    keys(&mut pad, "1", at(1));
    keys(&mut pad, "2", at(1));
    pad.key(Key::Enter, at(1));
    let call = rate(1, 1, &["attitude"], "");
    pad.tick(at(4));
    pad.outcome(&call, broken(), at(4));
    pad.news(read(Some(ask(1, T))), at(4));
    assert!(pad.draft().unwrap().contains("attitude"));
    assert!(screen(&pad, at(5)).contains("不会丢"));
    assert!(pad.tick(at(8)).is_empty());
    assert_eq!(pad.tick(at(9)), by_resident(&call));
    pad.outcome(&call, kept(), at(9));
    assert!(screen(&pad, at(9)).contains("回执码"));
}

#[test]
fn a_choice_made_before_a_power_cut_is_given_afterwards() {
    let mut before = asking();
    keys(&mut before, "4", at(1));
    let draft = before.draft().unwrap();
    let mut after = Pad::new(WindowNo(3), setting());
    after.restore(&draft);
    assert_eq!(
        after.draft().as_deref(),
        Some(draft.as_str()),
        "a second cut loses nothing"
    );
    after.news(read(Some(ask(1, T))), at(100));
    assert!(after.tick(at(102)).is_empty(), "it can still be taken back");
    assert_eq!(after.tick(at(103)), by_resident(&rate(1, 4, &[], "")));
}

#[test]
fn reasons_half_chosen_before_a_power_cut_are_still_there() {
    let mut before = asking();
    keys(&mut before, "13", at(1));
    keys(&mut before, "8白跑", at(1));
    let mut after = Pad::new(WindowNo(3), setting());
    after.restore(&before.draft().unwrap());
    after.news(read(Some(ask(1, T))), at(100));
    assert!(screen(&after, at(100)).contains("白跑"));
    after.key(Key::Enter, at(101));
    let call = rate(1, 1, &["trips", "other"], "白跑");
    assert_eq!(after.tick(at(104)), by_resident(&call));
}

#[test]
fn a_draft_whose_question_is_gone_or_that_makes_no_sense_is_let_go() {
    let mut before = asking();
    keys(&mut before, "5", at(1));
    let draft = before.draft().unwrap();
    for (draft, standing) in [
        (draft.as_str(), None),
        (draft.as_str(), Some(ask(2, T))),
        ("{\"level\":9}", Some(ask(2, T))),
        ("", None),
    ] {
        let mut after = Pad::new(WindowNo(3), setting());
        after.restore(draft);
        after.news(read(standing), at(100));
        assert!(after.tick(at(110)).is_empty());
        assert!(after.draft().is_none());
    }
}

#[test]
fn the_next_question_follows_after_thanks_with_its_own_clock() {
    let mut pad = asking();
    keys(&mut pad, "5", at(1));
    pad.tick(at(4));
    pad.outcome(&rate(1, 5, &[], ""), kept(), at(4));
    pad.news(read(Some(ask(2, at(1)))), at(4));
    assert_eq!(
        keys(&mut pad, "5", at(5)),
        [Effect::Beep],
        "not for the next one"
    );
    assert!(pad.tick(at(14)).is_empty());
    assert!(screen(&pad, at(14)).contains("打分"));
    assert!(pad.tick(at(43)).is_empty());
    assert_eq!(pad.tick(at(44)), by_resident(&timeout(2)));
}

#[test]
fn enter_puts_the_receipt_away_early() {
    let mut pad = asking();
    keys(&mut pad, "5", at(1));
    pad.tick(at(4));
    pad.outcome(&rate(1, 5, &[], ""), kept(), at(4));
    assert!(screen(&pad, at(4)).contains("Enter"));
    assert!(pad.key(Key::Enter, at(5)).is_empty());
    assert!(
        !screen(&pad, at(5)).contains("打分"),
        "the same errand is not asked twice"
    );
}

#[test]
fn a_question_of_yesterday_is_not_put_to_whoever_comes_today() {
    let mut pad = Pad::new(WindowNo(3), setting());
    pad.news(read(Some(ask(1, T))), at(86_400));
    assert!(!screen(&pad, at(86_400)).contains("打分"));
    assert!(pad.tick(at(86_500)).is_empty());
}

#[test]
fn a_clock_put_back_does_not_hold_the_screen() {
    let mut pad = asking();
    keys(&mut pad, "5", at(3600));
    assert!(pad.tick(at(1)).is_empty());
    assert_eq!(pad.tick(at(4)), by_resident(&rate(1, 5, &[], "")));
}

#[test]
fn other_keys_beep_and_change_nothing() {
    let mut pad = asking();
    for key in [
        Key::Digit(6),
        Key::Digit(0),
        Key::Char('j'),
        Key::F(2),
        Key::Esc,
    ] {
        assert_eq!(pad.key(key, at(1)), [Effect::Beep], "{key}");
    }
    assert_eq!(pad.paste("5", at(1)), [Effect::Beep]);
    assert_eq!(pad.tick(at(30)), by_resident(&timeout(1)));
}

#[test]
fn the_pulse_changes_with_the_seconds_and_with_every_change_of_state() {
    let mut pad = asking();
    let mut last = None;
    for second in 0..30 {
        let pulse = pad.pulse(at(second));
        assert_ne!(Some(pulse), last, "{second}");
        last = Some(pulse);
    }
    let before = pad.pulse(at(29));
    pad.tick(at(30));
    assert_ne!(pad.pulse(at(30)), before);
    let idle = pad.pulse(at(31));
    assert_eq!(pad.pulse(at(3000)), idle, "nothing moves between residents");
}

mod earlier;
mod screens;
mod wronged;
