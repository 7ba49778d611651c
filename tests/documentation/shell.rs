//! What shells and `man` make of the completions and the manual pages.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

const PREFLIGHT: &str = env!("CARGO_BIN_EXE_preflight");

/// What a command says; none if there is no such program here.
fn says(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<(bool, String)> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8(text).expect("a text")))
}

fn preflight(arguments: &[&str]) -> String {
    let (fine, text) = says(PREFLIGHT, arguments).expect("cargo has built it");
    assert!(fine, "{arguments:?}: {text}");
    text
}

#[test]
fn bash_completes_commands_and_options() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("preflight.bash");
    fs::write(&script, preflight(&["completions", "bash"])).expect("written");
    let script = script.to_str().expect("a plain path");
    let completes = |words: &str, at: usize| {
        let asks = format!(
            "source {script}; complete -p preflight; COMP_WORDS=({words}); COMP_CWORD={at}; _preflight preflight \
             \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{}]}}\"; echo \"${{COMPREPLY[*]}}\"",
            at - 1
        );
        let (fine, text) = says("bash", &["-c", &asks]).expect("there is a bash");
        assert!(fine, "{text}");
        text
    };
    let text = completes("preflight do", 1);
    assert!(text.starts_with("complete ") && text.contains("preflight\n"), "{text}");
    assert!(text.ends_with("\ndoctor\n"), "{text}");
    assert!(completes("preflight check --exp", 2).ends_with("\n--explain\n"));
    assert!(completes("preflight config schema item", 3).ends_with("\nitems\n"));
}

#[test]
#[expect(clippy::print_stdout, reason = "what is not tried should be seen")]
fn other_shells_find_no_mistake() {
    let folder = tempfile::tempdir().expect("a folder");
    for (shell, arguments) in [("zsh", &["-n"][..]), ("fish", &["--no-execute"][..])] {
        let script = folder.path().join(shell);
        let text = preflight(&["completions", shell]);
        assert!(text.contains("doctor") && text.contains("public-url"), "{shell}");
        fs::write(&script, text).expect("written");
        let script = script.to_str().expect("a plain path");
        match says(shell, &[arguments, &[script]].concat()) {
            Some((fine, text)) => assert!(fine, "{shell}: {text}"),
            None => println!("not tried: there is no {shell} here"),
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("man1");
    preflight(&["man", dir.to_str().expect("a plain path")]);
    let first = fs::read_to_string(dir.join("preflight.1")).expect("it is written");
    assert_eq!(first, preflight(&["man"]));
    for name in ["preflight", "preflight-check", "preflight-setup-zendesk", "preflight-config-test"] {
        renders(&dir.join(format!("{name}.1")), &name.replace('-', " "));
    }
}

/// The page as a reader sees it speaks of the command, and groff has nothing to complain of.
#[expect(clippy::print_stdout, reason = "what is not tried should be seen")]
fn renders(page: &Path, command: &str) {
    let source = fs::read_to_string(page).expect("it is written");
    assert!(source.contains(".TH "), "{}", page.display());
    let page = page.to_str().expect("a plain path");
    let Some((fine, complaints)) = says("groff", &["-man", "-Tutf8", "-z", "-ww", page]) else {
        println!("not tried: there is no groff here");
        return;
    };
    assert!(fine && complaints.is_empty(), "{page}: {complaints}");
    if let Some((fine, text)) = says("man", &["-P", "cat", page]) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(fine && text.contains(command), "{page}: {text}");
    }
}
