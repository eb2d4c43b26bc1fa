//! The catalogue: a matter is found, changed and saved; what is typed is never lost.

use super::*;
use crate::domain::matter::InPerson;
use crate::domain::matter::Limit;
use crate::domain::matter::Matter;
use crate::domain::matter::Provenance;
use crate::domain::matter_file;
use crate::domain::matter_file::Field as Column;
use crate::ops::save_matters::SaveMatters;
use crate::ui::key::KeyRow;
use crate::ui::post::duty::matter::Line;

fn low() -> Matter {
    let texts = |matter: &Matter| {
        let mut texts = matter_file::to_texts(matter);
        texts[matter_file::Field::Materials as usize] =
            "低保申请书|身份证:check|收入证明:copy:x2:@村民委员会?".to_owned();
        texts[matter_file::Field::Steps as usize] = "受理审核:14wd|审批:7wd|公示:7wd".to_owned();
        texts
    };
    let matter = Matter {
        statutory: Limit::WorkingDays(30),
        promised: Limit::WorkingDays(22),
        department: "民政".to_owned(),
        aliases: vec!["低保".to_owned(), "吃低保".to_owned()],
        ..Matter::named("S001", Centre::Social, "最低生活保障")
    };
    matter_file::from_texts(&texts(&matter)).unwrap()
}

fn opened() -> Duty {
    let mut p = post(figures(quiet()));
    let other = Matter::named("E001", Centre::Economy, "农机购置补贴");
    let looked = press(&mut p, &[Key::F(9)]);
    assert_eq!(looked, [Effect::Look(Want::Catalogue)]);
    p.news(News::Catalogue(vec![low(), other]), NOW);
    p
}

/// A post with the form of 低保 on it.
fn low_open() -> Duty {
    let mut p = opened();
    type_in(&mut p, "低保");
    p.key(Key::Enter, NOW);
    p
}

fn form(p: &Duty) -> &Form {
    match &p.screen {
        Screen::Matter(form) => form,
        other => panic!("no form: {other:?}"),
    }
}

fn saving(effects: &[Effect]) -> Matter {
    match effects {
        [Effect::Do(Who::Staff(LEADER), Call::SaveMatters(SaveMatters { matters }))] => {
            matters[0].clone()
        }
        other => panic!("not saved: {other:?}"),
    }
}

/// Goes to the line that shows a text and opens it.
fn down(p: &mut Duty, lines: usize) {
    for _ in 0..lines {
        p.key(Key::Down, NOW);
    }
}

#[test]
fn the_catalogue_and_a_matter_at_two_sizes_in_two_languages() {
    let mut p = opened();
    snapshot!("duty_matters_80x24_zh", show(&p, (80, 24), Lang::ZhCn));
    snapshot!("duty_matters_120x40_en", show(&p, (120, 40), Lang::En));
    type_in(&mut p, "db");
    p.key(Key::Enter, NOW);
    snapshot!("duty_matter_80x24_zh", show(&p, (80, 24), Lang::ZhCn));
    snapshot!("duty_matter_120x40_en", show(&p, (120, 40), Lang::En));
    down(&mut p, 13);
    p.key(Key::Enter, NOW);
    snapshot!("duty_matter_paper_80x24_en", show(&p, (80, 24), Lang::En));
}

#[test]
fn a_promise_is_changed_and_saved_by_the_leader() {
    let mut p = opened();
    type_in(&mut p, "低保");
    press(&mut p, &[Key::Enter]);
    down(&mut p, 4);
    assert_eq!(form(&p).line(), Line::Field(Column::Promised));
    press(&mut p, &[Key::Enter, Key::Ctrl('u')]);
    type_in(&mut p, "21工作日");
    press(&mut p, &[Key::Enter]);
    let saved = saving(&press(&mut p, &[Key::F(9)]));
    assert_eq!(saved.promised, Limit::WorkingDays(21));
    assert_eq!(saved.provenance, Provenance::Hall, "the hall wrote it");
    assert_eq!(saved.materials, low().materials);
}

#[test]
fn a_promise_beyond_the_law_is_said_at_once_and_nothing_typed_is_lost() {
    let mut p = low_open();

    down(&mut p, 4);
    press(&mut p, &[Key::Enter, Key::Ctrl('u')]);
    type_in(&mut p, "31wd");
    press(&mut p, &[Key::Enter]);
    let screen = show(&p, (80, 24), Lang::ZhCn);
    assert!(screen.contains("承诺 31wd 比法定 30wd 还长"), "{screen}");
    assert_eq!(press(&mut p, &[Key::F(9)]), [Effect::Beep]);
    assert_eq!(form(&p).line(), Line::Field(Column::Promised));
    assert_eq!(form(&p).text(form(&p).line()), "31wd");
    // The verb's own refusal leaves the form as it is, too.
    let refusal = Refusal::PromiseTooLong {
        matter: "S001".to_owned(),
        statutory: "30wd".to_owned(),
        promised: "31wd".to_owned(),
    };
    let call: Call = SaveMatters {
        matters: vec![low()],
    }
    .into();
    p.outcome(&call, Err(Error::Refused(refusal)), NOW);
    assert_eq!(form(&p).text(form(&p).line()), "31wd");
    assert!(show(&p, (80, 24), Lang::En).contains("promise at most 30wd"));
}

