//! Who gave which mark is in no file of a store: not by name, row, order, time or sequence.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

use super::*;

/// Reads every file of a folder, whatever is in it.
pub fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => drop(found.insert(path.clone(), std::fs::read(path).unwrap())),
            }
        }
    }
    found
}

/// Fails where a text stands in any file of a folder.
pub fn in_no_file(dir: &Path, texts: &[String]) {
    // By their first bytes, so that each file is walked once.
    let mut heads: HashMap<&[u8], Vec<&String>> = HashMap::new();
    for text in texts {
        heads.entry(&text.as_bytes()[..4]).or_default().push(text);
    }
    for (path, bytes) in files(dir) {
        for (at, head) in bytes.windows(4).enumerate() {
            for text in heads.get(head).into_iter().flatten() {
                let found = bytes[at..].starts_with(text.as_bytes());
                assert!(!found, "{text} is in {}", path.display());
            }
        }
    }
}

/// A die that falls the same way for the same seed.
struct Die(u64);

impl Die {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }

    fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for at in (1..n).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

/// What rater `n` thinks of three subjects by three questions: no two think alike.
fn ballot_of(n: usize) -> String {
    // Not one mark throughout, which is found anywhere.
    let n = n + 7;
    (0..9)
        .map(|at| char::from(b'0' + ((n / 6usize.pow(at % 3) + at as usize * (n + 1)) % 6) as u8))
        .collect()
}

/// The ways a whole ballot may be written.
fn written(ballot: &str) -> Vec<String> {
    let parted = |by: &str| {
        let digits: Vec<String> = ballot.chars().map(|c| c.to_string()).collect();
        digits.join(by)
    };
    let marks: Vec<String> = ballot
        .chars()
        .map(|c| match c {
            '0' => "\"abstain\"".to_owned(),
            mark => format!("{{\"mark\":{mark}}}"),
        })
        .collect();
    let raw: String = ballot.bytes().map(|b| char::from(b - b'0')).collect();
    vec![
        ballot.to_owned(),
        parted(","),
        parted(", "),
        marks.join(","),
        raw,
    ]
}

struct Voted {
    t: TrialHall,
    codes: Vec<String>,
}

/// Fifty people who signed in, and the codes they draw from.
fn gathered() -> Voted {
    let mut t = called("half_year", "11;甲村;乙村");
    sign_in(&mut t, FIRST, &KINDS, 0, 50);
    let codes = open_voting(&mut t, FIRST, 0);
    Voted { t, codes }
}

#[test]
fn s7_nothing_in_any_file_joins_a_mark_to_a_rater() {
    let Voted { mut t, codes } = gathered();
    let patterns: Vec<String> = (0..50).flat_map(|n| written(&ballot_of(n))).collect();
    let mut seen: Vec<String> = (0..50).map(ballot_of).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen.len(),
        50,
        "no two think alike, so that each could be known again"
    );
    let box_file = box_files(t.dir()).pop().unwrap();
    let not_box = |dir: &Path| {
        let mut all = files(dir);
        all.remove(&box_file);
        all
    };
    let before = not_box(t.dir());
    let (entries, urn) = (t.entries(), std::fs::read(&box_file).unwrap());
    // Which slip each draws, and in which order they come to the pad.
    let mut die = Die(7);
    let (bowl, order) = (die.shuffled(50), die.shuffled(50));
    for (nth, rater) in order.iter().enumerate() {
        cast(&t, FIRST, &codes[bowl[*rater]], &ballot_of(*rater)).unwrap();
        if [0, 24, 49].contains(&nth) {
            in_no_file(t.dir(), &patterns);
            in_no_file(t.dir(), &codes);
        }
    }
    // Nothing was written but the box: not a byte of the ledger, its log, the marks or a draft.
    assert_eq!(t.entries(), entries);
    let after = not_box(t.dir());
    let names: Vec<_> = after.keys().collect();
    assert_eq!(names, before.keys().collect::<Vec<_>>());
    for (path, bytes) in &after {
        assert!(before[path] == *bytes, "{} changed", path.display());
    }
    // In another order, each with another slip, the same opinions leave the very same box.
    let voted = std::fs::read(&box_file).unwrap();
    assert_ne!(voted, urn);
    for seed in 0..4 {
        std::fs::write(&box_file, &urn).unwrap();
        let mut die = Die(100 + seed);
        let (bowl, order) = (die.shuffled(50), die.shuffled(50));
        for rater in order {
            cast(&t, FIRST, &codes[bowl[rater]], &ballot_of(rater)).unwrap();
        }
        assert!(std::fs::read(&box_file).unwrap() == voted, "seed {seed}");
    }
    // Nobody's name is in the box.
    let text = String::from_utf8(voted.clone()).unwrap();
    assert!((0..50).all(|n| !text.contains(&name_of(n))));
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    after_the_count(&t, &patterns, &text);
    t.must_by("sign_meeting", json!({"meeting": FIRST}), staff(LEADER));
    t.assert_sound();
}

