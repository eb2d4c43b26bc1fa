//! The report of the night at the post, and the tasks an exchange brings up.

use uuid::Uuid;

use super::*;
use crate::domain::case_file::Stage;
use crate::domain::event::RenewReason;
use crate::domain::event::SharedKey;
use crate::domain::night;
use crate::domain::night::Clash;
use crate::domain::night::LegNight;
use crate::domain::night::Night;
use crate::domain::night::SiteNight;
use crate::domain::night::StepEnd;
use crate::domain::night::StepKind;
use crate::domain::night::Verdict;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::task::TaskKind;
use crate::ops::close_task::CloseTask;
use crate::ops::read::Side;
use crate::ops::read::TaskLine;
use crate::ops::resolve_conflict::ResolveConflict;
use crate::ops::set_shared_field::SetSharedField;

fn org(code: i64) -> Org {
    Org::new(code).unwrap()
}

fn report() -> Night {
    let step = |kind, end| night::Step { kind, end };
    let leg = |carrier: &str, stopped| LegNight {
        carrier: carrier.to_owned(),
        sent: 120,
        bytes: 14_300,
        received: 3,
        again: 1,
        damaged: vec!["abababab 41-80: the contents are not those that were signed".to_owned()],
        gaps: 1,
        later: 0,
        stopped,
    };
    let old = |stopped| LegNight {
        stopped,
        carrier: "dir:/media/old".to_owned(),
        ..LegNight::default()
    };
    let quiet = LegNight {
        carrier: "dir:/media/usb".to_owned(),
        ..LegNight::default()
    };
    let away = Some((
        night::Trouble::Away,
        "No such file or directory (os error 2)".to_owned(),
    ));
    Night {
        day: today(),
        began: ago(20),
        ended: ago(19),
        steps: vec![
            step(StepKind::Close, StepEnd::Done(1)),
            step(StepKind::Backup, StepEnd::Failed("disk full".into())),
            step(StepKind::Exchange, StepEnd::Done(1)),
            step(StepKind::Verify, StepEnd::Done(13_716)),
        ],
        sites: vec![
            SiteNight {
                org: org(120_115),
                name: "宝坻区".to_owned(),
                relation: Relation::Parent,
                legs: vec![leg("dir:/media/usb", None), old(away.clone())],
                waiting: 120,
                since: Some(ago(3_000)),
                heard: Some(ago(1_440)),
                ahead: None,
            },
            SiteNight {
                org: org(120_115_103_201),
                name: "杨树村".to_owned(),
                relation: Relation::Child,
                legs: vec![quiet, old(away)],
                waiting: 0,
                since: None,
                heard: None,
                ahead: None,
            },
        ],
        renewed: Some(RenewReason::Restored),
        returned: 7,
        rehomed: 2,
        checkpoint: Some((1_773_279_123_456, "7K3QZ-9M2XA".to_owned())),
        unsettled: false,
        clashes: vec![
            Clash::Fork {
                org: org(120_115),
                log: "ab".repeat(16),
                seq: 41,
            },
            Clash::Unvouched { org: org(120_115) },
            Clash::SaysLess {
                org: org(120_115),
                no: 9,
                entries: 7,
            },
        ],
        tasks: 2,
    }
}

#[test]
fn the_report_of_the_night_is_one_page_in_both_languages() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = post(busy());
        let asked = press(&mut post, &[Key::Ctrl('n')]);
        assert_eq!(asked, [Effect::Look(Want::Night(today()))]);
        post.news(News::Night(today(), Some(Box::new(report()))), NOW);
        for size in [(80, 24), (120, 40)] {
            let shown = show(&post, size, lang);
            snapshot!(format!("duty_night_{}x{}_{tag}", size.0, size.1), shown);
        }
        press(&mut post, &[Key::PageDown]);
        snapshot!(
            format!("duty_night_below_80x24_{tag}"),
            show(&post, (80, 24), lang)
        );
    }
}

