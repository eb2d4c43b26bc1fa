//! A line that is cut at any byte: the next push completes, and nothing is there twice.

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use yizhan::sync::carrier::Carrier;
use yizhan::sync::carrier::Label;
use yizhan::sync::carrier::NoteKind;
use yizhan::sync::carrier::Trouble;
use yizhan::sync::carrier::postgres::Postgres;

use super::FIRST;
use super::HUB;
use super::county;
use super::org;
use super::segment;
use super::up;

/// How many bytes went each way, and after how many the line is cut.
#[derive(Debug)]
struct Wire {
    there: AtomicUsize,
    back: AtomicUsize,
    most_there: usize,
    most_back: usize,
}

/// Carries one connection to a port until so many bytes went there or came back.
fn proxy(port: u16, most_there: usize, most_back: usize) -> (u16, Arc<Wire>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    let wire = Arc::new(Wire {
        there: AtomicUsize::new(0),
        back: AtomicUsize::new(0),
        most_there,
        most_back,
    });
    let shared = Arc::clone(&wire);
    thread::spawn(move || {
        let near = listener.accept().unwrap().0;
        let far = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (near2, far2) = (near.try_clone().unwrap(), far.try_clone().unwrap());
        let wire = Arc::clone(&shared);
        let back = thread::spawn(move || pump(far2, near2, &wire.back, wire.most_back));
        pump(near, far, &shared.there, shared.most_there);
        back.join().unwrap();
    });
    (own, wire)
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: &AtomicUsize, most: usize) {
    let mut buffer = [0; 4096];
    loop {
        let room = most - count.load(Ordering::SeqCst);
        let part = room.min(buffer.len());
        match from.read(&mut buffer[..part]) {
            Ok(read) if read > 0 && to.write_all(&buffer[..read]).is_ok() => {
                count.fetch_add(read, Ordering::SeqCst);
            }
            _ => break,
        }
    }
    for stream in [from, to] {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn load(log: u8) -> Vec<(Label, Vec<u8>)> {
    let ack = Label::Note {
        kind: NoteKind::Ack,
        by: 3,
        no: u64::from(log),
    };
    let mut items: Vec<(Label, Vec<u8>)> = (1..=4)
        .map(|count| segment(log, count * 40, "cut"))
        .collect();
    items.push((ack, b"ack".to_vec()));
    items
}

#[test]
fn after_a_cut_at_any_byte_the_next_push_completes_and_nothing_is_there_twice() {
    let Some(county) = county() else { return };
    let through = |port: u16| {
        let (before, _) = county.first.split_once("@/").unwrap();
        let database = county.first.split(['/', '?']).nth(3).unwrap();
        let url = format!("{before}@127.0.0.1:{port}/{database}");
        Postgres::new(&url, org(FIRST)).unwrap()
    };
    let mut hub = Postgres::new(&county.importer, org(HUB)).unwrap();
    let (port, whole) = proxy(county.server.port, usize::MAX, usize::MAX);
    let mut uncut = through(port);
    uncut.put_all(up(FIRST), &load(200)).unwrap();
    let (there, back) = (
        whole.there.load(Ordering::SeqCst),
        whole.back.load(Ordering::SeqCst),
    );
    assert!(there > 5_000 && back > 500, "{there} {back}");
    let mut failed = 0;
    let cuts = 0..34_u8;
    for cut in cuts.clone() {
        let items = load(cut);
        // Every second time it is the answer that never comes: then it may well be there.
        let at = |total: usize| total * usize::from(cut) / usize::from(cuts.end) + 1;
        let (port, _) = match cut % 2 {
            0 => proxy(county.server.port, at(there), usize::MAX),
            _ => proxy(county.server.port, usize::MAX, at(back)),
        };
        let pushed = through(port).put_all(up(FIRST), &items);
        failed += u32::from(pushed.is_err());
        if let Err(error) = pushed {
            assert_eq!(error.trouble, Trouble::Away, "{cut}: {error}");
        }
        let there_now = hub.list(up(FIRST)).unwrap();
        for (label, bytes) in items.iter().filter(|(label, _)| there_now.contains(label)) {
            let kept = hub.get(up(FIRST), label).unwrap();
            assert!(
                kept.as_ref() == Some(bytes),
                "{cut}: {label} is there in part"
            );
        }
        uncut.put_all(up(FIRST), &items).unwrap();
        let listed = hub.list(up(FIRST)).unwrap();
        for (label, bytes) in &items {
            assert_eq!(listed.iter().filter(|l| *l == label).count(), 1, "{cut}");
            assert!(
                hub.get(up(FIRST), label).unwrap().as_ref() == Some(bytes),
                "{cut}"
            );
        }
        assert_eq!(listed.len(), 5 * (usize::from(cut) + 2));
    }
    assert!(failed > 30, "only {failed} pushes were cut");
}
