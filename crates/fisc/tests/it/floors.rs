//! The floors of the house: who may use whom, and who alone may use what from outside.

use std::{collections::BTreeMap, fs, path::Path};

/// Which of our crates each may use.
const EDGES: &[(&str, &[&str])] = &[
    ("finance", &[]),
    ("chart", &[]),
    ("agent", &[]),
    ("books", &[]),
    ("providers", &["finance", "agent"]),
    ("assistant", &["finance", "agent", "chart"]),
    ("dashboard", &["books", "finance", "agent", "chart"]),
    (
        "fisc",
        &["finance", "agent", "books", "chart", "providers", "assistant", "dashboard", "bakery"],
    ),
    // Made-up books: rows, and nothing of ours.
    ("bakery", &[]),
    // For development: they stand outside the floors, and nothing that ships uses them.
    ("upstreams", &["finance", "providers"]),
    ("bench", &["finance", "agent", "providers", "assistant", "upstreams"]),
];

/// Libraries that only some of our crates may use.
const OUTSIDERS: &[(&str, &[&str])] = &[
    ("clap", &["bakery", "fisc", "upstreams", "bench"]),
    ("anstream", &["fisc"]),
    ("anyhow", &["fisc"]),
    ("terminal_size", &["fisc"]),
    ("clap_complete", &["fisc"]),
    ("clap_mangen", &["fisc"]),
    ("etcetera", &["fisc"]),
    ("rustyline", &["fisc"]),
    ("postcard", &["providers", "assistant"]),
    ("strsim", &["assistant", "finance", "fisc"]),
    ("tokio", &["agent", "dashboard", "providers", "fisc", "upstreams", "bench"]),
    ("tokio-util", &["agent", "fisc"]),
    ("tower", &["providers"]),
    ("tower-resilience", &["providers"]),
    ("moka", &["providers"]),
    ("genai", &["providers"]),
    ("rustls", &["providers"]),
    ("flate2", &["providers"]),
    ("tar", &["providers"]),
    ("reqwest", &["providers"]),
    ("axum", &["upstreams"]),
    ("encoding_rs", &["books"]),
    ("calamine", &["books"]),
    ("zip", &["books"]),
    ("sqlx", &[]),
];

/// What is wrong with the dependencies of a workspace.
fn broken_rules(crates: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, uses) in crates {
        let Some((_, allowed)) = EDGES.iter().find(|(of, _)| of == name) else {
            broken.push(format!("`{name}` stands on no floor: give it a place in EDGES"));
            continue;
        };
        for used in uses {
            if crates.contains_key(used) && !allowed.contains(&used.as_str()) {
                broken.push(format!("`{name}` uses `{used}`, which is not below it"));
            }
            if let Some((_, users)) = OUTSIDERS.iter().find(|(of, _)| of == used)
                && !users.contains(&name.as_str())
            {
                broken.push(format!("`{name}` uses `{used}`, which is not its business"));
            }
        }
    }
    broken
}

/// The `[dependencies]` of every crate, by name.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(crates).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
        let section = section.split("\n[").next().unwrap();
        let name = |line: &str| Some(line.split(['.', '=', ' ']).next()?.to_owned());
        let uses =
            section.lines().filter(|line| !line.trim().is_empty()).filter_map(name).collect();
        all.insert(folder.file_name().unwrap().to_str().unwrap().to_owned(), uses);
    }
    all
}

#[test]
fn no_crate_reaches_up_or_sideways() {
    let crates = dependencies();
    assert!(5 < crates.len(), "{crates:?}");
    assert_eq!(broken_rules(&crates), Vec::<String>::new());
}

#[test]
fn a_forbidden_edge_is_found() {
    let mut crates = dependencies();
    crates.get_mut("agent").unwrap().push("finance".to_owned());
    crates.get_mut("finance").unwrap().push("tokio".to_owned());
    assert_eq!(
        broken_rules(&crates),
        [
            "`agent` uses `finance`, which is not below it",
            "`finance` uses `tokio`, which is not its business"
        ]
    );
}
