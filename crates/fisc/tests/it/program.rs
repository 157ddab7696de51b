//! Running the built program.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

/// What a run said and how it ended.
pub(crate) struct Said {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

/// The program with a clean environment.
pub(crate) fn fisc(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fisc"));
    command.args(args).env_clear().env("COLUMNS", "80").env("FISC_MODEL", "rules");
    command.stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(args: &[&str]) -> Said {
    said(fisc(args).output().unwrap())
}

/// Runs the program with something on standard input.
pub(crate) fn run_with_input(args: &[&str], input: &[u8]) -> Said {
    with_input(fisc(args), input)
}

/// The same, with a data folder.
pub(crate) fn run_with_input_in(folder: &Path, args: &[&str], input: &[u8]) -> Said {
    let mut command = fisc(args);
    command.env("FISC_DATA_DIR", folder);
    with_input(command, input)
}

fn with_input(mut command: Command, input: &[u8]) -> Said {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses may end before it has read everything.
    match child.stdin.take().unwrap().write_all(input) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
        Ok(()) | Err(_) => {}
    }
    said(child.wait_with_output().unwrap())
}

pub(crate) fn said(output: Output) -> Said {
    Said {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}
