//! Files that are not what they should be: settings, days off, catalogues, stores.

use std::path::Path;

use super::both;
use crate::cli::Hall;

const GONE: &str = "/nowhere/file";
const BROKEN: &[u8] = b"not a database at all, but long enough to be looked at";

#[test]
fn wrong_settings_are_one_sentence_with_file_line_and_cure() {
    let hall = Hall::set_up(true);
    let before = hall.entries();
    let file = hall.store().join("hall.toml");
    for (text, zh, en) in [
        (
            "[hall]\n\nnmae = \"x\"\n",
            "第 3 行：没有“nmae”这个设置，是不是 name",
            "Line 3",
        ),
        (
            "[norms]\nmax_line = \"ten\"\n",
            "第 2 行：max_line 的值不对，要写成 10 这样",
            "as 10",
        ),
        ("[hall\n", "第 1 行", "Line 1"),
        ("[hall]\nname = 云溪\n", "第 2 行：写法不对", "NAME = VALUE"),
        (
            "[hall]\ncode = \"too long\"\n",
            "1 到 6 个大写字母",
            "1 to 6 capital",
        ),
        ("[hours]\nopen = \"late\"\n", "\"08:00\"", "\"08:00\""),
        ("[colours]\nred = 1\n", "没有“colours”", "“colours”"),
    ] {
        std::fs::write(&file, text).unwrap();
        for line in ["config check", "show queue"] {
            let args: Vec<&str> = line.split(' ').collect();
            both(
                &hall,
                &args,
                2,
                &[zh, "hall.toml", "yizhan config"],
                &[en, "hall.toml", "yizhan config"],
            );
        }
    }
    a_word_nothing_knows(&hall, &file);
    std::fs::write(&file, b"\xff\xfe").unwrap();
    both(&hall, &["config", "check"], 2, &["UTF-8"], &["UTF-8"]);
    std::fs::remove_file(&file).unwrap();
    for (text, zh, en) in [
        (
            "date,name,kind\n2027-13-01,x,off\n",
            "第 2 行的“2027-13-01”不是日期",
            "line 2",
        ),
        (
            "date,name,kind\n2027-01-01,x,maybe\n",
            "“maybe”不是类别",
            "off or makeup",
        ),
        ("day,name\n", "第 1 行", "Line 1"),
    ] {
        std::fs::write(hall.store().join("days.csv"), text).unwrap();
        both(
            &hall,
            &["show", "queue"],
            2,
            &[zh, "days.csv"],
            &[en, "days.csv"],
        );
    }
    std::fs::remove_file(hall.store().join("days.csv")).unwrap();
    assert_eq!(hall.entries(), before);
}

