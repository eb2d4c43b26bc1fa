//! The papers a resident takes home, as `pdftotext` and `pdftoppm` see them.
//!
//! Needs poppler-utils and a Chinese font; `tests/run` installs both and sets `YIZHAN_ALL`, with which a test without
//! them fails; else it is left out and says so. `YIZHAN_PAPERS=DIR` keeps the files for the eye.

mod docs;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use yizhan::domain::paper::Paper;
use yizhan::domain::paper::PaperKind;
use yizhan::locale::Lang;
use yizhan::ui::paper::TEXT_COLUMNS;
use yizhan::ui::paper::render_pdf;
use yizhan::ui::paper::render_text;
use yizhan::ui::slip::Fonts;

/// The margins of every page in points; nothing may stand outside.
const MARGIN: f32 = 36.0;

/// Returns the fonts when everything needed to look at a paper is there.
fn fonts() -> Option<Fonts> {
    let found = ["pdftotext", "pdftoppm"].map(|tool| Command::new(tool).arg("-v").output());
    let missing = match Fonts::find("") {
        Ok(fonts) if found.iter().all(Result::is_ok) => return Some(fonts),
        Ok(_) => "apt install poppler-utils".to_owned(),
        Err(error) => error.to_string(),
    };
    assert!(std::env::var_os("YIZHAN_ALL").is_none(), "{missing}");
    eprintln!("LEFT OUT, papers were not looked at: {missing}");
    None
}

fn tool(program: &str, args: &[&str], file: &Path) -> Vec<u8> {
    let ran = Command::new(program).args(args).arg(file).arg("-").output();
    let out = ran.unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{program}: {said}");
    out.stdout
}

/// Writes a paper's PDF to a file that lives as long as the folder.
fn pdf(dir: &Path, paper: &Paper, name: &str, fonts: &Fonts) -> std::path::PathBuf {
    let bytes = render_pdf(paper, fonts).unwrap();
    let path = dir.join(format!("{name}.pdf"));
    fs::write(&path, &bytes).unwrap();
    if let Some(keep) = std::env::var_os("YIZHAN_PAPERS") {
        fs::write(Path::new(&keep).join(format!("{name}.pdf")), &bytes).unwrap();
        let text = render_text(paper, TEXT_COLUMNS);
        fs::write(Path::new(&keep).join(format!("{name}.txt")), text).unwrap();
    }
    path
}

fn text_of(file: &Path) -> String {
    String::from_utf8(tool("pdftotext", &["-layout"], file)).unwrap()
}

/// The text without the white space that layout puts in.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn number_after(line: &str, word: &str) -> f32 {
    let (_, rest) = line.split_once(&format!("{word}=\"")).unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}

/// Fails when a page is not A4 or a word stands outside the margins; returns the number of pages.
fn assert_inside_a4(file: &Path) -> usize {
    let boxes = String::from_utf8(tool("pdftotext", &["-bbox"], file)).unwrap();
    let mut pages = 0;
    for line in boxes.lines().map(str::trim) {
        if line.starts_with("<page") {
            pages += 1;
            assert!((number_after(line, "width") - 595.28).abs() < 0.5, "{line}");
            assert!(
                (number_after(line, "height") - 841.89).abs() < 0.5,
                "{line}"
            );
        }
        if line.starts_with("<word") {
            assert!(number_after(line, "xMin") >= MARGIN, "{line}");
            assert!(number_after(line, "xMax") <= 595.28 - MARGIN, "{line}");
            assert!(number_after(line, "yMin") >= 30.0, "{line}");
            assert!(number_after(line, "yMax") <= 841.89 - 30.0, "{line}");
        }
    }
    pages
}

/// Returns how many of a thousand dots of the first page are dark.
fn darkness(file: &Path) -> usize {
    let ppm = Command::new("pdftoppm")
        .args(["-gray", "-r", "50", "-f", "1", "-l", "1"])
        .arg(file)
        .output()
        .unwrap()
        .stdout;
    // P5, size and depth are three lines before the dots.
    let head = ppm.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(2);
    let dots = &ppm[head.unwrap().0 + 1..];
    assert!(dots.len() > 200_000, "no picture");
    dots.iter().filter(|dot| **dot < 128).count() * 1000 / dots.len()
}

