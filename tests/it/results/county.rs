//! The halls of a county side by side: from the command line, as a page that is counted again, and in a
//! real browser.

use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;
use yizhan::domain::county::posted::CountyResults;
use yizhan::domain::county::summary::Summary;
use yizhan::domain::results::Mark;
use yizhan::locale::Lang;
use yizhan::ui::results::county_html;

use super::page::browse;
use super::page::browser;
use super::page::measure;
use super::run;
use crate::pg::county::HALLS;
use crate::pg::county::hall_of;
use crate::pg::county::hub_at;
use crate::pg::county::must;
use crate::pg::county::set_clock;
use crate::pg::county::settings;
use crate::pg::county::work;
use crate::support::TrialHall;

/// A county that has heard of three halls over a folder, and the halls.
fn county(root: &Path) -> (PathBuf, Vec<TrialHall>) {
    let upper = hub_at(root);
    let mut halls: Vec<TrialHall> = HALLS
        .iter()
        .map(|code| hall_of(code, &upper, root))
        .collect();
    work(&mut halls);
    let to = root.join("shared");
    std::fs::create_dir(&to).unwrap();
    let folder = format!("\"dir:{}\"", to.display());
    settings(&upper, &folder);
    halls.iter().for_each(|t| settings(t.dir(), &folder));
    set_clock(&upper, halls[0].now);
    exchange(&upper, &halls);
    (upper, halls)
}

fn exchange(upper: &Path, halls: &[TrialHall]) {
    for dir in halls.iter().map(TrialHall::dir).chain([upper]) {
        must(dir, &["sync"]);
    }
}

fn written(upper: &Path, span: &str, file: &Path) -> CountyResults {
    let _ = std::fs::remove_file(file);
    let shown = file.to_str().unwrap();
    must(upper, &["hub", "figures", span, "--out", shown]);
    let json = must(upper, &["hub", "figures", span, "--json"]);
    serde_json::from_str(&json).unwrap()
}

fn checked(upper: &Path, file: &Path) -> (i32, Value) {
    let shown = file.to_str().unwrap();
    let mut told = Vec::new();
    // The hall's own command knows a county's file too, and says the same.
    for ask in [&["hub", "figures", "--verify"][..], &["report", "--verify"]] {
        let (code, said) = run(upper, &[ask, &[shown, "--json"]].concat());
        told.push((code, serde_json::from_str(&said).unwrap_or(Value::Null)));
    }
    assert_eq!(told[0], told[1], "{shown}");
    told.remove(0)
}

/// Writes a file anew with other words in it, each of which must be there.
fn forge(file: &Path, changes: &[(&str, &str)]) {
    let mut text = std::fs::read_to_string(file).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    std::fs::write(file, text).unwrap();
}

