//! The register as it is drawn: its list, one look at somebody, and the questions before a merge.

use uuid::Uuid;

use super::*;
use crate::domain::ids::PersonId;
use crate::ops::read::Alike;
use crate::ops::read::DuplicateGroup;
use crate::ops::read::PersonLine;
use crate::ops::read::RegisterDay;
use crate::ops::read::RevealLine;

fn record(n: u128, name: &str) -> PersonLine {
    PersonLine {
        person: PersonId(Uuid::from_u128(n)),
        name: name.to_owned(),
        number: "110105********002X".to_owned(),
        phone: "138****0000".to_owned(),
        place: String::new(),
    }
}

fn day() -> RegisterDay {
    RegisterDay {
        day: today(),
        reveals: vec![RevealLine {
            at: ago(3),
            staff: StaffNo(12),
            staff_name: "李四".to_owned(),
            name: "张*丰".to_owned(),
            case: Some("YZ260312-0001".to_owned()),
            reason: "核对受理信息".to_owned(),
        }],
        duplicates: vec![DuplicateGroup {
            why: Alike::Number,
            people: vec![record(1, "张*丰"), record(2, "张*峰")],
        }],
        more: false,
    }
}

#[test]
fn the_register_its_looks_and_its_merges_are_seen_in_both_languages() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = post(busy());
        press(&mut post, &[Key::Ctrl('r')]);
        post.news(News::Register(Box::new(day())), NOW);
        let shot = |what: &str, post: &Duty| {
            let shown = show(post, (80, 24), lang);
            assert!(!shown.contains("13800000000"), "{shown}");
            snapshot!(format!("duty_{what}_80x24_{tag}"), shown);
        };
        shot("register", &post);
        press(&mut post, &[digit(2)]);
        shot("reveal", &post);
        press(&mut post, &[Key::Esc, digit(1)]);
        shot("same", &post);
        press(&mut post, &[digit(2)]);
        shot("merge", &post);
    }
}
