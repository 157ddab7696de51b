# Everyday commands; `just` alone lists them.

set shell := ["bash", "-euo", "pipefail", "-c"]
set positional-arguments

_list:
    @just --list

# Formatting, lints and documentation, warnings as errors.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

# Every test.
test:
    ./test

# Speed and memory, held against their limits.
measure:
    scripts/measure

# The tests that take seconds.
quick:
    ./test quick

# The ten longest Rust files and functions, for the eye.
sizes:
    #!/usr/bin/env bash
    set -euo pipefail
    git ls-files '*.rs' | xargs wc -l | sort -rn | awk '$2 != "total" && shown++ < 10'
    echo
    git ls-files '*.rs' | xargs awk '
        FNR == 1 { open = 0 }
        # A function begins; its body ends at a brace as far in as its first line.
        !open && /^ *(pub(\([a-z]+\))? )?(const )?(async )?fn [a-z_]/ && !/[;}]$/ {
            match($0, /^ */); indent = RLENGTH
            open = 1; start = FNR
            name = $0; sub(/.*fn /, "", name); sub(/[^a-z0-9_].*/, "", name)
            next
        }
        # It was a declaration without a body.
        open && /^ *\).*;$/ && match($0, /^ */) && RLENGTH == indent { open = 0 }
        open && /^ *}$/ && match($0, /^ */) && RLENGTH == indent {
            printf "%7d %s:%d %s\n", FNR - start + 1, FILENAME, start, name
            open = 0
        }
    ' | sort -rn | awk 'NR <= 10'

# Looks over the snapshots that changed.
snapshots:
    cargo insta review

# Asks: `just run 'How is Apple doing?'`.
run *ARGS:
    cargo run --quiet -- "$@"

# Builds the data file from a folder of sources.
data DIR:
    cargo run --release -- data build --from "{{DIR}}" -o crates/providers/data/builtin.fisc
