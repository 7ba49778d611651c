//! A server on loopback that answers what a test tells it, in order, and remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use preflight::config::secrets::ZendeskSecrets;
use preflight::config::settings::{ZendeskAuth, ZendeskOauth, ZendeskSettings};
use preflight::helpdesk::zendesk::Zendesk;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const SECRET: &str = "the signing secret";
pub const OWN_USER: i64 = 30;

/// What the server does with a request.
#[derive(Clone)]
pub enum Reply {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// Announces more than it sends.
    BreakOff,
    /// Closes the connection after the request was read.
    HangUp,
    /// Keeps the connection and says nothing.
    Silence,
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Such as `GET /api/v2/tickets/7.json`.
    pub line: String,
    pub query: String,
    pub authorization: String,
    pub body: Value,
}

#[derive(Default)]
struct State {
    replies: HashMap<String, VecDeque<Reply>>,
    seen: Vec<Seen>,
    tokens: u32,
    token_secs: u64,
}

#[derive(Clone)]
pub struct Server {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    /// Knows who asks and gives tokens (`token-1`, `token-2`, ...) without being told to.
    pub async fn start() -> Self {
        // Only the first test of the process installs it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
        let state = Arc::new(Mutex::new(State { token_secs: 1_800, ..State::default() }));
        let server = Self { url, state };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    pub fn on(&self, line: &str, reply: Reply) {
        self.lock().replies.entry(line.to_owned()).or_default().push_back(reply);
    }

    pub fn give_tokens_for(&self, secs: u64) {
        self.lock().token_secs = secs;
    }

    pub fn settings(&self) -> ZendeskSettings {
        serde_json::from_value(json!({
            "url": self.url,
            "auth": {"oauth": {"client_id": "preflight", "client_secret": {"env": "UNUSED"}}},
            "webhook_secrets": [],
            "fields": {"order": 501},
            "request_secs_max": 5,
            "tries_max": 3,
            "retry_millis_min": 1,
        }))
        .expect("the settings are complete")
    }

    pub fn zendesk(&self) -> Zendesk {
        zendesk(&self.settings())
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.lock().seen.clone()
    }

    /// The requests about tickets, in order.
    pub fn lines(&self) -> Vec<String> {
        let lines = self.seen().into_iter().map(|seen| seen.line);
        lines.filter(|line| line.contains("/tickets/")).collect()
    }

    /// How often it was asked this.
    pub fn count(&self, line: &str) -> usize {
        self.seen().iter().filter(|seen| seen.line == line).count()
    }

    /// Nothing that was told was left unasked.
    pub fn finish(&self) {
        let left: Vec<String> = self
            .lock()
            .replies
            .iter()
            .filter(|(_, replies)| !replies.is_empty())
            .map(|(line, _)| line.clone())
            .collect();
        assert!(left.is_empty(), "never asked: {left:?}");
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics while it holds the server")
    }

    async fn serve(self, mut stream: TcpStream) -> Option<()> {
        let seen = read_request(&mut stream).await?;
        let reply = self.reply(&seen);
        self.lock().seen.push(seen);
        match reply {
            Reply::Answer { status, headers, body } => {
                let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("connection: close\r\n\r\n");
                stream.write_all(head.as_bytes()).await.ok()?;
                stream.write_all(body.as_bytes()).await.ok()?;
                stream.shutdown().await.ok()
            }
            Reply::BreakOff => {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{").await.ok()?;
                stream.shutdown().await.ok()
            }
            Reply::HangUp => Some(()),
            Reply::Silence => {
                // Until the other side gives up.
                stream.read(&mut [0; 1]).await.ok().map(drop)
            }
        }
    }

    fn reply(&self, seen: &Seen) -> Reply {
        let mut state = self.lock();
        if let Some(reply) = state.replies.get_mut(&seen.line).and_then(VecDeque::pop_front) {
            return reply;
        }
        match seen.line.as_str() {
            "POST /oauth/tokens" => {
                state.tokens += 1;
                let token = format!("token-{}", state.tokens);
                let body = json!({"access_token": token, "expires_in": state.token_secs});
                answer(201, &body)
            }
            "GET /api/v2/users/me.json" => answer(200, &json!({"user": {"id": OWN_USER, "role": "admin"}})),
            line => panic!("nobody expected {line}"),
        }
    }
}

pub fn zendesk(settings: &ZendeskSettings) -> Zendesk {
    let secrets = ZendeskSecrets {
        webhook: vec![SECRET.into()],
        auth: "the client's secret".into(),
        warnings: Vec::new(),
    };
    Zendesk::new("support", settings, secrets).expect("the settings are right")
}

/// The settings as they would be for a server that does not run.
pub fn nowhere(url: &str) -> ZendeskSettings {
    let client = ZendeskOauth {
        client_id: "preflight".into(),
        client_secret: preflight::config::settings::SecretSource::Env("UNUSED".into()),
        scope: "read".into(),
    };
    ZendeskSettings {
        url: url.into(),
        auth: ZendeskAuth::Oauth(client),
        webhook_secrets: vec![],
        replay_window_secs: 86_400,
        fields: Default::default(),
        rules: None,
        request_secs_max: 5,
        tries_max: 2,
        retry_millis_min: 1,
        updates_percent_max: 100,
        comment_pages_max: 2,
    }
}

pub fn answer(status: u16, body: &Value) -> Reply {
    Reply::Answer { status, headers: vec![], body: body.to_string() }
}

pub fn ok(body: Value) -> Reply {
    answer(200, &body)
}

pub fn empty(status: u16) -> Reply {
    Reply::Answer { status, headers: vec![], body: String::new() }
}

pub fn with_header(status: u16, name: &'static str, value: &str) -> Reply {
    Reply::Answer { status, headers: vec![(name, value.to_owned())], body: String::new() }
}

async fn read_request(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    let missing = length.checked_sub(body.len())?;
    let mut rest = vec![0; missing];
    stream.read_exact(&mut rest).await.ok()?;
    body.extend_from_slice(&rest);
    let mut first = head.lines().next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Some(Seen {
        line: format!("{method} {path}"),
        query: query.to_owned(),
        authorization: header("authorization").unwrap_or_default(),
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    })
}
