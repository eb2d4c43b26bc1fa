//! The register at the command line.

use super::Hall;

const FILE: &str = "序号,姓名,身份证号码,联系电话,行政村\r\n\
    1,张三丰,11010519491231002x,13800000000,柳树庄\r\n\
    2,,,,\r\n\
    3,王芳,,13800000000,柳树庄\r\n\
    4,李四,,,\r\n\
    5,张三峰,440524188001010014,,柳树庄\r\n";

#[test]
fn a_register_in_gb18030_is_taken_in_once_and_every_bad_row_is_named() {
    let hall = Hall::set_up(false);
    let (bytes, _, _) = encoding_rs::GB18030.encode(FILE);
    let file = hall.file("居民.csv", &bytes);
    let dry = hall
        .run(&["import", "residents", &file, "--dry-run"])
        .ends(0);
    assert!(dry.out.contains("GB18030"), "{}", dry.out);
    let first = hall
        .run(&["import", "residents", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&first["rows"], &first["taken"], &first["added"]),
        (&5.into(), &3.into(), &3.into())
    );
    let lines: Vec<&serde_json::Value> = first["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["line"])
        .collect();
    assert_eq!(lines, [3, 5]);
    let again = hall
        .run(&["import", "residents", &file, "--json"])
        .ends(0)
        .json();
    assert_eq!(
        (&again["added"], &again["changed"], &again["unchanged"]),
        (&0.into(), &0.into(), &3.into())
    );
    hall.words("verify").ends(0);
    let none = hall.file("none.csv", "姓名\n,\n".as_bytes());
    hall.run(&["import", "residents", &none]).ends(3);
    let wrong = hall.file("wrong.csv", b"a,b\n1,2\n");
    hall.run(&["import", "residents", &wrong]).ends(2);
    hall.run(&["import", "residents", &file, "--map", "colour=x"])
        .ends(2);
}

#[test]
fn people_are_shown_masked_and_in_full_only_with_a_reason_and_a_badge() {
    let hall = Hall::set_up(false);
    let file = hall.file("people.csv", FILE.as_bytes());
    hall.run(&["import", "residents", &file]).ends(0);
    for words in [
        "show people zsf",
        "show people 柳树庄",
        "show people 张",
        "show person 11010519491231002X",
    ] {
        let shown = hall.words(words).ends(0).out;
        assert!(
            shown.contains("张*丰") && shown.contains("110105********002X"),
            "{shown}"
        );
        assert!(
            !shown.contains("张三丰") && !shown.contains("13800000000"),
            "{shown}"
        );
    }
    let cut = hall.words("show people 柳树庄 --limit 1").ends(0).out;
    assert!(cut.contains("不止1个"), "{cut}");
    hall.words("show person 张三丰").ends(3);
    let ask = "do reveal_person --person 11010519491231002X";
    hall.words(&format!("{ask} --by 102")).ends(2);
    hall.words(&format!("{ask} --reason= --by 102")).ends(3);
    hall.words(&format!("{ask} --reason 回访")).ends(3);
    let full = hall.words(&format!("{ask} --reason 回访 --by 102")).ends(0);
    assert!(full.out.contains("张三丰") && full.out.contains("13800000000"));
    let seen = hall.words("show reveals").ends(0).out;
    assert!(
        seen.contains("钱二") && seen.contains("回访") && seen.contains("张*丰"),
        "{seen}"
    );
    assert!(hall.words("show duty").ends(0).out.contains("102 × 1"));
    assert!(
        hall.words("show reveals 2020-01-01")
            .ends(0)
            .out
            .contains("没有人")
    );
    assert!(hall.words("show duplicates").ends(0).out.contains("没有"));
}
