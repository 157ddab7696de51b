//! Conversations: a scripted one, and how they are kept and gone on with.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::program::{Said, fisc, run, run_with_input_in, said};

/// Twenty questions in a row, most of which lean on those before.
pub(crate) const TURNS: [&str; 20] = [
    "How is Nike doing?",
    "and its net margin?",
    "in 2022?",
    "What about Adidas?",
    "What about Lululemon?",
    "Why did it rise?",
    "and the year before?",
    "Compare it with Nike",
    "which of them has more cash?",
    "what is free cash flow?",
    "and for Nike?",
    "over the last five years",
    "by quarter",
    "Who is the CEO of Nike?",
    "What's the price of Delta?",
    "thanks",
    "Hewlett Packard revenue",
    "the second one",
    "Compare Coke and Pepsi by gross margin in Q2 2024",
    "and in 2022?",
];

/// A folder of its own for a test, empty.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The conversation, a question a line.
pub(crate) fn in_a_pipe(folder: &Path) -> Said {
    run_with_input_in(folder, &["--format", "table"], TURNS.join("\n").as_bytes())
}

fn ask(folder: &Path, args: &[&str]) -> Said {
    said(fisc(args).env("FISC_DATA_DIR", folder).output().unwrap())
}

/// The turns of the only conversation in a folder, besides a single question.
pub(crate) fn turns(folder: &Path) -> Vec<Value> {
    let files = fs::read_dir(folder.join("sessions")).unwrap().map(|entry| entry.unwrap().path());
    let is_turns = |path: &PathBuf| path.extension().is_some_and(|end| end == "jsonl");
    let is_single = |path: &PathBuf| path.file_name().is_some_and(|name| name == ".single.jsonl");
    let files: Vec<PathBuf> = files.filter(|path| is_turns(path) && !is_single(path)).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = fs::read_to_string(&files[0]).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn twenty_turns_are_as_they_were() {
    let folder = folder("twenty_turns");
    let said = in_a_pipe(&folder);
    let all = format!("exit code {}\n--- out\n{}--- err\n{}", said.code, said.out, said.err);
    insta::assert_snapshot!("twenty_turns", all);
    let turns = turns(&folder);
    let asked: Vec<&str> = turns.iter().map(|turn| turn["question"].as_str().unwrap()).collect();
    assert_eq!(asked, TURNS);
}

#[test]
fn the_last_conversation_is_gone_on_with() {
    let folder = folder("continued");
    let first = ask(&folder, &["What was Tesla's net margin in 2023?"]);
    assert_eq!(first.code, 0);
    let then = ask(&folder, &["-c", "and the year before?"]);
    assert!(then.out.contains("Net margin · Tesla · FY2022"), "{}", then.out);
    // It has become a conversation, which another single question does not replace.
    assert_eq!(turns(&folder).len(), 2);
    ask(&folder, &["What was Nike's revenue?"]);
    let named = fs::read_to_string(folder.join("sessions/last")).unwrap();
    assert_eq!(named, ".single");
    let then = ask(&folder, &["-c", "net income"]);
    assert!(then.out.contains("Net income · Nike"), "{}", then.out);
}

#[test]
fn a_named_conversation_is_found_again() {
    let folder = folder("named");
    ask(&folder, &["-s", "shoes", "Nike revenue in 2022"]);
    ask(&folder, &["-s", "cars", "Tesla revenue in 2023"]);
    let then = ask(&folder, &["-s", "shoes", "and net income?"]);
    assert!(then.out.contains("Net income · Nike · FY2022"), "{}", then.out);
    let then = ask(&folder, &["-c", "and gross profit?"]);
    assert!(then.out.contains("Gross profit · Nike"), "{}", then.out);
    let kept = fs::read_to_string(folder.join("sessions/shoes.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 3);
}

#[test]
fn a_conversation_that_was_cut_off_goes_on_with_what_is_whole() {
    let folder = folder("torn");
    ask(&folder, &["-s", "torn", "Nike revenue in 2022"]);
    ask(&folder, &["-s", "torn", "and net income?"]);
    let file = folder.join("sessions/torn.jsonl");
    let whole = fs::read_to_string(&file).unwrap();
    let first = whole.find('\n').unwrap() + 1;
    // The second turn is torn near its start, in its middle and right before its end.
    for cut in [first + 1, first + 40, whole.len() - 60, whole.len() - 3, whole.len() - 2] {
        fs::write(&file, &whole[..cut]).unwrap();
        // The new turn stands behind the torn line, not in it, and so does the one after it.
        for (question, item) in
            [("and total assets?", "Total assets"), ("gross profit", "Gross profit")]
        {
            let then = ask(&folder, &["-s", "torn", question]);
            assert!(
                then.out.contains(&format!("{item} · Nike · FY2022")),
                "{cut}: {}{}",
                then.out,
                then.err
            );
        }
        let kept = fs::read_to_string(&file).unwrap();
        assert!(kept.starts_with(&whole[..cut]), "{cut}");
        let turns = kept.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok());
        assert_eq!(turns.count(), 3, "{cut}: {kept}");
    }
}

#[test]
fn what_cannot_be_gone_on_with_is_said() {
    let folder = folder("refused");
    let none = ask(&folder, &["-c", "and in 2022?"]);
    assert_eq!(none.code, 3);
    assert!(none.err.contains("no conversation to continue"), "{}", none.err);
    let long = "x".repeat(300);
    for name in ["../evil", "a/b", "", ".hidden", ".single", "a b", &long] {
        let refused = ask(&folder, &["-s", name, "Nike revenue"]);
        assert_eq!(refused.code, 2, "{name}: {}", refused.err);
        assert!(refused.err.contains("hint: "), "{name}: {}", refused.err);
    }
    let sessions = folder.join("sessions");
    assert!(!sessions.exists() && !folder.join("evil.jsonl").exists());
    fs::create_dir_all(&sessions).unwrap();
    fs::write(sessions.join("newer.jsonl"), "{\"schema\":\"fisc.turn/9\",\"something\":\"else\"}")
        .unwrap();
    let newer = ask(&folder, &["-s", "newer", "Nike revenue"]);
    assert_eq!(newer.code, 1);
    assert!(newer.err.contains("fisc.turn/9"), "{}", newer.err);
    let kept = fs::read_to_string(sessions.join("newer.jsonl")).unwrap();
    assert_eq!(kept.lines().count(), 1, "what another version wrote is left alone");
}

#[test]
fn what_one_file_cannot_hold_is_refused() {
    let folder = folder("one_file");
    let file = folder.join("answers.md");
    let said = run_with_input_in(
        &folder,
        &["-o", file.to_str().unwrap()],
        b"Nike revenue\nApple revenue\n",
    );
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(!file.exists());
}

#[test]
fn a_choice_leaves_the_rest_of_the_question_as_it_was() {
    let folder = folder("choice");
    let questions = "Compare the revenue of Hewlett Packard and Lincoln\nthe first one\n";
    let said = run_with_input_in(&folder, &[], questions.as_bytes());
    assert!(said.out.contains("“Lincoln” can mean more than one company"), "{}", said.out);
    // A question that fails is the last one: nothing of before it can be chosen any more.
    let questions = "Hewlett Packard revenue\nHow is Foobarcorp doing?\nthe first one\n";
    let said = run_with_input_in(&folder, &[], questions.as_bytes());
    assert!(!said.out.contains("Revenue · Hewlett"), "{}", said.out);
}

#[test]
fn a_row_of_questions_ends_with_the_code_of_the_last_failure() {
    let folder = folder("failing");
    let questions = "Foobarcorp revenue\nNike revenue\n";
    let said = run_with_input_in(&folder, &[], questions.as_bytes());
    assert_eq!(said.code, 3);
    assert!(said.out.contains("Revenue · Nike"), "{}", said.out);
    assert_eq!(said.err.matches("Foobarcorp").count(), 1, "told once: {}", said.err);
}

#[test]
fn an_answer_is_given_where_no_conversation_can_be_kept() {
    let folder = folder("unkept");
    fs::write(folder.join("sessions"), "in the way").unwrap();
    let said = ask(&folder, &["Nike revenue"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("Revenue · Nike"), "{}", said.out);
    assert!(said.err.contains("not kept"), "{}", said.err);
    // Without any folder nothing is kept, and nothing is said of it.
    let said = run(&["Nike revenue"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}
