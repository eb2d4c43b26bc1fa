//! The tables that ship with the program keep their own promises.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Deserialize;
use yizhan::domain::calendar::Calendar;
use yizhan::domain::ids::Centre;
use yizhan::domain::matter::Limit;
use yizhan::domain::matter::Provenance;
use yizhan::domain::table;

const COLUMNS: [&str; 9] = [
    "code",
    "centre",
    "name",
    "department",
    "statutory",
    "promised",
    "materials",
    "aliases",
    "provenance",
];

#[derive(Deserialize)]
struct Line {
    code: String,
    centre: Centre,
    name: String,
    department: String,
    statutory: Limit,
    promised: Limit,
    materials: String,
    aliases: String,
    provenance: Provenance,
}

fn township() -> Vec<Line> {
    let text = include_str!("../../data/matters/township.csv");
    let lines = table::rows(text, &COLUMNS).expect("the shipped catalogue is a table");
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn the_township_catalogue_covers_the_three_centres_under_unique_codes_and_names() {
    let lines = township();
    assert!(lines.len() >= 80, "{}", lines.len());
    for (centre, letter) in Centre::ALL.into_iter().zip(['E', 'S', 'G']) {
        assert!(
            lines.iter().filter(|line| line.centre == centre).count() >= 20,
            "{centre}"
        );
        for line in lines.iter().filter(|line| line.centre == centre) {
            assert!(
                line.code.starts_with(letter) && line.code.len() == 4,
                "{}",
                line.code
            );
            assert!(!line.department.is_empty(), "{}", line.code);
        }
    }
    let codes: BTreeSet<_> = lines.iter().map(|line| &line.code).collect();
    let names: BTreeSet<_> = lines.iter().map(|line| &line.name).collect();
    assert_eq!((codes.len(), names.len()), (lines.len(), lines.len()));
}

#[test]
fn no_shipped_promise_is_longer_than_its_statutory_limit_or_in_another_unit() {
    for line in township() {
        let kept = match (line.promised, line.statutory) {
            (Limit::OnTheSpot, _) | (Limit::None, Limit::None) => true,
            (Limit::WorkingDays(promised), Limit::WorkingDays(limit))
            | (Limit::NaturalDays(promised), Limit::NaturalDays(limit))
            | (Limit::Months(promised), Limit::Months(limit)) => promised <= limit,
            _ => false,
        };
        assert!(
            kept,
            "{} {}: {} > {}",
            line.code, line.name, line.promised, line.statutory
        );
    }
}

#[test]
fn shipped_papers_are_named_once_each_and_marked_in_the_known_way() {
    for line in township() {
        let mut names = BTreeSet::new();
        for paper in line
            .materials
            .split('|')
            .filter(|_| !line.materials.is_empty())
        {
            let paper = paper.strip_suffix('?').unwrap_or(paper);
            let name = paper
                .strip_suffix(":copy")
                .or_else(|| paper.strip_suffix(":check"))
                .unwrap_or(paper);
            assert!(
                !name.is_empty() && !name.contains([':', '?']),
                "{} {paper}",
                line.code
            );
            assert!(
                names.insert(name.to_owned()),
                "{} asks twice for {name}",
                line.code
            );
        }
    }
}

#[test]
fn residents_words_lead_to_one_matter_each() {
    let lines = township();
    let mut seen = BTreeSet::new();
    for line in &lines {
        for alias in line.aliases.split('|') {
            assert!(!alias.is_empty(), "{} has no alias", line.code);
            assert!(seen.insert(alias), "{alias} names two matters");
        }
    }
    for (alias, code) in [
        ("低保", "S001"),
        ("新农合", "S039"),
        ("开店", "E022"),
        ("打架", "G004"),
    ] {
        let line = lines
            .iter()
            .find(|line| line.aliases.split('|').any(|a| a == alias));
        assert_eq!(line.map(|line| line.code.as_str()), Some(code), "{alias}");
    }
}

#[test]
fn only_a_few_figures_claim_a_public_source() {
    let sourced = township()
        .iter()
        .filter(|line| line.provenance == Provenance::Source)
        .count();
    assert_eq!(sourced, 12, "SOURCES.md lists each of them");
}

#[test]
fn the_shipped_calendar_agrees_with_an_independent_list_where_one_is_at_hand() {
    #[derive(Deserialize)]
    struct Special {
        date: NaiveDate,
        kind: String,
    }
    let Some(folder) = std::env::var_os("YIZHAN_REAL_DATA").map(PathBuf::from) else {
        eprintln!("left out: YIZHAN_REAL_DATA does not name the folder of real data");
        return;
    };
    let text = fs::read_to_string(folder.join("calendar/special_days_2018_2025.csv")).unwrap();
    let days: Vec<(u64, Special)> = table::rows(&text, &["date", "kind"]).unwrap();
    assert!(days.len() > 200);
    let calendar = Calendar::shipped();
    for (line, day) in days {
        assert_eq!(
            calendar.is_working(day.date),
            day.kind != "off",
            "line {line}: {}",
            day.date
        );
    }
}
