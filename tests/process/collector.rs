//! A collector of traces, as small as one can be: it takes OTLP over HTTP and keeps what it is told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

pub struct Collector {
    pub address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    /// The heads of the requests.
    heads: Vec<String>,
    resource: BTreeMap<String, String>,
    spans: Vec<Span>,
    /// All bytes that came, for what must not be in them.
    bytes: Vec<u8>,
}

impl Collector {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let heard = Arc::new(Mutex::new(Heard::default()));
        let keeps = Arc::clone(&heard);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let (connection, keeps) = (connection.expect("a connection"), Arc::clone(&keeps));
                std::thread::spawn(move || serve(&connection, &keeps));
            }
        });
        Self { address, heard }
    }

    pub fn spans(&self) -> Vec<Span> {
        self.heard().spans.clone()
    }

    pub fn heads(&self) -> Vec<String> {
        self.heard().heads.clone()
    }

    pub fn resource(&self) -> BTreeMap<String, String> {
        self.heard().resource.clone()
    }

    pub fn has_heard_of(&self, words: &str) -> bool {
        self.heard().bytes.windows(words.len()).any(|bytes| bytes.eq_ignore_ascii_case(words.as_bytes()))
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().expect("nobody panicked with it")
    }
}

/// Requests of one connection, until it is closed.
fn serve(connection: &TcpStream, keeps: &Mutex<Heard>) {
    let mut input = BufReader::new(connection);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if input.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.expect("it tells how long it is")];
        input.read_exact(&mut body).expect("it comes whole");
        keep(&mut keeps.lock().expect("nobody panicked with it"), head, body);
        let mut output = connection;
        output.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").expect("it is waited for");
    }
}

fn keep(heard: &mut Heard, head: String, body: Vec<u8>) {
    let request = ExportTraceServiceRequest::decode(body.as_slice()).expect("it is OTLP");
    for of_resource in request.resource_spans {
        heard.resource.extend(attributes(&of_resource.resource.unwrap_or_default().attributes));
        heard.spans.extend(of_resource.scope_spans.into_iter().flat_map(|of_scope| of_scope.spans));
    }
    heard.heads.push(head);
    heard.bytes.extend(body);
}

pub fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    pairs.iter().map(|pair| (pair.key.clone(), text(pair.value.as_ref()))).collect()
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(holds)) => holds.to_string(),
        other => format!("{other:?}"),
    }
}
