//! What a system, a server or a segment says in English, in the words of the page it stands on.
//!
//! Reports keep such words as they came, as they are read by programs too and by people of both
//! languages; whoever shows them asks here. What is not known stays as it is.

use std::io;

use crate::locale::Lang;
use crate::locale::misuse::system;
use crate::sync::carrier::place::UNMOUNTED;
use crate::sync::segment::Fault;

/// Returns what was said in English in words of the language.
pub fn foreign(lang: Lang, text: &str) -> String {
    if lang == Lang::En {
        return text.to_owned();
    }
    if let Some(said) = fault(lang, text).or_else(|| bare(lang, text)) {
        return said;
    }
    let (before, said, after) = match numbered(text) {
        Some((before, error, after)) => {
            let code = error.raw_os_error().unwrap_or_default();
            let why = system(lang, &error);
            let said = match why.contains(&code.to_string()) {
                true => why,
                false => lang.say("common.io_numbered", &[("why", &why), ("code", &code)]),
            };
            (before, said, after)
        }
        None => (text, String::new(), ""),
    };
    format!("{}{said}{after}", opening(lang, before))
}

/// Finds the words of the system with its number among others.
fn numbered(text: &str) -> Option<(&str, io::Error, &str)> {
    let (_, rest) = text.split_once("(os error ")?;
    let (code, _) = rest.split_once(')')?;
    let error = io::Error::from_raw_os_error(code.parse().ok()?);
    let (before, after) = text.split_once(&error.to_string())?;
    Some((before, error, after))
}

/// Says a failure that has no number of the system.
fn bare(lang: Lang, text: &str) -> Option<String> {
    const KINDS: [io::ErrorKind; 6] = [
        io::ErrorKind::NotFound,
        io::ErrorKind::NotADirectory,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::StorageFull,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::TimedOut,
    ];
    let kind = KINDS.into_iter().find(|kind| text == kind.to_string());
    if let Some(kind) = kind {
        return Some(system(lang, &kind.into()));
    }
    if text == UNMOUNTED {
        return Some(lang.tr("night.carrier_unmounted").to_owned());
    }
    if text == "the connection is gone" {
        return Some(lang.tr("common.io_reset").to_owned());
    }
    let seconds = text.strip_prefix("no answer within ")?.strip_suffix(" s")?;
    Some(lang.say("common.io_silent", &[("seconds", &seconds)]))
}

/// Says what stands before the words of the system: the file it is about, or who was called.
fn opening(lang: Lang, before: &str) -> String {
    for (english, key) in [
        ("error connecting to server: ", "common.said_no_line"),
        ("the database refused: ", "common.said_database"),
        ("the store could not ", "common.said_store"),
    ] {
        if let Some(rest) = before.strip_prefix(english) {
            return lang.tr(key).to_owned() + rest;
        }
    }
    let file = before.strip_prefix("could not ").and_then(|rest| {
        let path = rest.find('/').and_then(|at| rest.get(at..))?;
        path.strip_suffix(": ")
    });
    match file {
        Some(path) => lang.say("common.said_file", &[("path", &path)]),
        None => before.to_owned(),
    }
}

fn fault(lang: Lang, text: &str) -> Option<String> {
    const PLAIN: [(Fault, &str); 7] = [
        (Fault::Form, "night.fault_form"),
        (Fault::Signature, "night.fault_signature"),
        (Fault::Payload, "night.fault_payload"),
        (Fault::NotForUs, "night.fault_not_for_us"),
        (Fault::Sealed, "night.fault_sealed"),
        (Fault::Open, "night.fault_open"),
        (Fault::Records, "night.fault_records"),
    ];
    let plain = PLAIN.iter().find(|(fault, _)| fault.to_string() == text);
    if let Some((_, key)) = plain {
        return Some(lang.tr(key).to_owned());
    }
    let seq = text.split(' ').nth(1)?.parse().ok()?;
    (text == Fault::Chain(seq).to_string()).then(|| lang.say("night.fault_chain", &[("seq", &seq)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_failures_of_a_system_are_told_in_chinese_with_their_number() {
        for code in [1, 2, 5, 13, 20, 28, 30, 104, 110, 111, 113] {
            let english = io::Error::from_raw_os_error(code).to_string();
            let said = foreign(Lang::ZhCn, &english);
            assert!(!said.contains(|c: char| c.is_ascii_alphabetic()), "{said}");
            assert!(said.contains(&code.to_string()), "{said}");
            assert_eq!(foreign(Lang::En, &english), english);
        }
        let file = "could not write /var/x/nights/a.json: Permission denied (os error 13)";
        assert_eq!(
            foreign(Lang::ZhCn, file),
            "/var/x/nights/a.json：没有权限，错误号 13"
        );
        let line = "error connecting to server: Connection refused (os error 111)";
        assert_eq!(foreign(Lang::ZhCn, line), "连不上：对方没有开，错误号 111");
        assert_eq!(foreign(Lang::ZhCn, "no answer within 60 s"), "60秒没有回音");
        assert_eq!(
            foreign(Lang::ZhCn, "not a directory"),
            foreign(
                Lang::ZhCn,
                &io::Error::from(io::ErrorKind::NotADirectory).to_string()
            )
        );
        assert!(foreign(Lang::ZhCn, UNMOUNTED).contains("优盘"));
        let odd = "password authentication failed (28P01)";
        assert_eq!(foreign(Lang::ZhCn, odd), odd);
    }

    #[test]
    fn every_fault_of_a_segment_is_told_in_chinese() {
        for fault in [
            Fault::Form,
            Fault::Signature,
            Fault::Payload,
            Fault::NotForUs,
            Fault::Sealed,
            Fault::Open,
            Fault::Records,
            Fault::Chain(7),
        ] {
            let said = foreign(Lang::ZhCn, &fault.to_string());
            assert!(!said.contains(|c: char| c.is_ascii_alphabetic()), "{said}");
        }
    }
}