#[test]
fn a_countys_file_is_counted_again_and_whatever_was_changed_in_it_is_found() {
    let root = TempDir::new().unwrap();
    let (upper, mut halls) = county(root.path());
    let page = root.path().join("page.html");
    let told = written(&upper, "2026-03", &page);
    assert!(told.whole && told.halls.len() == 3);
    for file in ["q.html", "q.xlsx", "q.json"] {
        let file = root.path().join(file);
        written(&upper, "2026-Q1", &file);
        let same = json!({"same": true, "absent": [], "unmarked": []});
        assert_eq!(checked(&upper, &file), (0, same));
    }
    assert_eq!(checked(&upper, &page).0, 0);

    // What comes later changes the figures, and not what was said of the entries until then.
    halls[0].at("2026-04-11 09:00").ticket("social");
    set_clock(&upper, halls[0].now);
    exchange(&upper, &halls);
    assert_eq!(checked(&upper, &page).0, 0);
    let april = written(&upper, "2026-04", &root.path().join("april.html"));
    assert!(april.halls[0].figures.visits > 0 && !april.whole);

    // One number, with the sum made to fit.
    let sum = &told.halls[1].figures;
    let old = format!("\"late\":{},\"invited\":{}", sum.late, sum.invited);
    let new = format!("\"late\":{},\"invited\":{}", sum.late - 1, sum.invited);
    let all = format!(
        "\"late\":{},\"invited\":{}",
        told.all.late, told.all.invited
    );
    let all_new = format!(
        "\"late\":{},\"invited\":{}",
        told.all.late - 1,
        told.all.invited
    );
    forge(&page, &[(&old, &new), (&all, &all_new)]);
    let (code, said) = checked(&upper, &page);
    let differs = json!([
        {"org": told.halls[1].org, "figure": "county_late"},
        {"org": null, "figure": "county_late"},
    ]);
    assert_eq!((code, &said["differs"]), (4, &differs), "{said}");
    let (_, said) = run(
        &upper,
        &["hub", "figures", "--verify", page.to_str().unwrap()],
    );
    assert!(said.contains("120115104"), "{said}");

    // Words alone, a name, a mark, the form.
    written(&upper, "2026-03", &page);
    let shown = format!("<td class=\"n\">{}</td>", told.all.visits);
    forge(&page, &[(&shown, "<td class=\"n\">9999</td>")]);
    assert_eq!(checked(&upper, &page).1["why"], "text");
    written(&upper, "2026-03", &page);
    forge(&page, &[("便民服务中心", "另一个厅")]);
    let (code, said) = checked(&upper, &page);
    assert_eq!((code, &said["differs"][0]["figure"]), (4, &json!("name")));
    let later = written(&upper, "2026-03", &page);
    let Mark { hash, .. } = &later.halls[0].marks[0];
    let other = hash.replace(&hash[..2], if hash.starts_with("00") { "11" } else { "00" });
    forge(&page, &[(hash.as_str(), other.as_str())]);
    assert_eq!(checked(&upper, &page).1["why"], "other_ledger");
    written(&upper, "2026-03", &page);
    forge(&page, &[("{\"form\":1,", "{\"form\":9,")]);
    assert_eq!(checked(&upper, &page).1["why"], "other_form");

    // A workbook with a number changed: read, changed and written as anybody's program would.
    let json_file = root.path().join("q.json");
    let visits = format!("\"visits\": {}", told.halls[2].figures.visits);
    forge(&json_file, &[(&visits, "\"visits\": 1")]);
    assert_eq!(checked(&upper, &json_file).1["why"], "differs");
    // The page of another county is of another ledger.
    let elsewhere = TempDir::new().unwrap();
    let other = hub_at(elsewhere.path());
    let page = root.path().join("april.html");
    assert_eq!(checked(&other, &page).1["why"], "other_ledger");
}

#[test]
fn a_log_or_a_hall_that_a_file_leaves_out_is_named() {
    let root = TempDir::new().unwrap();
    let (upper, _) = county(root.path());
    let page = root.path().join("page.html");
    let mut told = written(&upper, "2026-03", &page);
    told.halls.pop();
    // The pads' log holds what residents said: without it nobody was discontent.
    let marks = &mut told.halls[0].marks;
    let pads = marks.iter().enumerate().min_by_key(|(_, mark)| mark.seq);
    let at = pads.unwrap().0;
    let log = marks.remove(at).log.to_string();
    let sum = told.halls[0].figures;
    told.halls[0].figures = Summary {
        level5: 0,
        level4: 0,
        level3: 0,
        level2: 0,
        level1: 0,
        unrated: 0,
        ..sum
    };
    let settings = (told.name.as_str(), told.min_for_percent);
    let forged = CountyResults::of(settings, told.days(), told.halls.clone());
    std::fs::write(&page, county_html(Lang::ZhCn, &forged)).unwrap();
    let (code, said) = checked(&upper, &page);
    assert_eq!((code, &said["same"]), (0, &json!(true)), "{said}");
    assert_eq!(said["absent"], json!([HALLS[2].parse::<i64>().unwrap()]));
    let unmarked = json!([{"org": HALLS[0].parse::<i64>().unwrap(), "log": log}]);
    assert_eq!(said["unmarked"], unmarked);
    let ask = ["hub", "figures", "--verify", page.to_str().unwrap()];
    let (_, said) = run(&upper, &ask);
    assert!(said.contains(HALLS[2]) && said.contains(&log), "{said}");
}

