//! A line to a port on this machine that is cut after so many bytes.

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;

/// Which way the bytes go that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    There,
    Back,
}

/// What carries connections to a port until so many bytes went one way, over all of them; then all
/// are cut, and no other is let in.
pub struct Wire {
    pub port: u16,
    inner: Arc<Inner>,
}

struct Inner {
    passed: [AtomicU64; 2],
    most: [u64; 2],
    cut: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

impl Wire {
    /// Lays a line to a port; `None` is never cut.
    pub fn to(port: u16, cut: Option<(Way, u64)>) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut most = [u64::MAX; 2];
        if let Some((way, bytes)) = cut {
            most[way as usize] = bytes;
        }
        let wire = Wire {
            port: listener.local_addr().unwrap().port(),
            inner: Arc::new(Inner {
                passed: Default::default(),
                most,
                cut: AtomicBool::new(false),
                open: Mutex::default(),
            }),
        };
        let inner = Arc::clone(&wire.inner);
        thread::spawn(move || {
            for near in listener.incoming() {
                if inner.cut.load(Ordering::SeqCst) {
                    break;
                }
                let (near, far) = (near.unwrap(), TcpStream::connect(("127.0.0.1", port)));
                inner.carry(near, far.unwrap());
            }
        });
        wire
    }

    /// Returns how many bytes went one way.
    pub fn passed(&self, way: Way) -> u64 {
        self.inner.passed[way as usize].load(Ordering::SeqCst)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.inner.end();
        // Whoever waits for the next connection gets it and sees that it is over.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Inner {
    fn carry(self: &Arc<Inner>, near: TcpStream, far: TcpStream) {
        let ends = |stream: &TcpStream| stream.try_clone().unwrap();
        self.open.lock().unwrap().extend([ends(&near), ends(&far)]);
        let pairs = [
            (ends(&near), ends(&far), Way::There),
            (far, near, Way::Back),
        ];
        for (from, to, way) in pairs {
            let inner = Arc::clone(self);
            thread::spawn(move || inner.pump(from, to, way));
        }
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream, way: Way) {
        let (passed, most) = (&self.passed[way as usize], self.most[way as usize]);
        let mut buffer = [0; 16 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let before = passed.fetch_add(read as u64, Ordering::SeqCst);
            let part = most.saturating_sub(before).min(read as u64);
            let gone = to.write_all(&buffer[..part as usize]).is_err();
            if before + read as u64 >= most {
                self.end();
            }
            if gone {
                break;
            }
        }
        for stream in [from, to] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn end(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
