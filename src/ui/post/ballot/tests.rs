use super::*;

use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::Who;
use crate::ops::meeting::Vote;
use crate::ui::key;
use crate::ui::post::trial;
use crate::ui::theme::Glyphs;
use crate::ui::theme::Theme;

/// 2026-03-12 10:00 in China.
const T: UtcMs = UtcMs(1_773_280_800_000);

const CODE: &str = "1234567890";

fn at(seconds: i64) -> UtcMs {
    T.plus(Seconds(seconds))
}

fn sheet(round: u32) -> BallotSheet {
    BallotSheet {
        hall: "郝各庄镇便民服务中心".to_owned(),
        meeting: Some(BallotMeeting {
            number: "M260312-01".to_owned(),
            profile: "half_year".to_owned(),
            round,
            subjects: vec!["王芳".to_owned(), "便民服务中心经济发展窗口".to_owned()],
            questions: vec!["service".to_owned(), "efficiency".to_owned()],
            marks: 5,
        }),
    }
}

/// A pad at which is voted.
fn pad() -> BallotPad {
    let mut pad = BallotPad::new(Setting {
        zone: Zone::china(),
        config: Config::default(),
        calendar: Calendar::shipped(),
        who: Who::System,
    });
    assert!(pad.news(News::Ballot(sheet(1)), T).is_empty());
    pad
}

fn press(pad: &mut BallotPad, typed: &str, now: UtcMs) -> Vec<Effect> {
    let keys = trial::keys(typed).into_iter();
    keys.flat_map(|key| pad.key(key, now)).collect()
}

fn vote(answers: Option<&[u8]>) -> Vec<Effect> {
    let answer = |mark: &u8| match mark {
        0 => Answer::Abstain,
        mark => Answer::Mark(*mark),
    };
    let vote = Vote {
        meeting: "M260312-01".to_owned(),
        code: CODE.to_owned(),
        answers: answers.map(|marks| marks.iter().map(answer).collect()),
    };
    vec![Effect::Vote(Box::new(vote))]
}

/// A pad that has taken a code and asks the first question.
fn asking() -> BallotPad {
    let mut pad = pad();
    assert!(press(&mut pad, CODE, T).is_empty());
    assert_eq!(press(&mut pad, "Enter", T), vote(None));
    pad.news(News::Voted(VoteEnd::Done), T);
    pad
}

fn look(lang: Lang) -> Look {
    Look {
        theme: Theme::probe(),
        glyphs: Glyphs::Unicode,
        lang,
    }
}

fn screen(pad: &BallotPad) -> String {
    trial::screen(pad, (80, 24), &look(Lang::ZhCn), T)
}

#[test]
fn no_key_has_two_meanings_and_every_key_has_words() {
    for table in [CODE_KEYS, QUESTION_KEYS, CONFIRM_KEYS, THANKS_KEYS] {
        assert_eq!(key::duplicate(table), None);
        assert_eq!(key::unspoken(table), None);
    }
}

#[test]
fn a_ballot_is_a_code_a_digit_a_question_and_enter() {
    let mut pad = asking();
    // Nothing is taken for granted: no digit, no way on.
    assert_eq!(press(&mut pad, "Enter", T), [Effect::Beep]);
    assert!(screen(&pad).contains("请先按一个数字"));
    assert!(press(&mut pad, "3 5 Enter 0 Enter", T).is_empty());
    assert_eq!(press(&mut pad, "7", T), [Effect::Beep], "no such mark");
    assert!(press(&mut pad, "1 Enter Esc", T).is_empty());
    assert!(screen(&pad).contains("第 3 题，共 4 题"));
    assert!(press(&mut pad, "2 Enter 4 Enter", T).is_empty());
    assert_eq!(press(&mut pad, "Enter", T), vote(Some(&[5, 0, 2, 4])));
    assert!(press(&mut pad, "Enter", T).is_empty(), "it is cast once");
    assert!(pad.draft().is_none(), "a ballot is in no draft");
    pad.news(News::Voted(VoteEnd::Done), T);
    assert!(screen(&pad).contains("票已经投进票箱"));
    pad.tick(at(3600));
    assert!(screen(&pad).contains("10 位号码"), "{}", screen(&pad));
    assert!(!screen(&pad).contains("王芳"));
}

