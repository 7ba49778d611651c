//! Many tickets at once: over all cores, in the order of the input, with a bounded amount of memory.

use std::io::{self, BufRead, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Serialize;

use crate::cli::input::lines::{LINE_BYTES_MAX, Line, next};

/// Bytes of lines that are held at a time; one long line may go beyond it.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;
/// Lines that are held at a time.
const CHUNK_LINES: usize = 1_024;

/// What is made of one line: the answer, or what is wrong with it.
pub type Work<'a, T> = dyn Fn(&[u8]) -> Result<T, String> + Sync + 'a;
/// Some answers in the order of their lines, each with its line's number from 1.
pub type Answers<T> = Vec<(usize, Result<T, String>)>;

/// A line that could not be read, as it is told.
#[derive(Serialize)]
pub struct Bad<'a> {
    pub id: Option<&'a str>,
    /// Where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// From 1.
    pub line: usize,
    pub error: &'a str,
}

impl Bad<'_> {
    /// Tell it on a line of its own.
    pub fn tell(&self, err: &mut dyn Write) -> io::Result<()> {
        writeln!(err, "{}", serde_json::to_string(self).map_err(io::Error::other)?)
    }
}

/// Answer each line of `input` in `out`, and tell in `err` of those that can't be read. Blank lines are passed over. Returns
/// how many could not be read.
///
/// # Errors
///
/// One of the streams fails.
pub fn run(
    input: &mut dyn BufRead,
    out: &mut dyn Write,
    err: &mut dyn Write,
    threads: usize,
    work: &Work<'_, String>,
) -> io::Result<usize> {
    let mut bad = 0;
    each(input, threads, work, &mut |answers| {
        for (line, answer) in answers {
            match answer {
                Ok(answer) => writeln!(out, "{answer}")?,
                Err(error) => {
                    bad += 1;
                    Bad { id: None, file: None, line, error: &error }.tell(err)?;
                }
            }
        }
        out.flush()
    })?;
    Ok(bad)
}

/// Work on each line of `input` that is not blank, and hand on the answers as they come, in the order of the lines.
///
/// # Errors
///
/// The input can't be read, or `take` fails.
pub fn each<T: Send>(
    input: &mut dyn BufRead,
    threads: usize,
    work: &Work<'_, T>,
    take: &mut dyn FnMut(Answers<T>) -> io::Result<()>,
) -> io::Result<()> {
    let mut line = 0;
    loop {
        let chunk = read_chunk(input, &mut line)?;
        if chunk.is_empty() {
            return Ok(());
        }
        let numbers = chunk.iter().map(|(line, _)| *line);
        take(numbers.zip(answers(&chunk, threads, work)).collect())?;
    }
}

/// The next lines that are not blank, with their numbers.
fn read_chunk(input: &mut dyn BufRead, number: &mut usize) -> io::Result<Vec<(usize, Line)>> {
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    while chunk.len() < CHUNK_LINES && bytes < CHUNK_BYTES {
        let Some(line) = next(input, LINE_BYTES_MAX)? else { break };
        *number += 1;
        let length = match &line {
            Line::Text(text) if text.trim_ascii().is_empty() => continue,
            Line::Text(text) => text.len(),
            Line::TooLong => 0,
        };
        bytes += length;
        chunk.push((*number, line));
    }
    Ok(chunk)
}

/// The answers in the order of the lines. Each thread takes the next line that none has taken.
fn answers<T: Send>(chunk: &[(usize, Line)], threads: usize, work: &Work<'_, T>) -> Vec<Result<T, String>> {
    let free = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = free.fetch_add(1, Ordering::Relaxed);
            let Some((_, line)) = chunk.get(at) else { return done };
            done.push((at, answer(line, work)));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = (1..threads.clamp(1, chunk.len().max(1))).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for thread in threads {
            match thread.join() {
                Ok(more) => done.extend(more),
                // A defect must not look like an answer.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

fn answer<T>(line: &Line, work: &Work<'_, T>) -> Result<T, String> {
    match line {
        Line::Text(text) => work(text),
        Line::TooLong => {
            Err(format!("the line is longer than {LINE_BYTES_MAX} bytes; split it or leave it out"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind, Write};

    use super::run;

    fn shout(line: &[u8]) -> Result<String, String> {
        let text = String::from_utf8_lossy(line).to_uppercase();
        if text.contains("BAD") { Err("it is bad".into()) } else { Ok(text) }
    }

    #[test]
    fn answers_come_in_the_order_of_the_lines_whatever_the_threads() {
        let text: String = (0..5_000).map(|at| format!("line {at}\n")).collect();
        let (mut one, mut many) = (Vec::new(), Vec::new());
        for (threads, out) in [(1, &mut one), (7, &mut many)] {
            let bad =
                run(&mut text.as_bytes(), out, &mut io::sink(), threads, &shout).expect("memory takes it");
            assert_eq!(bad, 0);
        }
        assert_eq!(one, text.to_uppercase().into_bytes());
        assert_eq!(one, many);
    }

    #[test]
    fn a_bad_line_is_told_by_its_number_and_the_rest_goes_on() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let bad = run(&mut "a\n\nbad\nc".as_bytes(), &mut out, &mut err, 2, &shout).expect("memory takes it");
        assert_eq!((bad, out.as_slice()), (1, &b"A\nC\n"[..]));
        assert_eq!(String::from_utf8_lossy(&err), "{\"id\":null,\"line\":3,\"error\":\"it is bad\"}\n");
    }

    #[test]
    fn a_reader_that_went_away_ends_it() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let error = run(&mut "a\n".as_bytes(), &mut Gone, &mut io::sink(), 2, &shout).expect_err("gone");
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    }
}
