use std::fs;
use std::io;
use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use rustix::fs::CWD;
use rustix::fs::Mode;
use rustix::fs::OFlags;

use crate::ui::slip::EscPosOptions;
use crate::ui::slip::Format;
use crate::ui::slip::NO_PAPER_FILE;
use crate::ui::slip::PrintError;
use crate::ui::slip::Printer;
use crate::ui::slip::Why;
use crate::ui::slip::escpos;
use crate::ui::slip::plain_text;
use crate::ui::slip::print;
use crate::ui::slip::printer::Limits;
use crate::ui::slip::printer::print_within;
use crate::ui::slip::render;
use crate::ui::slip::tests::slip;

const ASK: [u8; 3] = [0x10, 0x04, 4];
const PAPER_THERE: u8 = 0x12;
const PAPER_OUT: u8 = 0x72;
/// Long enough for a loaded test machine to be waited for, short enough for the tests of silence.
const PATIENT: Limits = Limits {
    total: Duration::from_secs(10),
    reply: Duration::from_secs(5),
};
const HASTY: Limits = Limits {
    total: Duration::from_millis(60),
    reply: Duration::from_millis(20),
};

#[test]
fn a_printer_is_read_from_one_word_of_the_configuration() {
    let file = |dir: &str| Printer::File { dir: dir.into() };
    let network = |addr: &str| Printer::Network {
        addr: addr.parse().expect("a written address"),
    };
    for (text, printer) in [
        ("none", Printer::None),
        ("file:slips", file("slips")),
        ("file:/srv/a:b", file("/srv/a:b")),
        (
            " dev:/dev/usb/lp0 ",
            Printer::Device {
                path: "/dev/usb/lp0".into(),
            },
        ),
        ("tcp:192.168.1.9:9100", network("192.168.1.9:9100")),
        ("tcp:192.168.1.9", network("192.168.1.9:9100")),
        ("tcp:[::1]:9101", network("[::1]:9101")),
        (
            "lp:大厅-A4",
            Printer::Queue {
                name: "大厅-A4".into(),
            },
        ),
    ] {
        assert_eq!(text.parse(), Ok(printer), "{text}");
    }
    for wrong in [
        "",
        "file",
        "file:",
        "dev:lp0",
        "tcp:printer.local:9100",
        "lp:",
        "lp:-o raw",
        "lp:a/b",
        "tcp:1.2.3.4:0",
        "lpt1",
        "NONE:",
    ] {
        assert!(wrong.parse::<Printer>().is_err(), "{wrong}");
    }
    assert_eq!("escpos".parse(), Ok(Format::EscPos));
    assert!("pdf".parse::<Format>().is_err());
}

#[test]
fn a_hall_without_a_printer_never_claims_to_have_printed() {
    assert_eq!(
        print(&Printer::None, b"x", "A001"),
        Err(PrintError::NoPrinter)
    );
}

#[test]
fn a_file_printer_leaves_whole_slips_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let printer = Printer::File {
        dir: dir.path().into(),
    };
    let options = EscPosOptions::default();
    let text = render(&slip(), Format::Text, &options, None);
    assert_eq!(print(&printer, &text, "B024"), Ok(()));
    assert_eq!(print(&printer, &text, "B024"), Ok(()));
    assert_eq!(
        print(
            &printer,
            &render(&slip(), Format::EscPos, &options, None),
            "../../etc/B024"
        ),
        Ok(())
    );
    let mut names: Vec<_> = fs::read_dir(dir.path())
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    names.sort();
    assert_eq!(names, ["------etc-B024.prn", "B024-2.txt", "B024.txt"]);
    assert_eq!(
        fs::read(dir.path().join("B024-2.txt")).expect("the slip"),
        text
    );
}