#[test]
fn every_paper_is_an_a4_page_whose_text_can_be_searched() {
    let Some(fonts) = fonts() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut kinds = BTreeSet::new();
    for lang in Lang::ALL {
        for (name, paper) in docs::all(lang) {
            kinds.insert(paper.kind);
            let file = pdf(
                dir.path(),
                &paper,
                &format!("{name}-{}", lang.tag()),
                &fonts,
            );
            let text = solid(&text_of(&file));
            for wanted in [&paper.title, &paper.hall, &paper.number, "张𬱖㛃□"] {
                assert!(
                    text.contains(&solid(wanted)),
                    "{name}: no {wanted} in {text}"
                );
            }
            assert!(
                text.contains("U+E815"),
                "{name}: the lost character is told"
            );
            assert!(assert_inside_a4(&file) >= 1);
            let dark = darkness(&file);
            assert!(
                (5..200).contains(&dark),
                "{name}: {dark} of 1000 dots are dark"
            );
        }
    }
    assert_eq!(kinds, BTreeSet::from(PaperKind::ALL));
}

#[test]
fn each_paper_says_what_the_law_wants_said() {
    let Some(fonts) = fonts() else { return };
    let dir = tempfile::tempdir().unwrap();
    let says: [(&str, &[&str]); 15] = [
        (
            "acceptance",
            &[
                "2026年3月19日",
                "第20个工作日",
                "视为撤回申请",
                "后四位",
                "无犯罪记录证明",
                "校验码：K7Q2M",
            ],
        ),
        (
            "notice",
            &[
                "居民户口簿",
                "复印件2份",
                "由公安派出所出具",
                "已收到，不必再交",
                "收到日期2026年2月10日",
                "自收到申请材料之日2026年2月10日起即为受理",
            ],
        ),
        (
            "refusal-not-accepted",
            &["不予受理决定书", "六十日内", "六个月内", "（盖章）"],
        ),
        (
            "refusal-not-granted",
            &["不予许可决定书", "向镇人民政府申请复议"],
        ),
        ("not-ours", &["应去哪里", "县公安局交通警察大队"]),
        (
            "delivery",
            &[
                "食品经营许可证",
                "文号食字〔2026〕12号",
                "收件人签名",
                "未收取任何代办费用",
            ],
        ),
        ("pause", &["听证", "20个工作日", "依法不计入办理期限"]),
        (
            "extension",
            &[
                "新办结日期2026年4月2日",
                "延长10个工作日",
                "批准人李四",
                "县自然资源局、县水利局",
            ],
        ),
        (
            "mandate",
            &[
                "代办委托书",
                "002-260312-0007-41",
                "0元，不收任何费用",
                "最迟送到镇里2026年3月17日",
                "凭收据代交",
                "沿此线撕下",
                "交出材料2份",
            ],
        ),
        (
            "walk",
            &[
                "今日走访单",
                "共3户",
                "杨树村三组12号",
                "[]送结果，退材料（最低生活保障）户口簿、身份证",
                "没有材料，只签委托",
                "已超期，应在2026年3月10日前",
            ],
        ),
        (
            "pick-up",
            &[
                "集日取件单",
                "共3户",
                "[]退材料（最低生活保障）存折",
                "收件人签名",
            ],
        ),
        (
            "result",
            &[
                "评议结果单",
                "签到10人评审员10",
                "发出号条8、纸票2；评票器收8，纸票收2，未交0",
                "批得准均值3.89（9人打分）",
                "很好3、较好3、一般2、较差1、很差0、弃权1",
                "上次3.50（2026-01-05，10人）",
                "监票人签名",
            ],
        ),
        (
            "slips",
            &[
                "投票号条",
                "只能用一次；不要写名字",
                "8888888889",
                "第2号纸票",
                "批得准543210",
                "5很好、4较好",
            ],
        ),
        (
            "score",
            &[
                "打分表",
                "志愿服务：2笔共30分，超过上限15，计15分",
                "合计15+28.5=43.5",
                "评议表：双录一致",
                "被打分的人签名",
            ],
        ),
        (
            "scores",
            &[
                "打分公示单",
                "43.5分，不合格（日常15/70、年度28.5/30）",
                "可以申诉一次",
            ],
        ),
    ];
    let papers = docs::all(Lang::ZhCn);
    assert_eq!(papers.len(), says.len());
    for ((name, paper), (wanted_name, sentences)) in papers.iter().zip(says) {
        assert_eq!(*name, wanted_name);
        let drawn = solid(&text_of(&pdf(dir.path(), paper, name, &fonts)));
        let plain = solid(&render_text(paper, TEXT_COLUMNS));
        for sentence in sentences {
            assert!(
                plain
                    .replace('：', "")
                    .contains(&sentence.replace('：', "")),
                "{name}: {sentence} in {plain}"
            );
            assert!(
                drawn
                    .replace('：', "")
                    .contains(&sentence.replace('：', "")),
                "{name}: {sentence} in {drawn}"
            );
        }
    }
}

