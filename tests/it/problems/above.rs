//! What the levels above read of problems that are registered below.

use serde_json::Value;
use serde_json::json;
use yizhan::domain::time::UtcMs;

use super::close;
use super::done;
use super::yizhan;
use crate::custody;
use crate::pg::county::hub_at;
use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::pg::county::site_at;
use crate::support::sql;
use crate::support::staff;

#[test]
fn a12_the_level_above_reads_the_words_of_the_village_and_no_name() {
    let (mut hall, mut village) = custody::pair();
    let raw = "村干部吃拿卡要\u{202e}，\u{1b}[31m三次";
    let fields = json!({"class": "criticism", "text": raw, "name": "欧阳娜娜",
        "phone": "13800000000", "village": "杨树村"});
    village.must_by("register_problem", fields, staff(11));
    done(
        &mut village,
        "progress_problem",
        12,
        "W260312-01",
        json!({"text": "谈话"}),
    );
    custody::meet(&mut hall, &mut village);
    let shown = hall.hall.problems_below(hall.now).unwrap();
    let [line] = shown.lines.as_slice() else {
        panic!("{shown:?}");
    };
    assert_eq!(
        line.text, "村干部吃拿卡要，[31m三次",
        "as it was typed there"
    );
    assert_eq!(
        (line.site.as_str(), line.number.as_str()),
        ("杨树村", "W260312-01")
    );
    assert_eq!(
        (line.name.as_str(), line.phone.as_str()),
        ("欧**娜", "138****0000")
    );
    assert_eq!(line.entries.len(), 2);
    assert_eq!((shown.count.registered, shown.count.open), (1, 1));
    // It is the village's: the hall's own register has none, and both stay sound.
    assert!(hall.hall.problems(None, hall.now).unwrap().lines.is_empty());
    let (code, out, err) = yizhan(&hall, "zh-CN", &["show", "problems", "--below"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("杨树村") && out.contains("吃拿卡要"), "{out}");
    assert!(!out.contains("欧阳"), "{out}");
    let number = "W260312-01";
    done(
        &mut village,
        "reply_problem",
        12,
        number,
        json!({"text": "退还"}),
    );
    close(&mut village, number);
    custody::meet(&mut hall, &mut village);
    let shown = hall.hall.problems_below(hall.now).unwrap();
    assert_eq!((shown.count.solved, shown.count.open), (1, 0));
    hall.assert_sound();
    village.assert_sound();
}

#[test]
fn a12_the_county_reads_what_a_village_wrote_which_it_has_no_line_to() {
    let root = tempfile::TempDir::new().unwrap();
    let county = hub_at(root.path());
    let hall = site_at(&root.path().join("hall"), "hall", "120115103");
    let village = site_at(&root.path().join("village"), "village", "120115103001");
    let stick = root.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let all = [&village, &hall, &county];
    for dir in all {
        set_clock(dir, UtcMs(1_773_273_600_000));
        settings(dir, &format!("\"dir:{}\"", stick.display()));
    }
    meet(&county, &hall, root.path());
    meet(&hall, &village, root.path());
    let night = || all.iter().for_each(|dir| drop(must(dir, &["sync"])));
    night();
    let what = "村干部吃拿卡要，三次";
    let said = [
        "--class",
        "criticism",
        "--text",
        what,
        "--name",
        "欧阳娜娜",
        "--phone",
        "13800000000",
    ];
    let act = |verb: &str, more: &[&str]| {
        let words = [&["do", verb, "--by", "11", "--json"][..], more].concat();
        serde_json::from_str::<Value>(&must(&village, &words)).unwrap()["done"].clone()
    };
    let number = act("register_problem", &said)["number"].clone();
    let number = number.as_str().unwrap();
    for _ in 0..3 {
        night();
    }
    let below = |dir: &std::path::Path| -> Value {
        let out = must(dir, &["show", "problems", "--below", "--json"]);
        assert!(
            !out.contains("欧阳") && !out.contains("13800000000"),
            "{out}"
        );
        serde_json::from_str(&out).unwrap()
    };
    let seen = below(&county);
    assert_eq!(seen["lines"][0]["text"], what);
    assert_eq!(seen["lines"][0]["number"], number);
    assert_eq!(seen["lines"][0]["name"], "欧**娜");
    let at_hall = below(&hall);
    assert_eq!(seen["lines"][0]["site"], at_hall["lines"][0]["site"]);
    assert_eq!(seen["lines"][0]["entries"], at_hall["lines"][0]["entries"]);
    // Once, however often it is carried; and what is done about it follows.
    for _ in 0..2 {
        night();
    }
    assert_eq!(below(&county)["count"]["registered"], 1);
    act("reply_problem", &["--problem", number, "--text", "已退还"]);
    act("progress_problem", &["--problem", number, "--text", "谈话"]);
    for _ in 0..3 {
        night();
    }
    let seen = below(&county);
    assert_eq!(seen["lines"][0]["entries"].as_array().unwrap().len(), 3);
    let at_hall = below(&hall);
    for field in ["site", "text", "step", "clocks", "entries", "lacks"] {
        assert_eq!(
            seen["lines"][0][field], at_hall["lines"][0][field],
            "{field}"
        );
    }
    assert_eq!(
        seen["lines"][0]["phone"], "",
        "it went no further than the hall"
    );
    let passed = "SELECT count(*) FROM entries WHERE kind = 242";
    assert_eq!(sql(&hall, passed), "3");
    assert_eq!(sql(&county, passed), "0");
    // The passed word holds no name either.
    let bodies = "SELECT group_concat(CAST(body AS TEXT)) FROM entries WHERE kind = 242";
    assert!(!sql(&hall, bodies).contains("欧阳"));
    for dir in all {
        assert!(must(dir, &["verify"]).contains("ok"));
    }
}