#[test]
fn a_wrong_code_is_said_calmly_and_the_next_one_waits_a_breath() {
    for (end, said) in [
        (VoteEnd::CodeUnknown, "号码不对"),
        (VoteEnd::CodeUsed, "已经投过"),
    ] {
        let mut pad = pad();
        assert_eq!(press(&mut pad, "12345", T), []);
        assert_eq!(press(&mut pad, "Enter", T), [Effect::Beep], "too short");
        assert_eq!(press(&mut pad, "67890", T), []);
        assert_eq!(press(&mut pad, "1", T), [Effect::Beep], "too long");
        assert_eq!(press(&mut pad, "Enter", T), vote(None));
        pad.news(News::Voted(end), T);
        assert!(screen(&pad).contains(said), "{}", screen(&pad));
        press(&mut pad, CODE, at(1));
        assert_eq!(press(&mut pad, "Enter", at(1)), [Effect::Beep]);
        assert!(screen(&pad).contains("稍候"));
        assert_eq!(press(&mut pad, "Enter", at(4)), vote(None));
    }
}

#[test]
fn what_nobody_goes_on_with_is_cleared_and_another_voting_begins_anew() {
    let mut pad = asking();
    press(&mut pad, "5", at(100));
    pad.tick(at(219));
    assert!(screen(&pad).contains("第 1 题"));
    pad.tick(at(220));
    assert!(screen(&pad).contains("已清空") && !screen(&pad).contains("王芳"));
    // A clock that was put back keeps nothing on the screen.
    let mut pad = asking();
    pad.tick(at(-9000));
    pad.tick(at(-8880));
    assert!(screen(&pad).contains("已清空"));
    let mut pad = asking();
    pad.news(News::Ballot(sheet(1)), T);
    assert!(screen(&pad).contains("第 1 题"));
    pad.news(News::Ballot(sheet(2)), T);
    assert!(screen(&pad).contains("没有投进去"));
    let over = BallotSheet {
        meeting: None,
        ..sheet(2)
    };
    pad.news(News::Ballot(over), T);
    assert!(screen(&pad).contains("现在没有投票"));
    assert!(press(&mut pad, "5 Enter Esc", T).is_empty());
}

#[test]
fn a_ballot_that_was_not_taken_is_still_there_to_be_cast_again() {
    let mut pad = asking();
    press(&mut pad, "5 Enter 5 Enter 5 Enter 5 Enter Enter", T);
    pad.news(News::Voted(VoteEnd::Failed), T);
    assert!(screen(&pad).contains("再按一次 Enter"));
    assert_eq!(press(&mut pad, "Enter", T), vote(Some(&[5, 5, 5, 5])));
    pad.news(News::Voted(VoteEnd::Over), T);
    assert!(screen(&pad).contains("没有投进去"));
}

#[test]
fn the_pad_looks_as_it_should() {
    for (lang, tag) in [(Lang::ZhCn, "zh"), (Lang::En, "en")] {
        for size in [(80, 24), (130, 36)] {
            let shown = |name: &str, pad: &BallotPad| {
                let drawn = trial::screen(pad, size, &look(lang), T);
                let name = format!("ballot_{name}_{}x{}_{tag}", size.0, size.1);
                snapshot!(name, drawn);
            };
            let mut code = pad();
            press(&mut code, "12345", T);
            shown("code", &code);
            let mut question = asking();
            press(&mut question, "5 Enter 5 Enter 4", T);
            shown("question", &question);
            press(&mut question, "Enter 3 Enter", T);
            shown("confirm", &question);
            press(&mut question, "Enter", T);
            question.news(News::Voted(VoteEnd::Done), T);
            shown("thanks", &question);
        }
    }
}

#[test]
fn it_fits_the_smallest_screen_and_says_odd_names_harmlessly() {
    let mut pad = asking();
    let mut odd = sheet(1);
    if let Some(meeting) = &mut odd.meeting {
        meeting.subjects[0] = format!("{}\u{1b}[31m", "很长的名字".repeat(30));
        meeting.marks = 9;
    }
    pad.news(News::Ballot(odd), T);
    press(&mut pad, CODE, T);
    press(&mut pad, "Enter", T);
    pad.news(News::Voted(VoteEnd::Done), T);
    for size in [(60, 15), (80, 24), (20, 3), (1, 1)] {
        let drawn = trial::screen(&pad, size, &look(Lang::En), T);
        assert!(!drawn.contains('\u{1b}'));
        if size.1 >= 15 {
            assert!(drawn.contains("Abstain"), "{drawn}");
        }
    }
}