#[test]
fn a_file_printer_is_out_of_paper_while_the_marker_lies_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let printer = Printer::File {
        dir: dir.path().into(),
    };
    let marker = dir.path().join(NO_PAPER_FILE);
    fs::write(&marker, "").expect("the marker");
    assert_eq!(print(&printer, b"x", "A001"), Err(PrintError::NoPaper));
    assert_eq!(fs::read_dir(dir.path()).expect("the folder").count(), 1);
    fs::remove_file(&marker).expect("new paper");
    assert_eq!(print(&printer, b"x", "A001"), Ok(()));
}

#[test]
fn a_wrong_place_fails_with_its_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("file");
    fs::write(&file, "keep me").expect("a file");
    let missing = dir.path().join("missing");
    for (printer, why) in [
        (
            Printer::File {
                dir: missing.clone(),
            },
            Why::Missing,
        ),
        (Printer::File { dir: file.clone() }, Why::NotAPrinter),
        (
            Printer::File {
                dir: file.join("below"),
            },
            Why::NotAPrinter,
        ),
        (Printer::Device { path: missing }, Why::Missing),
        (Printer::Device { path: file.clone() }, Why::NotAPrinter),
        (
            Printer::Device {
                path: dir.path().into(),
            },
            Why::NotAPrinter,
        ),
    ] {
        assert_eq!(
            print(&printer, b"x", "A001"),
            Err(PrintError::Failed { why }),
            "{printer:?}"
        );
    }
    assert_eq!(fs::read_to_string(file).expect("the file"), "keep me");
}

#[test]
fn faults_of_the_operating_system_have_plain_reasons() {
    for (kind, why) in [
        (ErrorKind::StorageFull, Why::Full),
        (ErrorKind::QuotaExceeded, Why::Full),
        (ErrorKind::ReadOnlyFilesystem, Why::ReadOnly),
        (ErrorKind::PermissionDenied, Why::Denied),
        (ErrorKind::ResourceBusy, Why::Busy),
        (ErrorKind::HostUnreachable, Why::Unreachable),
        (ErrorKind::BrokenPipe, Why::Lost),
        (ErrorKind::InvalidData, Why::Fault),
    ] {
        assert_eq!(
            PrintError::from(io::Error::from(kind)),
            PrintError::Failed { why }
        );
    }
    let unplugged = io::Error::from(rustix::io::Errno::NODEV);
    assert_eq!(
        PrintError::from(unplugged),
        PrintError::Failed { why: Why::Missing }
    );
}

/// What a fake printer does with a question about its paper.
type Answer = fn(asked: usize) -> Option<u8>;

/// Starts a printer on the loopback that returns what it was sent, questions taken out, and how often it was asked.
fn fake_printer(answer: Answer) -> (Printer, JoinHandle<(Vec<u8>, usize)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("its address");
    let printer = thread::spawn(move || {
        let (mut line, _) = listener.accept().expect("a kiosk");
        let mut paper = Vec::new();
        let mut asked = 0;
        let mut byte = [0];
        while line.read(&mut byte).is_ok_and(|count| count == 1) {
            paper.push(byte[0]);
            if paper.ends_with(&ASK) {
                paper.truncate(paper.len() - ASK.len());
                asked += 1;
                if let Some(status) = answer(asked) {
                    line.write_all(&[0x10, status]).expect("the kiosk listens");
                }
            }
        }
        (paper, asked)
    });
    (Printer::Network { addr }, printer)
}

#[test]
fn a_network_printer_with_paper_gets_the_whole_slip() {
    let (printer, paper) = fake_printer(|_| Some(PAPER_THERE));
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(print_within(&printer, &bytes, "B024", &PATIENT), Ok(()));
    assert_eq!(paper.join().expect("the printer"), (bytes, 2));
}

#[test]
fn a_network_printer_without_paper_is_not_sent_the_slip() {
    let (printer, paper) = fake_printer(|_| Some(PAPER_OUT));
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(
        print_within(&printer, &bytes, "B024", &PATIENT),
        Err(PrintError::NoPaper)
    );
    assert_eq!(paper.join().expect("the printer"), (Vec::new(), 1));
}

