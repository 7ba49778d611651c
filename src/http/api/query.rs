//! Parameters of an address: each is read once, and every mistake in them is told.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Query;
use jiff::Timestamp;
use utoipa::IntoParams;

use crate::http::api::Parts;
use crate::http::problem::Problem;
use crate::http::problem_body::Mistake;
use crate::service::judge::Judge;
use crate::store::TicketKey;
use crate::store::archive::Span;

/// Characters of a ticket's or a requester's number.
const ID_CHARACTERS_MAX: usize = 64;

/// The query of one request.
pub struct Parameters {
    pairs: Vec<(String, String)>,
    mistakes: Vec<Mistake>,
}

impl Parameters {
    pub fn of(request: &HttpRequest) -> Self {
        let pairs = Query::<Vec<(String, String)>>::from_query(request.query_string());
        let (pairs, mistakes) = match pairs {
            Ok(pairs) => (pairs.into_inner(), Vec::new()),
            Err(_) => (Vec::new(), vec![Mistake::of("the query can't be read")]),
        };
        Self { pairs, mistakes }
    }

    /// The value of this name, if there is one that `read` takes; it says what is needed if not.
    pub fn take<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let mut values = self.pairs.extract_if(.., |(given, _)| given == name).map(|(_, value)| value);
        let value = values.next()?;
        let is_alone = values.next().is_none();
        drop(values);
        let read = if is_alone { read(&value) } else { Err("it is given more than once".to_owned()) };
        read.map_err(|detail| self.mistakes.push(Mistake::of_parameter(name, detail))).ok()
    }

    /// # Errors
    ///
    /// What could not be used, and what nobody asked for.
    pub fn finish(mut self) -> Result<(), Problem> {
        // The name is the client's own word, and so is not repeated.
        if !self.pairs.is_empty() {
            self.mistakes.push(Mistake::of("there is a parameter that this address does not know"));
        }
        if self.mistakes.is_empty() {
            Ok(())
        } else {
            Err(Problem::InvalidParameter { mistakes: self.mistakes })
        }
    }
}

/// A whole number within these bounds.
pub fn number(least: u32, most: u32) -> impl FnOnce(&str) -> Result<u32, String> {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("a whole number from {least} to {most} is needed"))
    }
}

/// `true` or `false`.
pub fn yes_or_no(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "true or false is needed".to_owned())
}

/// From when to when.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpanParameters {
    /// Not before this.
    #[param(value_type = String, format = DateTime, required = false)]
    pub since: Option<Timestamp>,
    /// Before this.
    #[param(value_type = String, format = DateTime, required = false)]
    pub until: Option<Timestamp>,
}

pub fn span(parameters: &mut Parameters) -> Span {
    let time = |text: &str| {
        // A `+` in an address stands for a space.
        let text = text.replace(' ', "+");
        text.parse().map_err(|_| "a time such as 2026-03-03T15:04:05Z is needed".to_owned())
    };
    Span { since: parameters.take("since", time), until: parameters.take("until", time) }
}

/// By whose rules.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhoseParameters {
    /// The helpdesk, where it has rules of its own; otherwise everyone's are meant.
    #[param(value_type = String, required = false, max_length = 200)]
    pub helpdesk: Option<String>,
}

/// The judge of the helpdesk that the query names, or everyone's.
///
/// # Errors
///
/// The configuration has no such helpdesk, or there is more in the query.
pub fn judge(request: &HttpRequest, parts: &Parts) -> Result<Arc<dyn Judge>, Problem> {
    Ok(match helpdesk(request, parts)? {
        None => parts.worker.judges.everyones(),
        Some(name) => parts.worker.judges.judge(&name),
    })
}

/// Whose fuse.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FuseParameters {
    /// The helpdesk; otherwise all are meant.
    #[param(value_type = String, required = false, max_length = 200)]
    pub helpdesk: Option<String>,
}

/// The helpdesk that the query names, if it names one.
///
/// # Errors
///
/// The configuration has no such helpdesk, or there is more in the query.
pub fn helpdesk(request: &HttpRequest, parts: &Parts) -> Result<Option<String>, Problem> {
    let mut parameters = Parameters::of(request);
    let helpdesk = parameters.take("helpdesk", |name| Ok(name.to_owned()));
    parameters.finish()?;
    match helpdesk {
        Some(name) if !parts.helpdesks.contains_key(&name) => Err(Problem::UnknownHelpdesk),
        known => Ok(known),
    }
}

/// Which ticket a path names, or which requester.
///
/// # Errors
///
/// The configuration has no such helpdesk, or the number is none.
pub fn key(parts: &Parts, helpdesk: &str, id: &str) -> Result<TicketKey, Problem> {
    let is_plain = id.len() <= ID_CHARACTERS_MAX
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if id.is_empty() || !is_plain {
        let detail = format!("1 to {ID_CHARACTERS_MAX} letters, digits, `_` and `-` are needed");
        return Err(Problem::InvalidParameter { mistakes: vec![Mistake::of_parameter("id", detail)] });
    }
    if !parts.helpdesks.contains_key(helpdesk) {
        return Err(Problem::UnknownHelpdesk);
    }
    Ok(TicketKey { helpdesk: helpdesk.to_owned(), id: id.to_owned() })
}
