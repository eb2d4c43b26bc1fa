//! `cargo bench`: the bench of the program in quick mode. Other options: `yizhan bench --help`.

use std::path::PathBuf;

use yizhan::cli::bench;

fn main() -> anyhow::Result<()> {
    let options = bench::Options {
        cases: vec![10_000],
        quick: true,
        rounds: 7,
        only: Vec::new(),
        dir: None,
        program: PathBuf::from(env!("CARGO_BIN_EXE_yizhan")),
    };
    println!("{}", bench::run(&options)?.table());
    Ok(())
}