#[test]
fn paper_that_ends_under_the_slip_is_not_a_printed_slip() {
    let (printer, paper) =
        fake_printer(|asked| Some(if asked == 1 { PAPER_THERE } else { PAPER_OUT }));
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(
        print_within(&printer, &bytes, "B024", &PATIENT),
        Err(PrintError::NoPaper)
    );
    assert_eq!(paper.join().expect("the printer").0, bytes);
}

#[test]
fn a_roll_that_is_nearly_used_up_still_prints() {
    let (printer, paper) = fake_printer(|_| Some(PAPER_THERE | 0x0c));
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(print_within(&printer, &bytes, "B024", &PATIENT), Ok(()));
    assert_eq!(paper.join().expect("the printer").0, bytes);
}

#[test]
fn a_printer_that_never_answers_is_asked_once_and_still_prints() {
    let (printer, paper) = fake_printer(|_| None);
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    let limits = Limits {
        reply: HASTY.reply,
        ..PATIENT
    };
    assert_eq!(print_within(&printer, &bytes, "B024", &limits), Ok(()));
    assert_eq!(paper.join().expect("the printer"), (bytes, 1));
}

#[test]
fn a_text_slip_is_sent_without_questions() {
    let (printer, paper) = fake_printer(|_| Some(PAPER_OUT));
    let bytes = plain_text(&slip(), 48).into_bytes();
    assert_eq!(print_within(&printer, &bytes, "B024", &PATIENT), Ok(()));
    assert_eq!(paper.join().expect("the printer"), (bytes, 0));
}

#[test]
fn a_printer_that_is_switched_off_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr: SocketAddr = listener.local_addr().expect("its address");
    drop(listener);
    let failed = Err(PrintError::Failed {
        why: Why::Unreachable,
    });
    assert_eq!(
        print_within(&Printer::Network { addr }, b"x", "A001", &PATIENT),
        failed
    );
}

fn pipe(dir: &tempfile::TempDir) -> PathBuf {
    let path = dir.path().join("lp0");
    let mode = Mode::RUSR | Mode::WUSR;
    rustix::fs::mknodat(CWD, &path, rustix::fs::FileType::Fifo, mode, 0).expect("a pipe");
    path
}

fn reader(path: &PathBuf) -> fs::File {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK;
    rustix::fs::open(path, flags, Mode::empty())
        .expect("the other end")
        .into()
}

#[test]
fn a_device_gets_the_slip_unchanged() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = pipe(&dir);
    let mut other_end = reader(&path);
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(print(&Printer::Device { path }, &bytes, "B024"), Ok(()));
    let mut paper = Vec::new();
    other_end.read_to_end(&mut paper).expect("the slip");
    assert_eq!(paper, bytes);
}

#[test]
fn a_device_that_takes_nothing_is_given_up_in_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = pipe(&dir);
    let _stuck = reader(&path);
    let begun = Instant::now();
    let endless = vec![b'x'; 4 << 20];
    let failed = Err(PrintError::Failed { why: Why::Timeout });
    assert_eq!(
        print_within(&Printer::Device { path }, &endless, "B024", &HASTY),
        failed
    );
    assert!(begun.elapsed() >= HASTY.total);
}

#[test]
fn a_device_nobody_listens_on_is_missing() {
    let dir = tempfile::tempdir().expect("a folder");
    let failed = Err(PrintError::Failed { why: Why::Missing });
    assert_eq!(
        print(&Printer::Device { path: pipe(&dir) }, b"x", "A001"),
        failed
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_has_no_space_left_has_no_paper() {
    let printer = Printer::Device {
        path: "/dev/full".into(),
    };
    let bytes = escpos(&slip(), &EscPosOptions::default(), None);
    assert_eq!(print(&printer, &bytes, "B024"), Err(PrintError::NoPaper));
    assert_eq!(print(&printer, b"text", "B024"), Err(PrintError::NoPaper));
}
