//! Nights as they are led in a hall: with the real binary, a stick that is there or not, and a clock.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use super::HUB;
use super::TOWN;
use super::card;
use super::enrol;
use super::staffed;
use crate::cli::Hall;
use crate::cli::Ran;

/// 2026-03-09 23:00 in China, a Monday night.
const MONDAY: i64 = 1_773_068_400_000;
const DAY: i64 = 86_400_000;

/// A trial site whose clock can be set.
pub fn site(kind: &str, org: &str, name: &str) -> Hall {
    let site = Hall::empty();
    let made = ["init", "--trial", "--kind", kind, "--org", org];
    site.run(&[&made[..], &["--name", name]].concat()).ends(0);
    let site = staffed(site);
    set_clock(&site, MONDAY - DAY / 2);
    site
}

pub fn set_clock(site: &Hall, at: i64) {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let by = at - i64::try_from(now.as_millis()).unwrap();
    fs::write(site.store().join("demo-clock"), by.to_string()).unwrap();
}

pub fn carriers(site: &Hall, to: &[&Path]) {
    let path = site.store().join("hall.toml");
    let text = fs::read_to_string(&path).unwrap();
    let list: Vec<String> = to
        .iter()
        .map(|d| format!("\"dir:{}\"", d.display()))
        .collect();
    let line = text.lines().find(|line| line.starts_with("to = ")).unwrap();
    let text = text.replacen(line, &format!("to = [{}]", list.join(", ")), 1);
    fs::write(path, text).unwrap();
}

pub struct Town {
    _root: tempfile::TempDir,
    pub stick: PathBuf,
    pub hub: Hall,
    pub hall: Hall,
}

pub fn town() -> Town {
    let root = tempfile::tempdir().unwrap();
    let stick = root.path().join("usb");
    fs::create_dir(&stick).unwrap();
    let (hub, hall) = (site("hub", HUB, "龙河县"), site("hall", TOWN, "云溪镇"));
    let (file, print) = card(&hall);
    enrol(&hub, &file, "child", &print, ("101", "102")).ends(0);
    let (file, print) = card(&hub);
    enrol(&hall, &file, "parent", &print, ("101", "102")).ends(0);
    carriers(&hub, &[&stick]);
    carriers(&hall, &[&stick]);
    Town {
        _root: root,
        stick,
        hub,
        hall,
    }
}

fn report(site: &Hall) -> Value {
    let shown = site.words("nightly --report --json").ends(0).json();
    shown["night"].clone()
}

fn nightly(site: &Hall, at: i64) -> Ran {
    set_clock(site, at);
    site.words("nightly")
}

#[test]
fn a_week_of_nights_with_no_line_and_a_forgotten_stick_loses_nothing() {
    let town = town();
    let (hub, hall, stick) = (&town.hub, &town.hall, &town.stick);
    let away = stick.with_extension("away");
    for night in 0..7 {
        let at = MONDAY + night * DAY;
        let staff = format!(
            "do save_staff --staff {} --name 新{night} --by 101",
            200 + night
        );
        hall.words(&staff).ends(0);
        // Tuesday and Wednesday there is no line at all; on Friday the stick lies in the county.
        let gone = matches!(night, 1 | 2 | 4);
        if gone {
            fs::rename(stick, &away).unwrap();
        }
        let exit = if gone { 4 } else { 0 };
        let said = nightly(hall, at).ends(exit).out;
        assert!(
            said.contains(if gone { "没有完成" } else { "全部完成" }),
            "{said}"
        );
        let kept = report(hall);
        let site = &kept["sites"][0];
        if gone {
            assert_eq!(site["legs"][0]["stopped"][0], "away", "{kept}");
            assert!(said.contains("请插好优盘"), "{said}");
            // It also says since when: the first entry nobody has acknowledged.
            assert!(site["since"].is_i64() && site["waiting"].as_u64() > Some(0));
            fs::rename(&away, stick).unwrap();
        }
        if night != 4 {
            nightly(hub, at + 600_000).ends(0);
        }
    }
    // The night is over for today, whoever asks again.
    let again = hall.words("nightly").ends(0).out;
    assert!(again.contains("之前没有要做的"), "{again}");
    for _ in 0..2 {
        hub.words("sync").ends(0);
        hall.words("sync").ends(0);
    }
    let plan = hall.words("sync --dry-run --json").ends(0).json();
    assert_eq!(plan[0]["out"].as_array().map(Vec::len), Some(0), "{plan}");
    let there = hub.words("sites --json").ends(0).json();
    let here = hall.words("sites --json").ends(0).json();
    assert_eq!(here["others"][0]["waiting"], 0);
    assert_eq!(there["others"][0]["received"], here["others"][0]["acked"]);
    for site in [hub, hall] {
        site.words("verify").ends(0);
    }
    // Both sides read the same ten characters out over the phone.
    nightly(hub, MONDAY + 7 * DAY).ends(0);
    nightly(hall, MONDAY + 7 * DAY + 600_000).ends(0);
    let code = |site: &Hall| report(site)["checkpoint"][1].as_str().map(str::to_owned);
    assert!(code(hub).is_some_and(|code| code.len() == 11));
    assert_eq!(code(hub), code(hall));
    let backups = fs::read_dir(hall.store().join("backups")).unwrap().count();
    assert_eq!(backups, 8, "one a night");
}

