//! What lies with the leader: signatures, answers of no, hard matters, limits.

use super::*;
use crate::domain::case_file::Stage;
use crate::domain::deadline::Lamp;
use crate::domain::hard::HardEnd;
use crate::domain::matter::Limit;
use crate::locale::Lang;
use crate::ops::call_hard::CallHard;
use crate::ops::close_hard::CloseHard;
use crate::ops::deliver_case::DeliverCase;
use crate::ops::extend_case::ExtendCase;
use crate::ops::read::CaseLine;
use crate::ops::read::HardLine;
use crate::ops::read::Held;
use crate::ops::read::Named;
use crate::ops::read::NoLine;
use crate::ops::see_no::SeeNo;
use crate::ops::sign_case::SignCase;

fn clerk() -> Named {
    Named {
        staff: StaffNo(7),
        name: "王芳".into(),
    }
}

fn line() -> CaseLine {
    CaseLine {
        card: card("YZ260312-0007", Lamp::Amber),
        stage: Stage::Working,
        holder: Held {
            kind: "leader".into(),
            who: String::new(),
            name: String::new(),
        },
        answers: Some(clerk()),
        cause: None,
        urgent: "住院".into(),
        trips: 1,
        taken_by: None,
    }
}

fn card(number: &str, lamp: Lamp) -> read::CaseCard {
    read::CaseCard {
        number: number.into(),
        matter_name: "最低生活保障".into(),
        centre: Centre::Social,
        applicant: "张×丰".into(),
        day: today(),
        due: Some(today()),
        limit: None,
        provisional: false,
        lamp: Some(lamp),
        deliver_due: None,
        done: false,
        done_day: None,
        papers: Vec::new(),
        missing: Vec::new(),
        staff: None,
    }
}

fn tray() -> read::Duty {
    let mut duty = figures(quiet());
    duty.alarms.clear();
    duty.bad.clear();
    duty.pressing.clear();
    duty.tray = vec![line()];
    duty.noes = vec![NoLine {
        number: "F260312-01".into(),
        day: today(),
        window: Some(WindowNo(3)),
        what: "开无房证明".into(),
        reason: "法规不允许".into(),
        clause: "第六条".into(),
        instead: "到登记中心查询".into(),
        case: None,
        staff: clerk(),
        seen_by: None,
        agreed: None,
        note: String::new(),
        check: String::new(),
    }];
    duty.hards = vec![HardLine {
        number: "N260312-01".into(),
        day: today(),
        due: today(),
        age: 0,
        overdue: true,
        window: WindowNo(3),
        staff: clerk(),
        name: "李×".into(),
        what: "落户".into(),
        blocked: "几家都说不归自己".into(),
        size: "complex".into(),
        case: None,
        calls: Vec::new(),
        end: None,
        outcome: String::new(),
    }];
    duty
}

fn pressed(keys: &[Key]) -> Vec<Effect> {
    let mut post = post(tray());
    let mut last = Vec::new();
    for key in keys {
        last = post.key(*key, NOW);
    }
    last
}

fn does(call: impl Into<Call>) -> Vec<Effect> {
    vec![Effect::Do(Who::Staff(LEADER), call.into())]
}

#[test]
fn a_case_is_signed_or_refused_with_a_reason_by_three_digits() {
    use Key::Digit as D;
    let case = "YZ260312-0007".to_owned();
    let sign = SignCase {
        case: case.clone(),
        refuse: String::new(),
    };
    assert_eq!(pressed(&[D(1), D(1)]), does(sign));
    let refuse = "材料有出入".to_owned();
    assert_eq!(
        pressed(&[D(1), D(2), D(1)]),
        does(SignCase { case, refuse })
    );
}

#[test]
fn a_no_is_seen_or_overruled() {
    use Key::Digit as D;
    let no = "F260312-01".to_owned();
    let seen = SeeNo {
        no: no.clone(),
        overrule: String::new(),
    };
    assert_eq!(pressed(&[D(2), D(1)]), does(seen));
    let overrule = "应当受理".to_owned();
    assert_eq!(pressed(&[D(2), D(2), D(1)]), does(SeeNo { no, overrule }));
}

