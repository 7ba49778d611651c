//! The files of an account that was set up: its settings, never written over others, and the webhook's secret.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::cli::console::{Console, Exit, Failure};
use crate::cli::setup::answers::{Access, Answers, Standing};
use crate::config::embedded;
use crate::config::files::SETTINGS_PATH;
use crate::config::secrets::resolve;
use crate::config::settings::{SecretSource, ZendeskAuth};

/// For the service's user alone.
const SECRET_MODE: u32 = 0o600;

pub fn secret_path(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}-webhook-secret"))
}

/// The settings that are compiled in, with the account filled in.
pub fn settings(access: &Access) -> String {
    let shipped = embedded::files().into_iter().find(|file| file.path == SETTINGS_PATH);
    let text = shipped.map(|file| file.text).unwrap_or_default();
    let name = quoted(&access.name);
    let changes = [
        ("  zendesk:\n    zendesk:\n", format!("  {name}:\n    zendesk:\n")),
        ("/webhooks/zendesk.", format!("/webhooks/{}.", access.name)),
        ("url: https://your-account.zendesk.com", format!("url: {}", quoted(&access.url))),
        ("client_id: preflight\n", format!("client_id: {}\n", quoted(&access.client_id))),
        (
            "client_secret: {env: ZENDESK_CLIENT_SECRET}",
            format!("client_secret: {}", source(&access.client_secret)),
        ),
        (
            "- {env: ZENDESK_WEBHOOK_SECRET}",
            format!("- {}", source(&SecretSource::File(access.webhook_secret.clone()))),
        ),
    ];
    changes.iter().fold(text, |text, (from, to)| text.replacen(from, to, 1))
}

/// What would be written.
pub fn tell(answers: &Answers, console: &mut Console<'_>) -> Result<(), Failure> {
    let settings = answers.dir.join(SETTINGS_PATH);
    match answers.standing {
        Standing::Absent { .. } => {
            writeln!(console.out, "write {}", secret_path(&answers.dir, &answers.name).display())?;
            writeln!(console.out, "write {}", settings.display())?;
        }
        Standing::Known | Standing::Other => writeln!(console.out, "leave {} as it is", settings.display())?,
    }
    Ok(())
}

/// Write what is missing, and tell what is left to do.
pub fn write(answers: &Answers, secret: &SecretString, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let settings = answers.dir.join(SETTINGS_PATH);
    if matches!(answers.standing, Standing::Known) && is_configured(answers, secret, console) {
        writeln!(console.out, "{} has everything already.", settings.display())?;
        return Ok(Exit::Fine);
    }
    fs::create_dir_all(&answers.dir).map_err(|error| failed(&answers.dir, &error))?;
    let path = secret_path(&answers.dir, &answers.name);
    keep_secret(&path, secret, console)?;
    let left = match &answers.standing {
        Standing::Absent { text } => {
            write_new(&settings, text)?;
            writeln!(console.out, "written: {}", settings.display())?;
            next(answers, console)?;
            return Ok(Exit::Fine);
        }
        Standing::Known => {
            let own = source(&SecretSource::File(path));
            if answers.settings.webhook_secrets.iter().any(|one| source(one) == own) {
                writeln!(console.out, "Restart the service, so that it reads the new secret.")?;
                return Ok(Exit::Fine);
            }
            format!("under helpdesks.{}.zendesk.webhook_secrets add\n  - {own}", answers.name)
        }
        Standing::Other => format!("put the account under `helpdesks`\n{}", block(answers, &path)),
    };
    writeln!(console.out, "Left to you, because {} is never overwritten: {left}", settings.display())?;
    Ok(Exit::Findings)
}

/// If somebody made the file in the meantime, it stays theirs.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| failed(path, &error))
}

fn next(answers: &Answers, console: &mut Console<'_>) -> Result<(), Failure> {
    let dir = answers.dir.display();
    let way_in = answers.public_url.as_deref().map(|url| format!(" --public-url {url}")).unwrap_or_default();
    writeln!(
        console.out,
        "\nNext:\n  preflight config check {dir}\n  preflight serve --config {dir}\n  preflight doctor --config {dir}{way_in}    \
         in another window, while it runs"
    )?;
    Ok(())
}