#[test]
fn a_carrier_that_is_away_blocks_no_other_and_the_night_says_partly() {
    let town = town();
    let nowhere = town.stick.with_extension("nowhere");
    carriers(&town.hall, &[&nowhere, &town.stick]);
    let said = nightly(&town.hall, MONDAY).ends(5).out;
    assert!(said.contains("部分完成"), "{said}");
    assert!(said.contains("送出"), "{said}");
    assert!(
        !nowhere.exists(),
        "a stick that is not in is not replaced by a folder"
    );
    // It is tried again, but not at once.
    let soon = nightly(&town.hall, MONDAY + 60_000).ends(0).out;
    assert!(soon.contains("之前没有要做的"), "{soon}");
    fs::create_dir(&nowhere).unwrap();
    nightly(&town.hall, MONDAY + 16 * 60_000).ends(0);
    assert!(nowhere.join("v1").exists());
}

#[test]
fn two_nights_never_run_at_once_and_a_missed_one_is_made_up() {
    let town = town();
    let lock = fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(town.hall.store().join("night.lock"))
        .unwrap();
    lock.lock().unwrap();
    let refused = nightly(&town.hall, MONDAY).ends(3);
    assert!(refused.err.contains("正在进行"), "{}", refused.err);
    town.hall.words("sync").ends(3);
    lock.unlock().unwrap();
    // The machine was off on Monday night and is started on Tuesday morning.
    nightly(&town.hall, MONDAY + 9 * 3_600_000).ends(0);
    assert_eq!(report(&town.hall)["day"], "2026-03-09");
    let next = nightly(&town.hall, MONDAY + 10 * 3_600_000).ends(0).out;
    assert!(next.contains("2026-03-10 22:30"), "{next}");
}

#[test]
fn a_plan_is_shown_and_changes_nothing() {
    let town = town();
    let before = super::bytes(&town.hall);
    let plan = town.hall.words("sync --dry-run").ends(0).out;
    assert!(plan.contains("龙河县") && plan.contains("将送出"), "{plan}");
    assert_eq!(super::bytes(&town.hall), before);
    assert_eq!(fs::read_dir(&town.stick).unwrap().count(), 0);
}

#[test]
fn a_site_without_carriers_or_others_is_told_what_to_do() {
    let alone = site("hall", TOWN, "云溪镇");
    let said = alone.words("sync").ends(3).err;
    assert!(said.contains("hall.toml"), "{said}");
    let usb = alone.store().join("usb");
    fs::create_dir(&usb).unwrap();
    carriers(&alone, &[&usb]);
    let said = alone.words("sync").ends(3).err;
    assert!(said.contains("site enrol"), "{said}");
    alone.words("nightly --report").ends(3);
    // A night of one's own closes, copies and checks all the same.
    set_clock(&alone, MONDAY);
    alone.words("nightly").ends(0);
    assert_eq!(report(&alone)["steps"].as_array().map(Vec::len), Some(4));
}

