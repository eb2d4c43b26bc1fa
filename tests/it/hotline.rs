//! The hotline on real terminals and at the command line: a call in Chinese, a visit in a village, and
//! figures nobody can dress up.

use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::entry::ActorNo;
use yizhan::domain::event::Event;
use yizhan::domain::event::JobDone;
use yizhan::domain::hotline::DoorLine;
use yizhan::store::Audience;
use yizhan::store::Store;

use crate::custody;
use crate::pg::county::meet;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::pg::county::site_at;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;
use crate::support::terminal::Screen;

mod untrue;

const HALL: &str = "120115103";
const VILLAGE: &str = "120115103001";

/// A hall and a village below it, with a folder between them, in the morning of 2026-03-12.
fn pair(root: &Path) -> (PathBuf, PathBuf) {
    let hall = site_at(&root.join("hall"), "hall", HALL);
    let village = site_at(&root.join("village"), "village", VILLAGE);
    let stick = root.join("stick");
    std::fs::create_dir(&stick).unwrap();
    for dir in [&hall, &village] {
        set_clock(dir, yizhan::domain::time::UtcMs(1_773_273_600_000));
        settings(dir, &format!("\"dir:{}\"", stick.display()));
    }
    meet(&hall, &village, root);
    (hall, village)
}

fn job(dir: &Path) -> Value {
    serde_json::from_str(&sql(dir, "SELECT body FROM jobs")).unwrap()
}

#[test]
fn a_call_in_chinese_is_sent_to_its_village_visited_and_called_back() {
    let root = TempDir::new().unwrap();
    let (hall, village) = pair(root.path());
    let night = || {
        for dir in [&village, &hall, &village] {
            must(dir, &["sync"]);
        }
    };
    night();
    let mut phone = Screen::start(&hall, &["hotline", "--by", "11"]);
    phone.sees("这里没有工单");
    phone.keys("<F2>");
    phone.sees("数字键选类别");
    let said = "水管漏水张三丰13800000000三组孙助理1430".chars().count();
    phone.keys("1水管漏水<Enter>张三丰<Enter>13800000000<Enter>");
    phone.sees("1 龙河 120115103001");
    phone.keys("1三组<Enter>孙助理<Enter>1430");
    phone.sees("本村站点，最近");
    phone.keys("<F8>");
    phone.sees("已派 龙河 120115103001：孙助理");
    // F2, the kind, five times Enter, the village by its digit, F8.
    assert_eq!(phone.pressed() - said, 9);
    drop(phone);
    night();

    let mut board = Screen::start(&village, &["village", "--by", "11"]);
    board.sees("有 1 件上门要去");
    drop(board);
    let mut assistant = Screen::start(&village, &["hotline", "--by", "11"]);
    assistant.sees("水管漏水");
    assistant.keys("<F8>");
    assistant.sees("六个一");
    assistant.keys("123456789<F8>");
    assistant.sees("这些没有打勾：不抽烟、不收钱");
    assert_eq!(job(&village)["done"], Value::Null);
    assistant.keys("<Enter><Enter>");
    assistant.sees("全部打勾，可以办结");
    assistant.keys("换了接头，不漏了<F8>");
    assistant.sees("已办结，等别人回访");
    drop(assistant);
    night();

    assert_eq!(job(&hall)["done"]["text"], "换了接头，不漏了");
    let mut back = Screen::start(&hall, &["hotline", "--by", "99"]);
    back.sees("待回访 1");
    back.keys("<F8>");
    back.sees("怎么告知");
    back.keys("15<F8>");
    back.sees("已告知来电人，了结");
    drop(back);
    night();
    for dir in [&hall, &village] {
        let job = job(dir);
        assert_eq!(
            (&job["told"]["level"], &job["done"]["person"]),
            (&json!(5), &json!("孙助理"))
        );
        must(dir, &["verify"]);
        must(dir, &["rebuild"]);
        assert_eq!(self::job(dir), job, "folded anew it is the same");
    }
    let shown = must(&hall, &["show", "hotline", "--lang", "zh-CN"]);
    assert!(shown.contains("1 件中 1 件"), "{shown}");
    assert!(!shown.contains("13800000000"), "{shown}");
}

