//! Recognises header blocks: "From: ... Sent: ... To: ... Subject: ...", in seven languages.

use crate::reading::quoted::header::LINE_BYTES_MAX;

/// The length of a header block below a separator, with a blank line between.
pub fn below(lines: &[&str]) -> usize {
    let blanks = lines[1..].iter().take_while(|line| line.is_empty()).count().min(2);
    block_lines(&lines[1 + blanks..]).map_or(0, |found| blanks + found.length)
}

pub fn at(lines: &[&str]) -> Option<usize> {
    let found = block_lines(lines)?;
    let first = label(lines[0])?;
    let sure = found.has_sender && (found.has_subject || found.has_date && found.has_address);
    (sure && first != Label::Receiver).then_some(found.length)
}

#[derive(Default)]
struct Block {
    length: usize,
    has_sender: bool,
    has_subject: bool,
    has_date: bool,
    has_address: bool,
}

fn block_lines(lines: &[&str]) -> Option<Block> {
    let mut found = Block::default();
    let mut unlabelled = 0;
    for (index, line) in lines.iter().enumerate() {
        let label = if line.len() > LINE_BYTES_MAX { None } else { label(line) };
        match label {
            Some(Label::Sender) if found.has_sender => break,
            Some(Label::Sender) => found.has_sender = true,
            Some(Label::Subject) if found.has_subject => break,
            Some(Label::Subject) => found.has_subject = true,
            Some(Label::Date) if found.has_date => break,
            Some(Label::Date) => found.has_date = true,
            Some(Label::Receiver) => {}
            // A long list of receivers wraps.
            None if index > 0 && !line.is_empty() && unlabelled == 0 && line.contains(['@', '<']) => {
                unlabelled += 1;
                continue;
            }
            None => break,
        }
        unlabelled = 0;
        found.has_address |= line.contains('@');
        found.length = index + 1;
    }
    (found.length >= 2).then_some(found)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Sender,
    Date,
    Receiver,
    Subject,
}

pub fn label(line: &str) -> Option<Label> {
    let (name, _) = line.split_once(':')?;
    let name = name.trim().trim_matches('*').trim();
    if name.len() > 24 {
        return None;
    }
    Some(match name.to_lowercase().as_str() {
        "from" | "de" | "von" | "da" | "van" | "expéditeur" => Label::Sender,
        "sent" | "date" | "sent on" | "enviado" | "enviado el" | "enviado em" | "enviada em" | "fecha"
        | "data" | "envoyé" | "gesendet" | "datum" | "inviato" | "verzonden" => Label::Date,
        "to" | "cc" | "bcc" | "para" | "cco" | "à" | "a" | "an" | "aan" | "reply-to" | "importance"
        | "kopie" | "attachments" | "responder a" | "répondre à" | "antwort an" => Label::Receiver,
        "subject" | "asunto" | "assunto" | "objet" | "betreff" | "oggetto" | "onderwerp" => Label::Subject,
        _ => return None,
    })
}
