//! The same over HTTP, for whoever runs the program.

use serde_json::json;

use crate::raw::{self, start};

#[test]
fn settings_are_seen_and_changed_by_name() {
    let stand_in = start();
    let get =
        |asked: &str| raw::ask(&stand_in, "GET", &format!("/_control/{asked}"), &[], "").json();
    assert_eq!(get("settings")["fmp_key"], "stand-in-key");
    let patch = json!({"faults": ["fmp:quote=503x1"], "answers": {"kind": "report"},
        "script": [{"when": "weather", "text": "It rains."}, {"tools": [{"name": "t", "arguments": {}}]}]});
    let changed = raw::post(&stand_in, "/_control/settings", &patch);
    assert_eq!((changed.status, &changed.json()["faults"]), (200, &patch["faults"]));
    assert_eq!(stand_in.settings().script.len(), 2);
    assert_eq!(get("settings")["script"], patch["script"]);
    assert_eq!(raw::fmp(&stand_in, "quote?symbol=KO").status, 503);
    assert_eq!(raw::fmp(&stand_in, "quote?symbol=KO").status, 200);
    assert_eq!(get("requests")[0]["fault"], "503");
    assert_eq!(get("counts")["fmp"]["requests"], 2);
    assert_eq!(raw::post(&stand_in, "/_control/clear", &json!({})).json()["fmp"]["requests"], 0);
}

#[test]
fn settings_that_are_none_are_refused_and_change_nothing() {
    let stand_in = start();
    let before = stand_in.settings();
    for patch in [json!({"speed": 1}), json!({"delays": ["fmp=soon"]}), json!({"seed": "x"})] {
        let refused = raw::post(&stand_in, "/_control/settings", &patch);
        assert_eq!(refused.status, 400, "{patch}");
        assert!(refused.json()["error"].is_string());
    }
    assert_eq!(stand_in.settings(), before);
    assert_eq!(raw::ask(&stand_in, "GET", "/_control/nothing", &[], "").status, 404);
}