#[test]
fn nights_by_a_clock_years_ahead_or_behind_keep_no_other_from_being_done() {
    let alone = site("hall", TOWN, "云溪镇");
    // A machine started with a clock of 2036, once; then its clock is put right.
    nightly(&alone, MONDAY + 3_650 * DAY).ends(0);
    for night in 0..2 {
        let said = nightly(&alone, MONDAY + night * DAY).ends(0).out;
        assert!(said.contains("全部完成"), "{said}");
        let again = alone.words("nightly").ends(0).out;
        assert!(again.contains("之前没有要做的"), "{again}");
    }
    assert_eq!(report(&alone)["day"], "2026-03-10", "not that of 2036");
    // Its battery is dead and there is no line: it begins in 2016 for some days.
    for night in 0..2 {
        let said = nightly(&alone, MONDAY - (3_652 - night) * DAY).ends(0).out;
        assert!(said.contains("全部完成"), "{said}");
        assert_eq!(report(&alone)["day"], format!("2016-03-{:02}", 9 + night));
    }
    let said = nightly(&alone, MONDAY + 2 * DAY).ends(0).out;
    assert!(said.contains("全部完成"), "{said}");
    assert_eq!(report(&alone)["day"], "2026-03-11");
}

#[test]
fn what_a_night_by_a_slow_clock_keeps_is_not_the_first_to_go() {
    let alone = site("hall", TOWN, "云溪镇");
    let settings = alone.store().join("hall.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("keep = "))
        .unwrap();
    fs::write(&settings, text.replacen(line, "keep = 2", 1)).unwrap();
    for night in 0..3 {
        nightly(&alone, MONDAY + night * DAY).ends(0);
    }
    let reports = alone.store().join("nights");
    let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    for day in first.iter_days().take(400) {
        fs::write(reports.join(format!("{day}.json")), "{}").unwrap();
    }
    nightly(&alone, MONDAY - 3_652 * DAY).ends(0);
    let mut backups: Vec<String> = fs::read_dir(alone.store().join("backups"))
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    backups.sort();
    assert_eq!(backups, ["yizhan-2016-03-09.db", "yizhan-2026-03-11.db"]);
    assert_eq!(report(&alone)["day"], "2016-03-09");
}

/// Makes it impossible to lay a checkpoint that was laid before: a folder stands in its place, and
/// all names it could be given are taken.
fn block_checkpoints(dir: &Path) -> u32 {
    let mut blocked = 0;
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            blocked += block_checkpoints(&path);
        } else if name.starts_with("checkpoint.") {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
            for n in 1..=ASIDE {
                fs::create_dir(path.with_file_name(format!("{name}.{n}.aside"))).unwrap();
            }
            blocked += 1;
        }
    }
    blocked
}

/// So many folders that are in the way are given another name.
const ASIDE: u32 = 99;

#[test]
fn a_county_whose_checkpoint_could_not_be_laid_or_whose_tables_are_away_says_where() {
    let town = town();
    let (hub, stick) = (&town.hub, &town.stick);
    nightly(hub, MONDAY).ends(0);
    assert_eq!(block_checkpoints(stick), 1);
    let step = |night: &Value| -> String {
        let mut steps = night["steps"].as_array().unwrap().iter();
        let county = steps.find(|step| step["kind"] == "county").unwrap();
        county["end"]["failed"].as_str().unwrap().to_owned()
    };
    let name = format!("dir:{}", stick.display());
    let ran = nightly(hub, MONDAY + DAY).ends(5);
    assert!(
        ran.out.contains(&format!("县总账：没有成功，{name}: ")) && ran.out.contains("下次接着做"),
        "{}",
        ran.out
    );
    assert!(step(&report(hub)).contains(&name));
    // A stick that fails keeps nobody from trying the server, and each is named.
    let settings = hub.store().join("hall.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let line = text.lines().find(|line| line.starts_with("to = ")).unwrap();
    let server = "postgres://hub_importer:geheim@127.0.0.1:1/county";
    let both = format!("to = [\"{name}\", \"{server}\"]");
    fs::write(&settings, text.replacen(line, &both, 1)).unwrap();
    let said = nightly(hub, MONDAY + 2 * DAY).ends(5).out;
    let why = step(&report(hub));
    let shown = server.replace(":geheim", "");
    assert!(why.contains(&name) && why.contains(&shown), "{why}");
    assert_eq!(why.matches(&shown).count(), 1, "{why}");
    assert!(
        said.contains("对方没有开") && !said.contains("geheim"),
        "{said}"
    );
}