#[test]
fn the_command_takes_a_month_a_quarter_a_year_or_days_and_says_what_is_wrong() {
    let root = TempDir::new().unwrap();
    let upper = hub_at(root.path());
    let asked = |args: &[&str]| run(&upper, &[&["hub", "figures"], args].concat());
    for (span, from, to) in [
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2026-q1", "2026-01-01", "2026-03-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ] {
        let (code, said) = asked(&[span, "--json"]);
        let told: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (code, &told["from"], &told["to"]),
            (0, &json!(from), &json!(to))
        );
        assert_eq!(told["whole"], json!(false));
        let (_, by_days) = asked(&["--from", from, "--to", to, "--json"]);
        assert_eq!(by_days, said);
    }
    let (_, said) = run(&upper, &["--lang", "zh-CN", "hub", "figures", "2026-03"]);
    assert!(
        said.contains("2026年3月") && said.contains("还没过完"),
        "{said}"
    );
    for (args, expected, word) in [
        (&["2026-13"][..], 2, "2026-13"),
        (&["2026-03", "--from", "2026-03-01"], 2, "--from"),
        (&["2026-03", "--to", "2026-03-01"], 2, "--to"),
        (&["--from", "2026-03-09", "--to", "2026-03-01"], 2, "--from"),
        (&["2027-01"], 3, "2027-01-01"),
        (&["--from", "2027-01-01"], 3, "2027-01-01"),
        (&["2026-03", "--out", "x.odt"], 2, "x.odt"),
        (&["2026-03", "--verify", "x.html"], 2, "--verify"),
        (&["--verify", "/nowhere.html"], 2, "/nowhere.html"),
    ] {
        let (code, said) = asked(args);
        assert_eq!(code, expected, "{args:?}: {said}");
        assert!(said.contains(word), "{args:?}: {said}");
        assert!(!Path::new("x.odt").exists());
    }
    let text = root.path().join("q.txt");
    assert_eq!(asked(&["2026-Q1", "--out", text.to_str().unwrap()]).0, 0);
    let (_, shown) = asked(&["2026-Q1"]);
    assert_eq!(std::fs::read_to_string(&text).unwrap(), shown);
    let plain = root.path().join("plain.html");
    std::fs::write(&plain, "<p>nothing</p>").unwrap();
    let (code, said) = asked(&["--verify", plain.to_str().unwrap()]);
    assert!(code == 2 && said.contains("plain.html"), "{said}");
    for lang in ["zh-CN", "en"] {
        let (_, said) = run(&upper, &["--lang", lang, "hub", "figures", "--help"]);
        assert!(
            said.contains("2026-Q1") && said.contains("--verify"),
            "{said}"
        );
    }
}

#[test]
fn a_countys_page_shows_and_prints_whole_on_a_phone_and_on_paper_in_both_languages() {
    let Some(browser) = browser() else { return };
    let root = TempDir::new().unwrap();
    let (upper, _) = county(root.path());
    let home = root.path().join("home");
    for (lang, words) in [
        (
            "zh-CN",
            [
                "各镇对比",
                "便民服务中心 120115103",
                "满意率",
                "主动评价率",
                "怎么数的",
            ],
        ),
        (
            "en",
            [
                "side by side",
                "便民服务中心 120115103",
                "Good",
                "Answered",
                "To check",
            ],
        ),
    ] {
        let page = root.path().join(format!("{lang}.html"));
        let shown = page.to_str().unwrap();
        let ask = ["--lang", lang, "hub", "figures", "2026-03", "--out", shown];
        assert_eq!(run(&upper, &ask).0, 0);
        for (width, dark) in [(360, false), (390, true), (794, false), (1280, true)] {
            let told = measure(browser, &home, &page, (width, dark));
            told.fits(width, dark, lang);
        }
        let pdf = root.path().join(format!("{lang}.pdf"));
        let to = format!("--print-to-pdf={}", pdf.display());
        browse(browser, &home, &[&to, "--no-pdf-header-footer"], &page);
        super::page::on_paper(&pdf, &words);
    }
}
