//! Matters that were raised, and the tree of sites, as the leader sees them.

use super::*;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::ops::answer_raised::AnswerRaised;
use crate::ops::raise_matter::RaiseMatter;
use crate::ops::read::OwnSite;
use crate::ops::read::RaisedState;
use crate::ops::read::SiteLine;
use crate::ops::read::Sites;
use crate::ops::tell_raised::TellRaised;

/// A quiet morning with one matter at each place.
fn raised() -> Duty {
    let mut figures = figures(quiet());
    figures.raised = trial::raised(&[
        RaisedState::AnsweredAbove,
        RaisedState::Open,
        RaisedState::ToTell,
        RaisedState::Above,
        RaisedState::BelowTells,
    ]);
    post(figures)
}

#[test]
fn matters_that_wait_here_want_the_leaders_hand() {
    let mut post = raised();
    let shown = show(&post, (80, 24), Lang::ZhCn);
    assert!(shown.contains("反映事项 3 件"), "{shown}");
    press(&mut post, &[digit(1)]);
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let shown = show(&post, (columns, rows), lang);
            snapshot!(format!("duty_raised_{columns}x{rows}_{tag}"), shown);
        }
    }
    let mut none = self::post(figures(quiet()));
    press(&mut none, &[Key::Ctrl('p')]);
    assert!(show(&none, (80, 24), Lang::En).contains("No matter is raised"));
}

#[test]
fn each_matter_asks_for_what_is_to_be_done_with_it_and_no_more() {
    let number = |n: u8| format!("QV001-260309-{n:02}");
    let does = |keys: &[Key]| {
        let mut post = raised();
        press(&mut post, &[Key::Ctrl('p')]);
        press(&mut post, keys)
    };
    let answer = |matter, text: &str| AnswerRaised {
        matter,
        text: text.to_owned(),
    };
    assert_eq!(does(&[digit(1), digit(1)]), doing(answer(number(1), "")));
    let on = RaiseMatter {
        what: String::new(),
        name: String::new(),
        phone: String::new(),
        block: String::new(),
        of: number(2),
        day: None,
    };
    assert_eq!(does(&[digit(2), digit(2)]), doing(on));
    let tell = TellRaised {
        matter: number(3),
        how: "打电话告诉了".to_owned(),
    };
    assert_eq!(does(&[digit(3), digit(1)]), doing(tell));
    for elsewhere in [4, 5] {
        assert_eq!(does(&[digit(elsewhere), digit(1)]), [Effect::Beep]);
    }
    let mut post = raised();
    press(&mut post, &[Key::Ctrl('p'), digit(2)]);
    snapshot!(
        "duty_raised_open_80x24_zh",
        show(&post, (80, 24), Lang::ZhCn)
    );
    press(&mut post, &[digit(1)]);
    type_in(&mut post, "周五前修好");
    assert_eq!(
        press(&mut post, &[Key::Enter]),
        doing(answer(number(2), "周五前修好"))
    );
}

#[test]
fn what_is_brought_up_at_the_hall_is_raised_from_there() {
    let mut post = post(figures(quiet()));
    press(&mut post, &[Key::Ctrl('p'), Key::F(4)]);
    type_in(&mut post, "公交站牌倒了");
    press(&mut post, &[Key::Enter]);
    type_in(&mut post, "孙小七");
    let raised = RaiseMatter {
        what: "公交站牌倒了".to_owned(),
        name: "孙小七".to_owned(),
        phone: String::new(),
        block: String::new(),
        of: String::new(),
        day: None,
    };
    assert_eq!(press(&mut post, &[Key::Enter]), doing(raised));
}