/// What is left once it was counted: names in one place, sums in another, and nothing between them.
fn after_the_count(t: &TrialHall, patterns: &[String], voted: &str) {
    assert!(box_files(t.dir()).is_empty());
    in_no_file(t.dir(), patterns);
    // The box's own hashes of codes are gone too.
    let urn: Value = serde_json::from_str(voted.lines().next().unwrap()).unwrap();
    let hashes: Vec<String> = urn["codes"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(hashes.len(), 50);
    in_no_file(t.dir(), &hashes);
    let counts = "SELECT count(*) FROM entries WHERE kind = 235";
    assert_eq!(
        crate::support::sql(t.dir(), counts),
        "1",
        "one entry for all"
    );
    let body = crate::support::sql(t.dir(), "SELECT body FROM entries WHERE kind = 235");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert!((0..50).all(|n| !body.to_string().contains(&name_of(n))));
    // Nine questions, each with five marks: nothing in it has as many parts as there are raters.
    let lines = body["counted"]["counts"]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 9);
    for (at, line) in lines.iter().enumerate() {
        let given = |mark: char| {
            (0..50)
                .filter(|n| ballot_of(*n).chars().nth(at) == Some(mark))
                .count()
        };
        for (mark, n) in ('1'..='5').zip(line["marks"].as_array().unwrap()) {
            assert_eq!(n, given(mark));
        }
        assert_eq!(line["abstained"], given('0'));
    }
    assert!(longest(&body) <= 9, "{body}");
    // Who signed in stands in entries of their own, with a name and a kind and nothing else.
    let query = "SELECT body FROM entries WHERE kind = 233";
    for row in yizhan::store::maintenance::query(t.dir(), query)
        .unwrap()
        .rows
    {
        let body: Value = serde_json::from_str(row[0].as_deref().unwrap()).unwrap();
        let mut fields: Vec<&String> = body.as_object().unwrap().keys().collect();
        fields.sort();
        assert_eq!(fields, ["left", "meeting", "rater"]);
        assert_eq!(body["rater"].as_object().unwrap().len(), 2);
    }
}

/// Returns the length of the longest list within a value.
fn longest(value: &Value) -> usize {
    match value {
        Value::Array(all) => all.iter().map(longest).max().unwrap_or(0).max(all.len()),
        Value::Object(all) => all.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}

/// How alike two orders are, from -1 to 1.
fn correlation(a: &[usize], b: &[usize]) -> f64 {
    let n = a.len() as f64;
    let square = |(x, y): (&usize, &usize)| (*x as f64 - *y as f64).powi(2);
    let sum: f64 = a.iter().zip(b).map(square).sum();
    1.0 - 6.0 * sum / (n * (n * n - 1.0))
}

#[test]
fn s7_the_order_of_voting_is_not_in_the_box() {
    let mut sums = [0.0; 3];
    const TRIALS: usize = 12;
    for seed in 0..TRIALS as u64 {
        let Voted { t, codes } = gathered();
        let mut die = Die(seed * 977 + 5);
        let bowl = die.shuffled(50);
        // They sign in as 0 to 49 and vote in the same order: the worst case for them.
        for rater in 0..50 {
            cast(&t, FIRST, &codes[bowl[rater]], &ballot_of(rater)).unwrap();
        }
        let file = box_files(t.dir()).pop().unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        let urn: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let salt = yizhan::domain::entry::unhex(urn["salt"].as_str().unwrap()).unwrap();
        let places: Vec<&String> = urn["codes"].as_object().unwrap().keys().collect();
        let place = |code: &String| {
            let hash = yizhan::domain::meeting::digest(&salt, code).to_string();
            places.iter().position(|at| **at == hash).unwrap()
        };
        let in_turn: Vec<usize> = (0..50).collect();
        let voted: Vec<usize> = bowl.iter().map(|at| place(&codes[*at])).collect();
        let made: Vec<usize> = codes.iter().map(place).collect();
        let mut sorted: Vec<usize> = in_turn.clone();
        sorted.sort_by_key(|at| codes[*at].clone());
        for (sum, order) in sums.iter_mut().zip([voted, made, sorted]) {
            *sum += correlation(&in_turn, &order);
        }
    }
    // Of 50 the correlation strays by 1/7 about nothing; of the mean of twelve by 0.041. Four times
    // that is met by chance once in sixteen thousand runs.
    for sum in sums {
        let mean = sum / TRIALS as f64;
        assert!(mean.abs() < 0.165, "{sums:?}");
    }
}

#[test]
fn what_a_killed_pad_left_is_gone_when_the_store_is_opened_again() {
    let Voted { mut t, codes } = gathered();
    cast(&t, FIRST, &codes[0], &ballot_of(0)).unwrap();
    let file = box_files(t.dir()).pop().unwrap();
    let part = file.with_extension("part");
    std::fs::write(&part, b"half a ballot").unwrap();
    // A voting that was never kept, as by a power cut before its entry.
    let orphan = file.with_file_name("6ba7b810-9dad-11d1-80b4-00c04fd430c8.box");
    std::fs::copy(&file, &orphan).unwrap();
    drop(yizhan::ops::Hall::open(t.dir()).unwrap());
    assert_eq!(box_files(t.dir()), std::slice::from_ref(&file));
    // A backup takes no box along.
    let copy = t.dir().join("copy.db");
    yizhan::store::maintenance::backup(t.dir(), &copy).unwrap();
    let backed = std::fs::read(&copy).unwrap();
    let hash = std::fs::read_to_string(&file).unwrap();
    let urn: Value = serde_json::from_str(hash.lines().next().unwrap()).unwrap();
    for code in urn["codes"].as_object().unwrap().keys() {
        assert!(
            !backed
                .windows(code.len())
                .any(|part| part == code.as_bytes())
        );
    }
    std::fs::remove_file(copy).unwrap();
    // Killed after the count and before the box was shredded: the next one who opens it does.
    let kept = std::fs::read(&file).unwrap();
    for code in &codes[1..] {
        cast(&t, FIRST, code, &ballot_of(1)).unwrap();
    }
    t.must_by("count_meeting", json!({"meeting": FIRST}), staff(LEADER));
    std::fs::write(&file, kept).unwrap();
    drop(yizhan::ops::Hall::open(t.dir()).unwrap());
    assert!(box_files(t.dir()).is_empty());
    t.assert_sound();
}
