//! The program on a terminal, as a person meets it.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use crate::conversation::{TURNS, folder, in_a_pipe, turns};

/// What stands before a question.
const PROMPT: &str = "› ";

/// Nothing is waited for longer: a test that hangs fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// A conversation on a terminal of 80 columns.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn std::io::Write + Send>,
    shown: Receiver<Vec<u8>>,
}

impl Terminal {
    fn open(folder: &Path, args: &[&str]) -> Self {
        let size = PtySize { rows: 50, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fisc"));
        command.args(args);
        command.env_clear();
        command.env("TERM", "xterm");
        command.env("FISC_DATA_DIR", folder);
        command.env("FISC_MODEL", "rules");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, shown) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if send.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, shown }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What is shown until the text is a fitting one, without colours.
    fn shown_until(&mut self, fits: impl Fn(&str) -> bool) -> String {
        self.shown_and_drawn_until(|text, _| fits(text))
    }

    /// The same; the second of what is looked at is whether the line that is typed is wholly drawn.
    fn shown_and_drawn_until(&mut self, fits: impl Fn(&str, bool) -> bool) -> String {
        let mut bytes = Vec::new();
        loop {
            let text = anstream::adapter::strip_str(&String::from_utf8_lossy(&bytes)).to_string();
            let text = text.replace('\r', "");
            if fits(&text, bytes.ends_with(b"\x1b[?2026l")) {
                return text;
            }
            match self.shown.recv_timeout(PATIENCE) {
                Ok(more) => bytes.extend(more),
                Err(error) => panic!("{error}, shown so far: {text}"),
            }
        }
    }

    /// Waits for the prompt at the head of a line.
    fn prompt(&mut self) -> String {
        self.shown_and_drawn_until(|text, drawn| drawn && text.rsplit('\n').next() == Some(PROMPT))
    }

    /// Types a line, and gives what is shown for it until the next prompt.
    fn ask(&mut self, line: &str) -> String {
        self.press(line);
        self.shown_until(|text| text.ends_with(line));
        self.press("\r");
        self.prompt()
    }

    fn code(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

/// What a pipe was answered, question by question: what stands behind each.
fn answers(out: &str) -> Vec<String> {
    let mut answers = Vec::new();
    let mut rest = out;
    for question in TURNS {
        let shown = format!("{PROMPT}{question}\n\n");
        let at = rest.find(&shown).unwrap_or_else(|| panic!("`{question}` in {rest}"));
        if let Some(last) = answers.last_mut() {
            rest[..at].clone_into(last);
        }
        rest = &rest[at + shown.len()..];
        answers.push(rest.to_owned());
    }
    answers
}

#[test]
fn twenty_turns_on_a_terminal_are_answered_as_in_a_pipe() {
    let (piped, typed) = (folder("turns_piped"), folder("turns_typed"));
    let answers = answers(&in_a_pipe(&piped).out);
    let mut terminal = Terminal::open(&typed, &[]);
    let greeting = terminal.prompt();
    assert!(greeting.contains("/help"), "{greeting}");
    for (question, answer) in TURNS.iter().zip(&answers) {
        let shown = terminal.ask(question);
        assert!(
            shown.contains(answer.trim()),
            "{question}\n--- shown\n{shown}\n--- piped\n{answer}"
        );
    }
    let companies = terminal.ask("/companies");
    assert!(companies.contains("KO, PEP, HPQ, DAL, NKE, LULU"), "{companies}");
    terminal.press("\u{4}");
    assert_eq!(terminal.code(), 0);
    // Both remember the same.
    let about = |folder| -> Vec<_> {
        turns(folder)
            .into_iter()
            .map(|turn| (turn["ended"].clone(), turn["topic"].clone()))
            .collect()
    };
    assert_eq!(about(&typed), about(&piped));
}

#[test]
fn a_terminal_keeps_its_conversation_and_its_questions() {
    let folder = folder("kept");
    let mut terminal = Terminal::open(&folder, &["-s", "kept"]);
    terminal.prompt();
    let shown = terminal.ask("Nike revenue in 2022");
    assert!(shown.contains("Revenue · Nike · FY2022"), "{shown}");
    // An interrupt at the prompt loses nothing.
    terminal.press("half a quest\u{3}");
    let shown = terminal.shown_until(|text| text.contains("/quit") && text.ends_with(PROMPT));
    assert!(shown.contains("Ctrl-D"), "{shown}");
    let shown = terminal.ask("/nonsense");
    assert!(shown.contains("/nonsense is no command"), "{shown}");
    // What a program says on its way out may not be shown any more.
    terminal.press("/quit\r");
    assert_eq!(terminal.code(), 0);
    let mut terminal = Terminal::open(&folder, &["-c"]);
    let greeting = terminal.prompt();
    assert!(greeting.contains("Going on with kept: 1 turn so far"), "{greeting}");
    // What was typed before is called back by the arrow up.
    for line in ["/nonsense", "Nike revenue in 2022"] {
        terminal.press("\u{1b}[A");
        terminal.shown_until(|text| text.contains(line));
    }
    terminal.press("\u{15}");
    let shown = terminal.ask("and net income?");
    assert!(shown.contains("Net income · Nike · FY2022"), "{shown}");
}

#[test]
fn a_question_of_another_shell_changes_no_conversation() {
    let folder = folder("meanwhile");
    let single = |question: &str| {
        let mut command = crate::program::fisc(&[question]);
        command.env("FISC_DATA_DIR", &folder).output().unwrap();
    };
    single("Nike revenue in 2022");
    let mut terminal = Terminal::open(&folder, &["-c"]);
    terminal.prompt();
    single("Tesla revenue in 2020");
    let shown = terminal.ask("and net income?");
    assert!(shown.contains("Net income · Nike · FY2022"), "{shown}");
    terminal.press("\u{4}");
    assert_eq!(terminal.code(), 0);
    let sessions = std::fs::read_dir(folder.join("sessions")).unwrap();
    let kept: Vec<String> = sessions
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let of = |question: &str| kept.iter().filter(|text| text.contains(question)).count();
    assert_eq!(of("Tesla revenue in 2020"), 1, "{kept:?}");
    assert!(
        kept.iter()
            .any(|text| text.contains("Nike revenue in 2022") && text.contains("and net income?")),
        "{kept:?}"
    );
}

#[test]
fn what_is_not_clear_in_books_is_asked() {
    let folder = folder("asked");
    let file = folder.join("list.csv");
    let list = "date,account,amount\n01/02/2024,Sales,9\n05/05/2024,Zephyr,7\n03/04/2024,Rent,6\n";
    std::fs::write(&file, list).unwrap();
    let mapping = folder.join("mapping.toml");
    let paths = [file.to_str().unwrap(), mapping.to_str().unwrap()];
    let mut terminal = Terminal::open(&folder, &["books", "map", paths[0], "-o", paths[1]]);
    terminal.shown_until(|text| text.contains("1 to 2: "));
    terminal.press("3\r");
    terminal.shown_until(|text| text.contains("`3` is none of these") && text.ends_with("2: "));
    terminal.press("1\r");
    terminal.shown_until(|text| text.ends_with("Zephyr: "));
    terminal.press("bread\r");
    terminal.shown_until(|text| text.contains("is no kind") && text.ends_with("Zephyr: "));
    terminal.press("loan\r");
    assert_eq!(terminal.code(), 0);
    let text = std::fs::read_to_string(&mapping).unwrap();
    assert!(text.contains("date_order = \"dmy\"") && text.contains("Zephyr = \"loan\""), "{text}");
}