#[test]
fn papers_and_steps_are_added_changed_and_taken_away() {
    let mut p = low_open();

    down(&mut p, 12);
    assert_eq!(form(&p).line(), Line::Paper(0));
    press(&mut p, &[Key::Delete, Key::Down, Key::Down]);
    assert_eq!(form(&p).line(), Line::Paper(2), "the line that adds");
    type_in(&mut p, "授权书:核验:2份:@民政所？");
    press(&mut p, &[Key::Enter]);
    assert_eq!(form(&p).line(), Line::Paper(3));
    down(&mut p, 3);
    assert_eq!(form(&p).line(), Line::Step(2));
    press(&mut p, &[Key::Enter, Key::Ctrl('u')]);
    type_in(&mut p, "公示:7天");
    press(&mut p, &[Key::Enter]);
    let saved = saving(&press(&mut p, &[Key::F(9)]));
    let names: Vec<&str> = saved.materials.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["身份证", "收入证明", "授权书"]);
    assert_eq!(saved.materials[2].issuer, "民政所");
    assert_eq!(
        (saved.materials[2].count, saved.materials[2].deferrable),
        (2, true)
    );
    assert_eq!(saved.steps[2].limit, Limit::NaturalDays(7));
}

#[test]
fn a_choice_of_few_is_turned_by_enter() {
    let mut p = low_open();

    down(&mut p, 5);
    press(&mut p, &[Key::Enter, Key::Enter, Key::Down, Key::Enter]);
    let saved = saving(&press(&mut p, &[Key::F(9)]));
    assert_eq!(saved.in_person, InPerson::Always);
    assert_eq!(saved.proxy, crate::domain::matter::Proxy::Refused);
}

#[test]
fn what_is_odd_about_a_matter_is_shown_and_does_not_keep_it_from_being_saved() {
    let mut p = low_open();

    let screen = show(&p, (80, 24), Lang::ZhCn);
    assert!(
        screen.contains("各步骤加起来是 28个工作日，承诺是 22个工作日"),
        "{screen}"
    );
    assert!(screen.contains("公示“公示”用了工作日"), "{screen}");
    assert_eq!(saving(&press(&mut p, &[Key::F(9)])), low());
}

#[test]
fn a_new_matter_needs_a_code_of_its_own_and_a_name() {
    let mut p = opened();
    press(&mut p, &[Key::F(4)]);
    assert_eq!(press(&mut p, &[Key::F(9)]), [Effect::Beep]);
    assert_eq!(form(&p).line(), Line::Field(Column::Code));
    type_in(&mut p, "S001");
    press(&mut p, &[Key::Enter]);
    type_in(&mut p, "临时救助");
    press(&mut p, &[Key::Enter]);
    assert_eq!(press(&mut p, &[Key::F(9)]), [Effect::Beep]);
    assert!(show(&p, (80, 24), Lang::ZhCn).contains("这个编码已经是别的事项的"));
    press(&mut p, &[Key::Enter, Key::Ctrl('u')]);
    type_in(&mut p, "S002");
    press(&mut p, &[Key::Enter]);
    let saved = saving(&press(&mut p, &[Key::F(9)]));
    assert_eq!(
        (saved.code.as_str(), saved.name.as_str()),
        ("S002", "临时救助")
    );
}

#[test]
fn leaving_with_something_unsaved_takes_two_presses() {
    let mut p = low_open();
    press(&mut p, &[Key::Esc]);
    assert!(
        matches!(p.screen, Screen::Matters(_)),
        "nothing was changed"
    );
    press(&mut p, &[Key::Enter]);
    type_in(&mut p, "金");
    press(&mut p, &[Key::Enter]);
    assert_eq!(press(&mut p, &[Key::Esc]), [Effect::Beep]);
    assert_eq!(form(&p).text(Line::Field(Column::Name)), "最低生活保障金");
    press(&mut p, &[Key::Esc]);
    assert!(matches!(p.screen, Screen::Matters(_)));
}

#[test]
fn a_half_written_matter_survives_a_dropped_line() {
    let mut p = low_open();

    assert_eq!(p.draft(), None, "nothing was typed");
    type_in(&mut p, "金");
    let draft = p.draft().unwrap();
    let mut again = post(figures(quiet()));
    again.restore(&draft);
    press(&mut again, &[Key::Enter]);
    let saved = saving(&press(&mut again, &[Key::F(9)]));
    assert_eq!(saved.name, "最低生活保障金");
    assert_eq!(saved.materials, low().materials);
}

#[test]
fn the_keys_of_the_form_are_told_apart() {
    let tables: [&[&[KeyRow<Action>]]; 2] = [&[FORM_KEYS], &[CATALOGUE_KEYS, LIST_KEYS, KEYS]];
    for tables in tables {
        let mut seen: Vec<Key> = tables
            .iter()
            .flat_map(|t| t.iter().map(|r| r.key))
            .collect();
        let all = seen.len();
        seen.sort_by_key(|key| key.to_string());
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}
