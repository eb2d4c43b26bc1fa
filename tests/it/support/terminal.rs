//! The program on a real pseudo-terminal, as somebody at a post sees it.

use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;

use portable_pty::Child;
use portable_pty::CommandBuilder;
use portable_pty::MasterPty;
use portable_pty::PtySize;
use portable_pty::native_pty_system;

/// Machines are shared: a screen that has not come by then will not come.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// One post on one terminal; the program ends with it.
pub struct Screen {
    parser: vt100::Parser,
    bytes: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    raw: Vec<u8>,
    pressed: usize,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Screen {
    /// Starts the program with words on a terminal of 80 by 24.
    pub fn start(store: &Path, words: &[&str]) -> Screen {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_yizhan"));
        command.args(words);
        command.arg("--store");
        command.arg(store);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, bytes) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut chunk) {
                if send.send(chunk[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        Screen {
            parser: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0),
            bytes,
            keyboard: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
            raw: Vec::new(),
            pressed: 0,
        }
    }

    /// Returns what is on the screen.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Returns every byte the program has sent.
    pub fn sent(&self) -> &[u8] {
        &self.raw
    }

    fn take(&mut self, wait: Duration) -> bool {
        match self.bytes.recv_timeout(wait) {
            Ok(chunk) => {
                self.parser.process(&chunk);
                self.raw.extend(chunk);
                true
            }
            Err(_) => false,
        }
    }

    /// Takes what the program draws for a while, at most one piece of it.
    pub fn look(&mut self, wait: Duration) {
        self.take(wait);
    }

    /// Ends the program as a power cut does: at once, wherever it is.
    pub fn kill(&mut self) {
        // Only the child this test started; its own `kill` would be a hang-up.
        std::process::Command::new("kill")
            .args(["-KILL", &self.pid().to_string()])
            .status()
            .unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !wanted(&self.text()) {
            self.take(Duration::from_millis(50));
            assert!(
                Instant::now() < until,
                "{what} did not come; the screen is\n{}",
                self.text()
            );
        }
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) {
        self.wait(text, |screen| screen.contains(text));
    }

    /// Types keys: text, or one of the names below in angle brackets, as `<F2>db1<Enter>`.
    pub fn keys(&mut self, keys: &str) {
        let mut rest = keys;
        let mut bytes = Vec::new();
        while let Some(c) = rest.chars().next() {
            self.pressed += 1;
            let name = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
            match name.and_then(|(name, after)| sequence(name).map(|s| (s, after))) {
                Some((sequence, after)) => {
                    bytes.extend(sequence.as_bytes());
                    rest = after;
                }
                None => {
                    bytes.extend(c.to_string().as_bytes());
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        self.send(&bytes);
    }

    /// Returns how many keys were typed since it was last asked.
    pub fn pressed(&mut self) -> usize {
        std::mem::take(&mut self.pressed)
    }

    /// Sends bytes as they are; they count as no keys.
    pub fn send(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).unwrap();
        self.parser
            .screen_mut()
            .set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
    }

    /// Returns the process number of the program.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits for the program's end and returns whether it ended well.
    pub fn ends(&mut self) -> bool {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                while self.take(Duration::from_millis(20)) {}
                return status.success();
            }
            assert!(Instant::now() < until, "it did not end:\n{}", self.text());
            self.take(Duration::from_millis(20));
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Only this child; it may already be gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sequence(name: &str) -> Option<&'static str> {
    Some(match name {
        "Enter" => "\r",
        "Esc" => "\x1b",
        "Tab" => "\t",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "Back" => "\x7f",
        "F1" => "\x1bOP",
        "F2" => "\x1bOQ",
        "F3" => "\x1bOR",
        "F4" => "\x1bOS",
        "F5" => "\x1b[15~",
        "F6" => "\x1b[17~",
        "F7" => "\x1b[18~",
        "F8" => "\x1b[19~",
        "F9" => "\x1b[20~",
        "F12" => "\x1b[24~",
        _ => return None,
    })
}
