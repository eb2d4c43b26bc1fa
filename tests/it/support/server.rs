//! A PostgreSQL of our own: Debian's, in a temporary folder, ended when nobody holds it any more.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::Weak;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use postgres::Client;
use tempfile::TempDir;
use yizhan::cli::bench::sync::server::hand_over;
use yizhan::cli::bench::sync::server::kept;
use yizhan::cli::bench::sync::server::program;
use yizhan::cli::bench::sync::server::programs;

/// A running server.
pub struct Server {
    dir: TempDir,
    bin: PathBuf,
    /// The port, on 127.0.0.1, on 127.0.0.2 and in the name of the socket.
    pub port: u16,
    keeper: Mutex<Option<Child>>,
    databases: AtomicU32,
}

static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
static ROLES: Mutex<()> = Mutex::new(());

/// Returns a port below those that the system hands out, so that nobody gets it while the server is
/// down.
fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let free = |_| {
        let n = NEXT.fetch_add(1, Ordering::Relaxed) % 32;
        let port = 15_000 + (std::process::id() % 500 * 32 + n) as u16;
        TcpListener::bind(("127.0.0.1", port)).ok().map(|_| port)
    };
    (0..32).find_map(free).expect("a port that is free")
}

fn run(command: &mut Command) {
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{command:?}: {said}");
}

impl Server {
    /// Returns the server all tests share, or says that they are left out.
    pub fn shared() -> Option<Arc<Server>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Server::start()?);
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    /// Starts a server for one test, or says that it is left out.
    pub fn start() -> Option<Server> {
        let Some(bin) = programs() else {
            let missing = "there is no PostgreSQL: apt install postgresql";
            assert!(std::env::var_os("YIZHAN_ALL").is_none(), "{missing}");
            eprintln!("LEFT OUT, nothing was sent to a hub: {missing}");
            return None;
        };
        let dir = tempfile::Builder::new()
            .prefix("yizhan-pg")
            .tempdir()
            .unwrap();
        hand_over(dir.path()).unwrap();
        run(program(&bin.join("initdb"))
            .current_dir("/")
            .args([
                "--no-sync",
                "--no-instructions",
                "-U",
                "admin",
                "-A",
                "trust",
                "-D",
            ])
            .arg(dir.path().join("data")));
        let rules = "local all admin trust\nlocal all all scram-sha-256\n\
                     host all admin 127.0.0.1/32 trust\nhost all all 127.0.0.0/8 scram-sha-256\n";
        fs::write(dir.path().join("data/pg_hba.conf"), rules).unwrap();
        let port = free_port();
        let server = Server {
            dir,
            bin,
            port,
            keeper: Mutex::new(None),
            databases: AtomicU32::new(0),
        };
        server.up(&[]);
        Some(server)
    }

    /// Starts the program, with these settings besides.
    pub fn up(&self, settings: &[&str]) {
        let mut command = kept(&self.bin.join("postgres"));
        command
            .current_dir("/")
            .arg("-D")
            .arg(self.dir.path().join("data"));
        let mine = [
            format!("port={}", self.port),
            format!("unix_socket_directories={}", self.dir.path().display()),
            "listen_addresses=127.0.0.1,127.0.0.2".to_owned(),
            "fsync=off".to_owned(),
            "max_connections=60".to_owned(),
            "shared_buffers=32MB".to_owned(),
            // Nothing here waits for ever: what is in each other's way fails.
            "lock_timeout=60s".to_owned(),
            "statement_timeout=300s".to_owned(),
            "idle_in_transaction_session_timeout=300s".to_owned(),
            "client_connection_check_interval=1s".to_owned(),
        ];
        for setting in mine
            .iter()
            .map(String::as_str)
            .chain(settings.iter().copied())
        {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let begun = Instant::now();
        while Client::connect(&self.url("admin", "postgres"), postgres::NoTls).is_err() {
            let log = self.dir.path().join("log");
            let said = fs::read_to_string(&log).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(60), "{said}");
            let mut keeper = self.keeper();
            let ended = |child: &mut Child| !matches!(child.try_wait(), Ok(None));
            // After a power cut the processes it left behind may be in the way for a moment.
            if keeper.as_mut().is_none_or(ended) {
                command.stderr(fs::File::create(&log).unwrap());
                *keeper = Some(command.spawn().unwrap());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn keeper(&self) -> MutexGuard<'_, Option<Child>> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the program as an orderly machine does.
    pub fn down(&self) {
        if let Some(mut keeper) = self.keeper().take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }

    /// Returns the number of the program and those of the processes it started.
    fn processes(&self) -> (String, String) {
        let pid = fs::read_to_string(self.dir.path().join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        let others = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        (pid, others)
    }

    /// Kills one of the processes it started; returns whether it was still there.
    pub fn kill_one(&self, process: i32) -> bool {
        let process = process.to_string();
        let (_, ours) = self.processes();
        ours.split_whitespace().any(|pid| pid == process)
            && Command::new("kill")
                .args(["-KILL", &process])
                .status()
                .unwrap()
                .success()
    }

    /// Ends the program as a power cut does.
    pub fn kill(&self) {
        let (pid, _) = self.processes();
        // While it stands still it starts no other that nobody would kill.
        run(Command::new("kill").args(["-STOP", &pid]));
        let (_, others) = self.processes();
        // Some are gone by now.
        let _ = Command::new("kill")
            .args(["-KILL", &pid])
            .args(others.split_whitespace())
            .output();
        self.down();
    }

    /// Returns the folder of the socket; tests may put certificates there.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Hands a file over to the server.
    pub fn own(&self, file: &Path) {
        hand_over(file).unwrap();
    }

    /// Returns an address through the socket.
    pub fn url(&self, user: &str, database: &str) -> String {
        let host = self.dir.path().display().to_string().replace('/', "%2F");
        format!(
            "postgres://{user}@/{database}?host={host}&port={}",
            self.port
        )
    }

    /// Makes an empty database and returns the address of its keeper.
    pub fn database(&self) -> String {
        let name = format!("county{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut admin = self.admin("postgres");
        admin
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url("admin", &name)
    }

    /// Connects as the server's keeper.
    pub fn admin(&self, database: &str) -> Client {
        Client::connect(&self.url("admin", database), postgres::NoTls).unwrap()
    }
}

/// Roles belong to the whole server: two databases made a hub at once would be in each other's way.
pub fn one_at_a_time() -> MutexGuard<'static, ()> {
    ROLES.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}