#[test]
fn the_new_pages_keep_their_lines_at_any_size_whatever_people_wrote() {
    let hostile = "\u{1b}[31m\u{202e}张\u{e815}𠮷e\u{301}\r\n\t{n}（）".repeat(9);
    let mut raised = trial::raised(&[RaisedState::Open; 40]);
    let mut holds = trial::holds();
    let mut sites = tree();
    for line in &mut raised {
        (line.what, line.block) = (hostile.clone(), hostile.clone());
        line.levels[0].site = hostile.clone();
    }
    for held in &mut holds.papers {
        (held.paper.name, held.village) = (hostile.clone(), hostile.clone());
    }
    for line in &mut holds.errands {
        line.papers[0].name = hostile.clone();
        line.village = hostile.clone();
    }
    sites.others[1].name = hostile.clone();
    let mut figures = figures(quiet());
    figures.raised = raised;
    for size in [
        (60, 15),
        (61, 17),
        (80, 24),
        (109, 30),
        (110, 25),
        (200, 60),
    ] {
        let mut post = post(figures.clone());
        for key in ['p', 'o', 't'] {
            press(&mut post, &[Key::Ctrl(key)]);
            post.news(News::Holds(Box::new(holds.clone())), NOW);
            post.news(News::Sites(Box::new(sites.clone())), NOW);
            for open in [false, true] {
                if open {
                    press(&mut post, &[Key::Enter]);
                }
                for lang in [Lang::ZhCn, Lang::En] {
                    let shown = show(&post, size, lang);
                    let lines = shown.lines().map(crate::ui::text::width);
                    assert!(
                        lines.max() <= Some(usize::from(size.0)),
                        "{size:?}\n{shown}"
                    );
                    assert!(!shown.contains("⟦duty") && !shown.contains("⟦village"));
                    assert!(shown.lines().last().unwrap().contains("F1"), "{shown}");
                    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
                }
            }
            press(&mut post, &[Key::Esc, Key::Esc]);
        }
    }
}

fn tree() -> Sites {
    let line = |org, relation, kind, name: &str, heard: Option<i64>, waiting| SiteLine {
        org: Org::new(org).unwrap(),
        relation,
        kind,
        name: name.to_owned(),
        same_name: false,
        epoch: 1,
        fingerprint: String::new(),
        enrolled: None,
        renewed: None,
        heard: heard.map(ago),
        received: 7,
        acked: 5,
        waiting,
        since: (waiting > 0).then(|| ago(3 * 24 * 60)),
        keys: Vec::new(),
        revoked: Vec::new(),
    };
    Sites {
        own: Some(OwnSite {
            org: Org::new(330_182_001).unwrap(),
            kind: SiteKind::Hall,
            name: "清河镇便民服务中心".to_owned(),
            epoch: 1,
            fingerprint: None,
        }),
        others: vec![
            line(
                330_182,
                Relation::Parent,
                SiteKind::Hub,
                "清河县",
                Some(70),
                0,
            ),
            line(
                330_182_001_001,
                Relation::Child,
                SiteKind::Village,
                "杨树村",
                Some(9 * 24 * 60),
                12,
            ),
            line(
                330_182_001_002,
                Relation::Child,
                SiteKind::Village,
                "\u{1b}[31m柳树村",
                None,
                3,
            ),
        ],
    }
}

#[test]
fn the_tree_says_when_each_site_was_heard_and_what_waits() {
    let mut post = post(figures(quiet()));
    assert_eq!(
        press(&mut post, &[Key::Ctrl('t')]),
        [Effect::Look(Want::Sites)]
    );
    assert!(show(&post, (80, 24), Lang::En).contains("Reading"));
    post.news(News::Sites(Box::new(tree())), NOW);
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let shown = show(&post, (columns, rows), lang);
            assert!(!shown.contains('\u{1b}'), "{shown}");
            snapshot!(format!("duty_sites_{columns}x{rows}_{tag}"), shown);
        }
    }
    let alone = Sites {
        own: None,
        others: Vec::new(),
    };
    post.news(News::Sites(Box::new(alone)), NOW);
    assert!(show(&post, (80, 24), Lang::En).contains("place"));
}