/// Whether one of the secrets in the settings is the webhook's.
fn is_configured(answers: &Answers, secret: &SecretString, console: &Console<'_>) -> bool {
    answers.settings.webhook_secrets.iter().any(|source| {
        resolve("webhook_secrets", source, console.lookup)
            .is_ok_and(|found| found.value.expose_secret() == secret.expose_secret())
    })
}

/// Nobody but setup writes this file, so an older secret in it gives way.
fn keep_secret(path: &Path, secret: &SecretString, console: &mut Console<'_>) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| failed(path, error);
    if fs::read_to_string(path).is_ok_and(|text| text.trim() == secret.expose_secret()) {
        return Ok(());
    }
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(SECRET_MODE)
        .open(&fresh)
        .map_err(|error| failed(&error))?;
    // The mode above is for a file that was not there.
    file.set_permissions(fs::Permissions::from_mode(SECRET_MODE)).map_err(|error| failed(&error))?;
    file.write_all(format!("{}\n", secret.expose_secret()).as_bytes()).map_err(|error| failed(&error))?;
    fs::rename(&fresh, path).map_err(|error| failed(&error))?;
    writeln!(console.out, "written: {} (readable by this user only)", path.display())?;
    Ok(())
}

fn block(answers: &Answers, secret: &Path) -> String {
    let settings = &answers.settings;
    let auth = match &settings.auth {
        ZendeskAuth::Oauth(oauth) => format!(
            "oauth: {{client_id: {}, client_secret: {}}}",
            quoted(&oauth.client_id),
            source(&oauth.client_secret)
        ),
        ZendeskAuth::ApiToken(token) => {
            format!("api_token: {{email: {}, token: {}}}", quoted(&token.email), source(&token.token))
        }
    };
    format!(
        "  {}:\n    zendesk:\n      url: {}\n      auth:\n        {auth}\n      webhook_secrets:\n        - {}",
        quoted(&answers.name),
        quoted(&settings.url),
        source(&SecretSource::File(secret.to_owned()))
    )
}

fn source(source: &SecretSource) -> String {
    match source {
        SecretSource::Env(name) => format!("{{env: {}}}", quoted(name)),
        SecretSource::File(path) => format!("{{file: {}}}", quoted(&path.display().to_string())),
    }
}

/// As YAML: bare where that can't be misread.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|sign: char| sign.is_ascii_alphabetic() || sign == '/')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-:".contains(&byte))
        && !text.ends_with(':')
        && !matches!(text, "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Message(format!("{}: can't be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{quoted, settings};
    use crate::cli::setup::answers::Access;
    use crate::config::files::SETTINGS_PATH;
    use crate::config::load::{Origin, from_files};
    use crate::config::settings::{HelpdeskSettings, SecretSource, ZendeskAuth};
    use crate::yaml::diagnostic::SourceFile;

    #[test]
    fn the_settings_say_what_was_answered_whatever_it_was() {
        let access = Access {
            name: "second".to_owned(),
            url: "https://example.zendesk.com".to_owned(),
            client_id: "odd: \"id\" # of ours".to_owned(),
            client_secret: SecretSource::File("/run/my secrets/client".into()),
            webhook_secret: "/etc/preflight/second-webhook-secret".into(),
        };
        let file = SourceFile { path: SETTINGS_PATH.to_owned(), text: settings(&access) };
        let mut config = from_files(vec![file], Origin::Shipped, &|_| None).expect("it can be read");
        assert_eq!(config.settings.helpdesks.len(), 1);
        let HelpdeskSettings::Zendesk(account) =
            config.settings.helpdesks.swap_remove("second").expect("it has its name");
        assert_eq!(account.url, access.url);
        let ZendeskAuth::Oauth(oauth) = account.auth else { panic!("it signs in by OAuth") };
        assert_eq!(oauth.client_id, access.client_id);
        assert!(
            matches!(oauth.client_secret, SecretSource::File(path) if path.ends_with("my secrets/client"))
        );
        assert!(
            matches!(&account.webhook_secrets[..], [SecretSource::File(path)] if *path == access.webhook_secret)
        );
    }

    #[test]
    fn what_yaml_could_misread_is_quoted() {
        assert_eq!(quoted("https://a.example"), "https://a.example");
        assert_eq!(quoted("no"), "\"no\"");
        assert_eq!(quoted("123"), "\"123\"");
        assert_eq!(quoted("a: b"), "\"a: b\"");
    }
}