#[test]
fn a_hard_matter_is_called_about_and_ended() {
    use Key::Digit as D;
    let call = CallHard {
        hard: "N260312-01".into(),
        whom: "主管部门".into(),
        outcome: "答应办".into(),
    };
    assert_eq!(pressed(&[D(3), D(1), D(1), D(1)]), does(call));
    let close = CloseHard {
        hard: "N260312-01".into(),
        end: HardEnd::Explained,
        outcome: "说明了政策和理由".into(),
    };
    assert_eq!(pressed(&[D(3), D(3), D(2)]), does(close));
}

#[test]
fn a_limit_is_extended_with_days_and_a_reason() {
    use Key::Digit as D;
    let mut duty = tray();
    duty.tray.clear();
    duty.noes.clear();
    duty.hards.clear();
    duty.pressing = vec![card("YZ260312-0008", Lamp::Red)];
    duty.lamps.red = 1;
    let mut post = post(duty);
    let mut last = Vec::new();
    for key in [D(1), D(2), D(2), D(1)] {
        last = post.key(key, NOW);
    }
    let extend = ExtendCase {
        case: "YZ260312-0008".into(),
        limit: Limit::WorkingDays(5),
        reason: "情况复杂".into(),
    };
    assert_eq!(last, does(extend));
}

#[test]
fn the_tray_is_seen_among_what_wants_the_leaders_hand() {
    let shot = |name: &str, shown: String| {
        snapshot!(name, shown);
    };
    let mut post = post(tray());
    let draw = |post: &Duty, columns, rows, lang| show(post, (columns, rows), lang);
    shot("duty_tray_80x24_zh", draw(&post, 80, 24, Lang::ZhCn));
    shot("duty_tray_120x40_en", draw(&post, 120, 40, Lang::En));
    post.key(Key::Digit(3), NOW);
    shot("duty_hard_120x40_en", draw(&post, 120, 40, Lang::En));
    post.key(Key::Esc, NOW);
    post.key(Key::Digit(2), NOW);
    shot("duty_no_80x24_zh", draw(&post, 80, 24, Lang::ZhCn));
    shot("duty_no_120x40_en", draw(&post, 120, 40, Lang::En));
}

#[test]
fn a_result_that_is_owed_is_handed_over_by_digits() {
    use Key::Digit as D;
    let owed = |number: &str, late: bool| {
        let mut card = card(number, if late { Lamp::Red } else { Lamp::Amber });
        let by = today() + chrono::Days::new(2) - chrono::Days::new(if late { 5 } else { 0 });
        (card.done, card.done_day, card.deliver_due) = (true, Some(today()), Some(by));
        card
    };
    let mut duty = tray();
    duty.tray.clear();
    duty.noes.clear();
    duty.hards.clear();
    duty.undelivered = vec![owed("YZ260301-0001", true)];
    let mut one = post(duty.clone());
    let mut last = Vec::new();
    for key in [D(1), D(1), D(2)] {
        last = one.key(key, NOW);
    }
    let deliver = DeliverCase {
        case: "YZ260301-0001".into(),
        to: "家属代领".into(),
        result: String::new(),
        window: None,
    };
    assert_eq!(last, does(deliver));
    duty.undelivered.push(owed("YZ260302-0001", false));
    let mut two = post(duty);
    snapshot!("duty_owed_80x24_zh", show(&two, (80, 24), Lang::ZhCn));
    snapshot!("duty_owed_120x40_en", show(&two, (120, 40), Lang::En));
    two.key(D(1), NOW);
    assert_eq!(two.cases().count(), 2, "the list of cases holds them");
    two.key(Key::Down, NOW);
    two.key(Key::Enter, NOW);
    assert_eq!(plan(&two), Some(&Plan::Case("YZ260302-0001".to_owned())));
}