#[test]
fn a_month_of_calls_has_its_figures_with_their_numbers() {
    let mut t = TrialHall::staffed();
    let question = |answer: &str| json!({"kind": "question", "what": "几点开门", "answer": answer});
    t.must_by("take_call", question("八点"), staff(11));
    t.at("2026-04-02 09:00")
        .must("post_staff", json!({"staff": 11}));
    for n in 0..11 {
        let answer = if n < 10 { "八点" } else { "" };
        t.must_by("take_call", question(answer), staff(11));
    }
    let visit = json!({"kind": "visit", "channel": "window", "what": "认证", "name": "李老太",
        "place": "村东", "person": "李四", "at": "14:00"});
    t.must_by("take_call", visit, staff(11));
    let hotline = |month: Option<&str>| {
        let day = month.map(|month| format!("{month}-01").parse().unwrap());
        t.hall.hotline(day, None, t.now).unwrap()
    };
    let april = hotline(None);
    assert_eq!((april.rates.handled.n, april.rates.handled.of), (10, 11));
    assert_eq!(april.rates.handled.permille(10), Some(909));
    // What was booked at a window is no call; it is a visit all the same.
    assert_eq!((april.rates.visits.n, april.rates.visits.of), (0, 1));
    assert_eq!(april.kinds, [0, 11, 0, 0, 0]);
    let march = hotline(Some("2026-03"));
    assert_eq!((march.rates.answered.n, march.rates.answered.of), (1, 1));
    assert_eq!(
        march.rates.answered.permille(10),
        None,
        "one is no percentage"
    );
    let dir = t.dir().to_owned();
    let at = ["--now", "2026-04-02 10:00", "--lang", "en"];
    let show = |more: &[&str]| must(&dir, &[&["show", "hotline"][..], more, &at].concat());
    let said = show(&[]);
    assert!(said.contains("90.9% (10/11)"), "{said}");
    assert!(said.contains("target 100%"), "{said}");
    assert!(show(&["--month", "2026-03"]).contains("1 of 1"));
    let json: Value = serde_json::from_str(&show(&["--json"])).unwrap();
    assert_eq!(json["rates"]["handled"], json!({"n": 10, "of": 11}));
    assert_eq!(json["lines"][1]["name"], "李*太");
}

#[test]
fn a_village_that_writes_a_visit_as_done_without_its_list_is_not_believed() {
    let (mut hall, mut village) = (TrialHall::staffed(), TrialHall::staffed());
    custody::enrol(&mut hall, &mut village);
    let call = json!({"kind": "repair", "what": "水管漏水", "name": "张三丰", "village": "杨树村",
        "person": "孙助理", "at": "15:00"});
    let number = hall.must_by("take_call", call, staff(11))["number"].clone();
    custody::meet(&mut hall, &mut village);
    let id = job(village.dir())["job"].as_str().unwrap().parse().unwrap();
    let done = |door: Vec<DoorLine>| JobDone {
        job: id,
        turn: 1,
        door,
        person: "孙助理".into(),
        outcome: "说是修好了".into(),
    };
    let now = village.now;
    let mut store = Store::open(village.dir()).unwrap();
    for event in [done(Vec::new()), done(DoorLine::ALL[1..].to_vec())] {
        let write = |writer: &mut yizhan::store::Writer<'_>| {
            let event = Event::from(event);
            writer.append(Audience::Up, id.0, ActorNo(11), now, &event)
        };
        store.write(write).unwrap();
    }
    drop(store);
    custody::meet(&mut hall, &mut village);
    for t in [&hall, &village] {
        assert_eq!(job(t.dir())["done"], Value::Null);
    }
    let told = json!({"job": number, "how": "电话", "level": 5});
    assert!(hall.perform("tell_caller", told, staff(12)).is_err());
    hall.assert_sound();
    village.assert_sound();
}
