//! The page of results in a real browser: it shows, it prints, nothing runs over its edge.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::results::hall;
use crate::results::run;
use crate::support::LEADER;
use crate::support::staff;

/// Returns the browser's name; none, said aloud, where there is none.
pub(super) fn browser() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let there = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let found = names.iter().find(there).copied();
    if found.is_none() {
        assert!(
            std::env::var_os("YIZHAN_ALL").is_none(),
            "no browser is installed"
        );
        eprintln!("left out: no chromium here, the page of results was not looked at");
    }
    found
}

/// Runs the browser without a window and returns what it wrote.
pub(super) fn browse(name: &str, home: &Path, args: &[&str], page: &Path) -> String {
    let out = Command::new(name)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .arg(format!("--user-data-dir={}", home.display()))
        .args(args)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// What a copy of the page says of itself once it is laid out. The page has no script of its own.
const MEASURE: &str = "<script>onload=()=>{const d=document.documentElement;
    const out=[...document.querySelectorAll('main *')].filter(e=>{
        const r=e.getBoundingClientRect();
        return r.width>0&&r.right>innerWidth+1&&!e.closest('.many')}).length;
    parent.postMessage(['MEASURED',innerWidth,d.scrollWidth,out,
        document.querySelectorAll('svg .bar').length,
        getComputedStyle(document.body).backgroundColor].join('|'),'*')}</script>";

/// A frame as wide as a phone: a window of a browser is never that narrow.
fn frame(width: u32, inner: &str) -> String {
    format!(
        "<!doctype html><body style=\"margin:0\"><script>onmessage=e=>document.title=e.data</script>\
         <iframe src=\"{inner}\" style=\"width:{width}px;height:1300px;border:0\"></iframe>"
    )
}

pub(super) struct Measured {
    width: u32,
    scroll: u32,
    over: u32,
    bars: u32,
    ground: String,
}

pub(super) fn measure(
    name: &str,
    home: &Path,
    page: &Path,
    (width, dark): (u32, bool),
) -> Measured {
    let text = std::fs::read_to_string(page).unwrap();
    let copy = page.with_extension("measured.html");
    std::fs::write(&copy, text.replace("</head>", &format!("{MEASURE}</head>"))).unwrap();
    let framed = page.with_extension("framed.html");
    let inner = copy.file_name().unwrap().to_str().unwrap();
    std::fs::write(&framed, frame(width, inner)).unwrap();
    let size = format!("--window-size={},1400", width.max(500));
    let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(!dark));
    let args = ["--dump-dom", "--virtual-time-budget=3000", &size, &scheme];
    let dom = browse(name, home, &args, &framed);
    let (_, rest) = dom.split_once("<title>MEASURED|").expect("measured");
    let (told, _) = rest.split_once("</title>").unwrap();
    let parts: Vec<&str> = told.split('|').collect();
    Measured {
        width: parts[0].parse().unwrap(),
        scroll: parts[1].parse().unwrap(),
        over: parts[2].parse().unwrap(),
        bars: parts[3].parse().unwrap(),
        ground: parts[4].to_owned(),
    }
}

/// Luminance of a colour as `rgb(20, 24, 30)`.
fn light(colour: &str) -> u32 {
    let digits = colour.trim_start_matches("rgb(").trim_end_matches(')');
    digits
        .split(',')
        .map(|n| n.trim().parse::<u32>().unwrap())
        .sum()
}

impl Measured {
    /// It is as wide as its frame, nothing runs over its edge, and it is as dark as was asked for.
    pub(super) fn fits(&self, width: u32, dark: bool, what: &str) {
        let what = format!("{what} {width} {dark}");
        assert_eq!(self.width, width, "{what}");
        assert!(self.scroll <= self.width, "{what}: {} over", self.scroll);
        assert_eq!(self.over, 0, "{what}");
        assert!(self.bars > 0, "{what}");
        assert_eq!(dark, light(&self.ground) < 150, "{what}");
    }
}

/// Each word stands on the paper, whole, and the paper is A4.
pub(super) fn on_paper(pdf: &Path, words: &[&str]) {
    let told = |tool: &str, args: &[&str]| {
        let out = Command::new(tool).args(args).output().unwrap();
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let text = told("pdftotext", &["-raw", pdf.to_str().unwrap(), "-"]);
    // Where a line is broken is the paper's business.
    let whole = |text: &str| text.split_whitespace().collect::<String>();
    for word in words {
        let is_there = whole(&text).contains(&whole(word));
        assert!(is_there, "{word} is not on paper:\n{text}");
    }
    assert!(!text.contains('\u{fffd}'), "{text}");
    let info = told("pdfinfo", &[pdf.to_str().unwrap()]);
    assert!(info.contains("A4"), "{info}");
}

#[test]
fn the_page_shows_and_prints_whole_on_a_phone_and_on_paper_in_both_languages_light_and_dark() {
    let Some(browser) = browser() else { return };
    let mut t = hall();
    t.must_by(
        "post_results",
        serde_json::json!({"period": "2026-03"}),
        staff(LEADER),
    );
    let dir = t.close();
    let out = TempDir::new().unwrap();
    let home = out.path().join("home");
    for (lang, words) in [
        (
            "zh-CN",
            [
                "便民服务中心",
                "满意率",
                "差评整改",
                "按时办结",
                "非常不满意",
            ],
        ),
        (
            "en",
            [
                "便民服务中心",
                "Share of good",
                "Bad ratings",
                "To check",
                "One trip is enough",
            ],
        ),
    ] {
        for span in ["2026-03", "2026-Q1", "2026"] {
            let page = out.path().join(format!("{span}-{lang}.html"));
            let shown = page.to_str().unwrap();
            let args = [
                "--lang",
                lang,
                "report",
                span,
                "--out",
                shown,
                "--now",
                "2026-03-20 09:00",
            ];
            let (code, said) = run(dir.path(), &args);
            assert_eq!(code, 0, "{said}");
            for (width, dark) in [(360, false), (390, true), (794, false), (1280, true)] {
                let told = measure(browser, &home, &page, (width, dark));
                told.fits(width, dark, &format!("{lang} {span}"));
            }
        }
        let page = out.path().join(format!("2026-03-{lang}.html"));
        let pdf = out.path().join(format!("{lang}.pdf"));
        let to = format!("--print-to-pdf={}", pdf.display());
        browse(browser, &home, &[&to, "--no-pdf-header-footer"], &page);
        on_paper(&pdf, &words);
    }
}
