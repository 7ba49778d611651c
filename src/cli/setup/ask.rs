//! Questions on a terminal; without one, what to write on the command line instead.

use std::io::Read;

use crate::cli::console::{Console, Failure};

/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 4096;

/// An answer that is not blank; none typed means the default.
pub fn text(
    console: &mut Console<'_>,
    flag: &str,
    what: &str,
    default: Option<&str>,
) -> Result<String, Failure> {
    checked(console, flag, what, default, |text| Ok(text.to_owned()))
}

/// The same, asked again until it will do.
pub fn checked(
    console: &mut Console<'_>,
    flag: &str,
    what: &str,
    default: Option<&str>,
    check: impl Fn(&str) -> Result<String, String>,
) -> Result<String, Failure> {
    if !console.is_interactive {
        return Err(Failure::Message(format!(
            "{what}: nobody can be asked, because standard input is no terminal; say it by {flag}"
        )));
    }
    loop {
        let hint = default.map(|default| format!(" [{default}]")).unwrap_or_default();
        write!(console.err, "{what}{hint}: ")?;
        console.err.flush()?;
        let line = line(console.input)?;
        let answer = if line.is_empty() { default.unwrap_or_default() } else { &line };
        if answer.is_empty() {
            continue;
        }
        match check(answer) {
            Ok(answer) => return Ok(answer),
            Err(why) => writeln!(console.err, "{why}")?,
        }
    }
}

/// Whether the person wants what was shown to them.
pub fn agrees(console: &mut Console<'_>, remove: bool) -> Result<bool, Failure> {
    if !console.is_interactive {
        return Err(Failure::Message(
            "nobody can be asked, because standard input is no terminal; say --yes to do it, or --dry-run to see more".into(),
        ));
    }
    // What is to be agreed to must be on the screen before the question.
    console.out.flush()?;
    let what = if remove { "Take this back?" } else { "Do this?" };
    write!(console.err, "{what} [y/N]: ")?;
    console.err.flush()?;
    Ok(matches!(line(console.input)?.to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn line(input: &mut dyn Read) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    loop {
        if input.read(&mut byte)? == 0 && bytes.is_empty() {
            return Err(Failure::Message("there was no answer".into()));
        }
        if byte[0] == b'\n' || byte[0] == 0 || bytes.len() >= ANSWER_BYTES_MAX {
            return Ok(String::from_utf8_lossy(&bytes).trim().to_owned());
        }
        bytes.push(byte[0]);
        byte[0] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn answers_are_read_line_by_line() {
        let mut input = &b"one \ntwo"[..];
        assert_eq!(line(&mut input).ok().as_deref(), Some("one"));
        assert_eq!(line(&mut input).ok().as_deref(), Some("two"));
        assert!(line(&mut input).is_err());
    }
}
