//! The `yizhan` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    yizhan::cli::main()
}
