//! Traces: the spans of a ticket's way, and the place in a trace that another span goes on from, here or elsewhere.
//!
//! Spans carry ids, names and numbers. Off, which is the default, nobody listens to them and they cost a look at a flag.

use std::fmt;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// All spans have it, and nothing else has.
pub const TARGET: &str = "preflight::way";

/// Bytes of a place as text.
pub const PLACE_BYTES: usize = 55;

/// A span's place in its trace, as W3C's header `traceparent` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(SpanContext);

impl Place {
    /// None if nobody listens to the span.
    pub fn of(span: &Span) -> Option<Self> {
        if span.is_disabled() {
            return None;
        }
        let place = span.context().span().span_context().clone();
        place.is_valid().then_some(Self(place))
    }

    /// `00-{32 hexadecimal digits}-{16 of them}-{2 of them}`, in lower case, with no identifier that is all zero. Anybody
    /// may have written it: what looks otherwise is nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let mut parts = text.split('-');
        let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none() && (trace.len(), span.len(), flags.len()) == (32, 16, 2);
        if version != "00" || !is_whole || ![trace, span, flags].iter().all(|part| part.bytes().all(digits)) {
            return None;
        }
        let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
        let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
        let place = SpanContext::new(trace, span, flags, true, TraceState::default());
        place.is_valid().then_some(Self(place))
    }

    /// The span goes on from here. It must not have begun.
    pub fn continue_in(&self, span: &Span) {
        // Where nobody listens there is nothing to go on with.
        let _ = span.set_parent(Context::new().with_remote_span_context(self.0.clone()));
    }

    /// The span has to do with this one, too.
    pub fn link_to(&self, span: &Span) {
        span.add_link(self.0.clone());
    }

    pub fn trace_id(&self) -> String {
        self.0.trace_id().to_string()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = u8::from(self.0.is_sampled());
        write!(out, "00-{}-{}-{flags:02x}", self.0.trace_id(), self.0.span_id())
    }
}

/// The trace that the span belongs to, for logs and answers.
pub fn id(span: &Span) -> Option<String> {
    Place::of(span).map(|place| place.trace_id())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_sane_place_is_read_and_written() {
        let place = Place::parse(SANE).expect("it is W3C's own example");
        assert_eq!((place.to_string().as_str(), SANE.len()), (SANE, PLACE_BYTES));
        assert_eq!(place.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        let other = Place::parse(&SANE.replace("-01", "-fe")).expect("flags that nobody knows are fine");
        assert!(other.to_string().ends_with("-00"), "and are not handed on");
    }

    #[test]
    fn what_is_not_sane_is_nothing() {
        let odd = [
            "",
            "00",
            &SANE.to_uppercase(),
            &SANE.replace("00-4", "01-4"),
            &SANE.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &SANE.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &SANE.replace("4bf9", "4bg9"),
            &SANE.replace("4bf9", "+bf9"),
            &format!("{SANE}-more"),
            &format!("{SANE} "),
            &format!("{SANE}\u{e9}"),
        ];
        for text in odd {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_that_nobody_listens_to_has_no_place() {
        assert_eq!(Place::of(&Span::none()), None);
        assert_eq!(id(&Span::current()), None);
    }
}