#[test]
fn a_file_that_is_not_what_it_should_be_is_one_sentence() {
    let hall = Hall::set_up(true);
    let before = hall.entries();
    let book = hall.file("book.xlsx", b"PK\x03\x04xxxx");
    let empty = hall.file("empty.csv", b"");
    let heads = hall.file("heads.csv", b"a,b\n1,2\n");
    let broken = hall.file("broken.db", BROKEN);
    let times = hall.file("times.csv", b"concept:name,startdate\nx,noon\n");
    let rows = hall.file("rows.csv", b"concept:name,startdate\nx,y,z\n");
    let folder = hall.folder_path();
    for (args, code, zh, en) in [
        (
            vec!["import", "matters", GONE],
            2,
            "没有这个文件",
            "no such file",
        ),
        (
            vec!["import", "matters", &folder],
            2,
            "这是文件夹",
            "it is a folder",
        ),
        (vec!["import", "matters", &book], 2, "CSV", "CSV"),
        (vec!["import", "matters", &empty], 2, "空", "empty"),
        (vec!["import", "matters", &heads], 2, "--map", "--map"),
        (
            vec!["import", "matters", &heads, "--map", "name"],
            2,
            "字段=表头",
            "FIELD=HEADER",
        ),
        (
            vec!["import", "matters", &heads, "--map", "nmae=a"],
            2,
            "“nmae”",
            "“nmae”",
        ),
        (
            vec!["simulate", "--arrivals", GONE],
            2,
            "没有这个文件",
            "no such file",
        ),
        (
            vec!["simulate", "--arrivals", &times],
            2,
            "第 2 行的“noon”",
            "“noon” on line 2",
        ),
        (
            vec!["simulate", "--arrivals", &rows],
            2,
            "第 2 行",
            "Line 2",
        ),
        (
            vec!["simulate", "--arrivals", &empty],
            2,
            "一行也没有",
            "not one arrival",
        ),
        (
            vec!["restore", &broken],
            3,
            "已经有库",
            "already holds a store",
        ),
        (vec!["backup", GONE], 4, "打不开", "cannot be opened"),
        (vec!["query", "SELEC"], 2, "“SELEC”附近", "near “SELEC”"),
        (vec!["query", "SELECT"], 2, "没有写完", "not complete"),
        (
            vec!["query", "SELECT x FROM windows"],
            2,
            "没有 x 这一列",
            "no column x",
        ),
        (
            vec!["query", "SELECT * FROM nowhere"],
            2,
            "没有 nowhere 这张表",
            "no table nowhere",
        ),
        (
            vec!["query", "SELECT 1; SELECT 2"],
            2,
            "一次只能写一句",
            "one statement",
        ),
        (vec!["query", ""], 2, "没有要查的内容", "asks for nothing"),
        (
            vec!["query", "DELETE FROM entries"],
            3,
            "只能查询",
            "Only reading",
        ),
    ] {
        both(&hall, &args, code, &[zh], &[en]);
    }
    assert_eq!(hall.entries(), before);
}

#[test]
fn a_folder_without_a_store_is_one_sentence() {
    let fresh = Hall::empty();
    let broken = fresh.file("broken.db", BROKEN);
    both(
        &fresh,
        &["restore", &broken],
        4,
        &["不是 yizhan backup 写的库"],
        &["no store"],
    );
    both(
        &fresh,
        &["restore", GONE],
        4,
        &["没有这个文件"],
        &["no such file"],
    );
    both(
        &fresh,
        &["init", "--code", "too long"],
        2,
        &["“too long”不能作代码"],
        &["“too long” is no code"],
    );
    both(
        &fresh,
        &["init", "--name", " "],
        2,
        &["--name"],
        &["--name"],
    );
    both(
        &fresh,
        &["verify"],
        4,
        &["没有库", "yizhan init"],
        &["There is no store", "yizhan init"],
    );
}

/// Words that no screen and no printer knows: the check names each, a hall without screens works.
fn a_word_nothing_knows(hall: &Hall, file: &Path) {
    let cases = [
        (
            "[screen]\nlanguage = \"de\"\n",
            "zh-CN 或 en",
            "zh-CN or en",
        ),
        (
            "[screen]\ntheme = \"pink\"\n",
            "high-contrast 或",
            "or mono",
        ),
        ("[screen]\nglyphs = \"utf8\"\n", "unicode 或", "unicode or"),
        ("[kiosk]\nprinter = \"lp\"\n", "tcp:地址", "tcp:ADDRESS"),
        ("[kiosk]\nformat = \"pdf\"\n", "text 或", "text or"),
    ];
    for (text, zh, en) in cases {
        std::fs::write(file, text).unwrap();
        let check = ["config", "check"];
        both(hall, &check, 2, &["第 2 行", zh], &["Line 2", en]);
    }
    let all: Vec<&str> = cases.iter().map(|(text, ..)| *text).collect();
    std::fs::write(file, all[0].to_owned() + "theme = \"pink\"\n" + all[3]).unwrap();
    let ran = hall.run(&["--lang", "zh-CN", "config", "check"]);
    assert_eq!((ran.code, ran.err.lines().count()), (2, 3), "{}", ran.err);
    assert_eq!(hall.run(&["show", "queue"]).code, 0);
}
