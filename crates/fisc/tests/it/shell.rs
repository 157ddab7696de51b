//! What the program gives to a shell: completions and manual pages.

use std::{fs, path::Path, process::Command};

use crate::{conversation::folder, program::run};

/// What bash offers for the last word of a command line, with the registration that the program prints.
fn offered_by_bash(words: &[&str]) -> Vec<String> {
    let program = Path::new(env!("CARGO_BIN_EXE_fisc"));
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let script = format!(
        "source <(fisc completions bash); COMP_WORDS=({}); COMP_CWORD={}; COMP_TYPE=9; \
         complete -p fisc >/dev/null || exit 9; \
         _clap_complete_fisc fisc \"${{COMP_WORDS[COMP_CWORD]}}\" ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let output =
        Command::new("bash").args(["-c", &script]).env_clear().env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn companies_and_figures_complete_in_a_shell() {
    let offered = offered_by_bash(&["fisc", "figure", "AAP"]);
    assert!(offered.contains(&"AAPL".to_owned()), "{offered:?}");
    // A name leads to its ticker; in lower case, too.
    let offered = offered_by_bash(&["fisc", "report", "msf"]);
    assert_eq!(offered, ["msft"]);
    let offered = offered_by_bash(&["fisc", "figure", "AAPL", "gross"]);
    assert!(offered.contains(&"gross_margin".to_owned()), "{offered:?}");
    let offered = offered_by_bash(&["fisc", "compare", "KO", "PEP", "--items", "revenue,net_m"]);
    assert_eq!(offered, ["revenue,net_margin"]);
    let offered = offered_by_bash(&["fisc", "comp"]);
    assert_eq!(offered, ["compare", "completions"]);
    assert!(offered_by_bash(&["fisc", "figure", "zzzzzz"]).is_empty());
}

#[test]
fn every_shell_is_told_how_to_ask() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = run(&["completions", shell]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{shell}");
        assert!(
            said.out.contains("FISC_COMPLETE") && said.out.contains("fisc"),
            "{shell}: {}",
            said.out
        );
    }
    let said = run(&["completions", "tcsh"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("bash"), "{}", said.err);
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let said = run(&["man"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains(".TH fisc 1") && said.out.contains("fisc\\-compare"), "{}", said.out);
    let folder = folder("man").join("pages");
    let said = run(&["man", "-o", folder.to_str().unwrap()]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let page = fs::read_to_string(folder.join("fisc-compare.1")).unwrap();
    assert!(page.contains(".TH fisc-compare 1") && page.contains("\\-\\-items"), "{page}");
    assert!(page.contains("0.1.0") || page.contains(env!("CARGO_PKG_VERSION")), "{page}");
    // Every page that a page refers to is there.
    let pages: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(pages.contains(&"fisc-data-build.1".to_owned()), "{pages:?}");
    for name in &pages {
        let text = fs::read_to_string(folder.join(name)).unwrap().replace("\\-", "-");
        for reference in text.split_whitespace().filter_map(|word| word.strip_suffix("(1)")) {
            let file = format!("{reference}.1");
            assert!(pages.contains(&file), "{name} refers to {file}");
        }
    }
}