#[test]
fn a_notice_in_time_does_not_say_that_the_case_is_accepted() {
    let mut doc = docs::notice();
    doc.accepted_from = None;
    let paper = yizhan::ui::paper::compose::notice(&doc, Lang::ZhCn);
    assert!(!render_text(&paper, TEXT_COLUMNS).contains("即为受理"));
}

#[test]
fn a_long_notice_breaks_into_pages_that_count_themselves() {
    let Some(fonts) = fonts() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut doc = docs::notice();
    doc.head.reprints = 2;
    doc.missing = (0..60)
        .map(|n| {
            let mut paper = doc.missing[n % doc.missing.len()].clone();
            paper.name = format!("第{n}项{}", paper.name.repeat(1 + n % 5));
            paper
        })
        .collect();
    let paper = yizhan::ui::paper::compose::notice(&doc, Lang::ZhCn);
    let file = pdf(dir.path(), &paper, "long", &fonts);
    let pages = assert_inside_a4(&file);
    assert!(pages >= 3, "{pages} pages");
    let text = solid(&text_of(&file));
    for n in 1..=pages {
        assert!(
            text.contains(&format!("第{n}页共{pages}页")),
            "page {n} of {pages}"
        );
    }
    assert_eq!(text.matches("【补打第2次】").count(), pages + 1);
    for n in 0..60 {
        assert!(text.contains(&format!("第{n}项")), "item {n} is lost");
    }
}

#[test]
fn hostile_text_neither_breaks_a_page_nor_leaves_the_margins() {
    let Some(fonts) = fonts() else { return };
    let dir = tempfile::tempdir().unwrap();
    let mut doc = docs::notice();
    doc.head.applicant = "\u{1b}[2J\u{202e}王\u{0}芳\u{10fffd}".into();
    doc.head.hall = "办".repeat(300);
    doc.head.case_no = "W".repeat(200);
    doc.head.matter = "a".repeat(2000);
    doc.missing[0].name = "证\n明\t".repeat(400);
    doc.missing[0].issuer = String::new();
    doc.clause = "─".repeat(500);
    let paper = yizhan::ui::paper::compose::notice(&doc, Lang::ZhCn);
    let file = pdf(dir.path(), &paper, "hostile", &fonts);
    assert!(assert_inside_a4(&file) >= 2);
    assert!(solid(&text_of(&file)).contains("U+10FFFD"));
}

#[test]
fn text_never_leaves_its_columns_however_few() {
    use unicode_width::UnicodeWidthStr;
    for columns in [0, 16, 31, 80] {
        for (name, paper) in docs::all(Lang::ZhCn) {
            for line in render_text(&paper, columns).lines() {
                assert!(
                    line.width() <= columns.max(16),
                    "{name} in {columns}: {line}"
                );
            }
        }
    }
}