#[test]
fn an_earlier_night_is_a_key_away_and_none_is_said() {
    let mut post = post(busy());
    press(&mut post, &[Key::Ctrl('n')]);
    let yesterday = today().pred_opt().unwrap();
    let asked = press(&mut post, &[Key::Left]);
    assert_eq!(asked, [Effect::Look(Want::Night(yesterday))]);
    // What was asked for before is not shown under another day.
    post.news(News::Night(today(), Some(Box::new(report()))), NOW);
    assert!(show(&post, (80, 24), Lang::En).contains("Reading"));
    post.news(News::Night(yesterday, None), NOW);
    assert!(show(&post, (80, 24), Lang::En).contains("no report"));
}

#[test]
fn a_night_that_failed_and_its_tasks_want_the_leaders_hand() {
    let mut figures = figures(quiet());
    figures.night = Some((today(), Verdict::Failed));
    let kinds = TaskKind::ALL.into_iter().zip(1..);
    figures.tasks = kinds
        .map(|(kind, n)| TaskLine {
            id: TaskId(Uuid::from_u128(n << 96)),
            kind,
            about: "120115103201".to_owned(),
            site: String::new(),
            words: String::new(),
            since: ago(600),
            follows: kind == TaskKind::Conflict,
            case: None,
            sides: Vec::new(),
        })
        .collect();
    let id = figures.tasks[1].id.to_string();
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let post = post(figures.clone());
        let shown = show(&post, (120, 40), lang);
        snapshot!(format!("duty_tasks_120x40_{tag}"), shown);
    }
    let mut post = post(figures);
    let asked = press(&mut post, &[digit(2)]);
    assert_eq!(asked, [Effect::Look(Want::Night(today()))]);
    press(&mut post, &[Key::Esc, digit(4)]);
    snapshot!("duty_task_80x24_zh", show(&post, (80, 24), Lang::ZhCn));
    let outcome = "已向对方问清".to_owned();
    assert_eq!(
        press(&mut post, &[digit(1)]),
        doing(CloseTask { task: id, outcome })
    );
}

#[test]
fn a_contradiction_about_a_case_is_decided_at_the_post_and_not_just_ticked_off() {
    let case = CaseId(Uuid::from_u128(7 << 96));
    let side = |site: &str, says: &str| Side {
        site: site.to_owned(),
        says: says.to_owned(),
    };
    let dispute = |words: &str, sides: Vec<Side>| {
        let mut figures = figures(quiet());
        figures.tasks = vec![TaskLine {
            id: TaskId(Uuid::from_u128(1 << 96)),
            kind: TaskKind::Conflict,
            about: "YX260312-0001".to_owned(),
            site: String::new(),
            words: words.to_owned(),
            since: ago(600),
            follows: true,
            case: Some(case),
            sides,
        }];
        post(figures)
    };
    let stages = vec![side("云溪镇", "working"), side("杨树村", "done")];
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = dispute("stage", stages.clone());
        press(&mut post, &[digit(1)]);
        snapshot!(
            format!("duty_decide_80x24_{tag}"),
            show(&post, (80, 24), lang)
        );
    }
    let mut post = dispute("stage", stages);
    press(&mut post, &[digit(1), digit(2)]);
    let decided = ResolveConflict {
        case: case.to_string(),
        stage: Stage::Done,
        reason: "已电话核实".to_owned(),
    };
    assert_eq!(press(&mut post, &[digit(1)]), doing(decided));

    let phones = vec![side("云溪镇", "13800000000"), side("杨树村", "13900000000")];
    let mut post = dispute("phone", phones);
    press(&mut post, &[digit(1)]);
    let shown = show(&post, (80, 24), Lang::ZhCn);
    assert!(
        shown.contains("哪个电话对") && shown.contains("13900000000"),
        "{shown}"
    );
    let right = SetSharedField {
        case: case.to_string(),
        field: SharedKey::Phone,
        value: "13900000000".to_owned(),
    };
    assert_eq!(press(&mut post, &[digit(2)]), doing(right));
}
