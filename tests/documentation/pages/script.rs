//! A page as one script for bash: what a block exports, the next one has, and each tells where it stopped.

use std::fmt::Write;

use super::page::{Block, Kind};

/// What stands before the first block. `serve` and `demo` go on in the background, as in another window, and end with the
/// script; what `setup` would ask a person is answered by options; an answer that is an error is one for `curl`, too.
pub const START: &str = r#"
set -u
running=
trap '[ -z "$running" ] || kill $running 2>/dev/null' EXIT
listens() {
    until command preflight health --url "http://$PREFLIGHT_LISTEN/" >/dev/null 2>&1; do
        [ -z "$running" ] || kill -0 $running 2>/dev/null || return 1
        sleep 0.05
    done
}
shows() {
    until grep -q "$1" "$2"; do
        kill -0 $running 2>/dev/null || return 1
        sleep 0.05
    done
}
preflight() {
    case " $* " in
        *" --help "* | *" --once "*) command preflight "$@" ;;
        " serve "*)
            command preflight "$@" >>service.out 2>&1 &
            running="$running $!"
            listens || { cat service.out; return 1; } ;;
        " demo "*)
            command preflight "$@" --page 127.0.0.1:0 --listen 127.0.0.1:0 >demo.out 2>&1 &
            running="$running $!"
            shows "Ctrl-C ends it" demo.out || { cat demo.out; return 1; }
            cat demo.out ;;
        *" --url "*) command preflight "$@" ;;
        " setup zendesk "*)
            command preflight "$@" --yes --url "$DOCUMENTATION_ACCOUNT" --client-id preflight \
                --client-secret-env ZENDESK_CLIENT_SECRET --public-url "$DOCUMENTATION_PUBLIC_URL" ;;
        *) command preflight "$@" ;;
    esac
}
curl() { command curl --silent --show-error --fail-with-body "$@"; }
cargo() {
    [ "$1 $2 $3" = "run --release --" ] || { echo "cargo $*: mark this block as no-run"; return 1; }
    shift 3
    preflight "$@"
}
"#;

/// The script; it prints `block N` with each block's end, and each block's output is in the file `.block-N`.
pub fn of(blocks: &[Block]) -> String {
    let mut script = START.to_owned();
    for (at, block) in blocks.iter().enumerate() {
        let Kind::Run { status } = &block.kind else { continue };
        let (before, last) = split(&block.text);
        let _ = write!(
            script,
            "set -e\n{{\n:\n{before}}} >.block-{at} 2>&1\nset +e\n{{\n{last}}} >>.block-{at} 2>&1\nstatus=$?\n\
             [ $status = {status} ] || {{ echo \"it ended with $status instead of {status}\"; exit 1; }}\n\
             echo 'block {at}'\n"
        );
    }
    script
}

/// The commands before the last one, and the last one with its lines.
fn split(text: &str) -> (String, String) {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let goes_on = |at: usize| {
        let line = lines[at];
        line.ends_with('\\') || line.ends_with('|') || line.ends_with("&&")
    };
    let is_inner =
        |at: usize| lines[at].starts_with(' ') || lines[at].starts_with('#') || at > 0 && goes_on(at - 1);
    let start = (0..lines.len()).rev().find(|at| !is_inner(*at)).unwrap_or(0);
    let join = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    (join(&lines[..start]), join(&lines[start..]))
}

#[test]
fn the_last_command_is_told_with_its_lines() {
    let (before, last) = split("one\ntwo \\\n  three\nfour |\nfive\n");
    assert_eq!((before.as_str(), last.as_str()), ("one\ntwo \\\n  three\n", "four |\nfive\n"));
    assert_eq!(split("one\n").1, "one\n");
}
