//! Secrets: they come from an environment variable or from a file of their own, never from the settings file.

use std::fs;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

use crate::config::environment::Lookup;
use crate::config::files::reason;
use crate::config::settings::{Api, Role, SecretSource, ZendeskAuth, ZendeskSettings};

/// Bytes of a file that holds a secret.
const SECRET_BYTES_MAX: u64 = 64 * 1024;
/// A token of the API that is shorter than this could be guessed.
const TOKEN_CHARACTERS_MIN: usize = 32;

/// A secret, and what is doubtful about where it was kept.
#[derive(Debug)]
pub struct Secret {
    pub value: SecretString,
    /// For the log: names the place, never the secret.
    pub warning: Option<String>,
}

/// What a Zendesk account needs.
#[derive(Debug)]
pub struct ZendeskSecrets {
    /// The OAuth client's secret, or the API token.
    pub auth: SecretString,
    pub webhook: Vec<SecretString>,
    /// For the log.
    pub warnings: Vec<String>,
}

/// What opens the API.
#[derive(Debug)]
pub struct Tokens {
    pub known: Vec<Token>,
    /// For the log.
    pub warnings: Vec<String>,
}

/// One token, and who has it.
#[derive(Debug)]
pub struct Token {
    pub name: String,
    pub role: Role,
    pub value: SecretString,
}

/// A secret that can't be had. Names the setting, the place and the mend.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SecretError {
    #[error(
        "{setting}: the environment variable {name} is not set; set it, or name a file with `file: PATH`"
    )]
    NotSet { setting: String, name: String },
    #[error(
        "{setting}: the environment variable that `env` names is not set; it takes the name of a variable, such as \
         ZENDESK_CLIENT_SECRET, and never the secret itself"
    )]
    NoName { setting: String },
    #[error(
        "{setting}: there is no such file as `file` names; it takes the path of a file, such as /run/secrets/zendesk, \
         and never the secret itself"
    )]
    NoPath { setting: String },
    #[error(
        "{setting}: {}: {reason}; write the secret into it, readable by this user alone (chmod 600)",
        path.display()
    )]
    Unreadable { setting: String, path: PathBuf, reason: String },
    #[error("{setting}: {} is empty; write the secret into it", path.display())]
    Empty { setting: String, path: PathBuf },
    #[error(
        "{setting}: the token has fewer than {TOKEN_CHARACTERS_MIN} characters and could be guessed; `openssl rand -hex 32` \
         makes one"
    )]
    TooShort { setting: String },
    #[error(
        "{setting}: it is the same token as {other}, so that nobody could tell who uses it; `openssl rand -hex 32` makes \
         another"
    )]
    Shared { setting: String, other: String },
}

/// Fetch a secret. `setting` names where it is asked for, such as `helpdesks.main.zendesk.auth`.
///
/// # Errors
///
/// It is not there, is empty, or can't be read.
pub fn resolve(setting: &str, source: &SecretSource, lookup: Lookup<'_>) -> Result<Secret, SecretError> {
    match source {
        SecretSource::Env(name) => {
            let value = lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
            match value {
                Some(value) => Ok(Secret { value: value.into(), warning: None }),
                None if is_name(name) => {
                    Err(SecretError::NotSet { setting: setting.to_owned(), name: name.clone() })
                }
                None => Err(SecretError::NoName { setting: setting.to_owned() }),
            }
        }
        SecretSource::File(path) if !is_path(path) && !path.exists() => {
            Err(SecretError::NoPath { setting: setting.to_owned() })
        }
        SecretSource::File(path) => from_file(setting, path),
    }
}

/// Fetch all secrets of an account. `name` is the helpdesk's in the settings.
///
/// # Errors
///
/// Every secret that can't be had.
pub fn resolve_zendesk(
    name: &str,
    settings: &ZendeskSettings,
    lookup: Lookup<'_>,
) -> Result<ZendeskSecrets, Vec<SecretError>> {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let mut take = |setting: String, source: &SecretSource| match resolve(&setting, source, lookup) {
        Ok(secret) => {
            warnings.extend(secret.warning);
            Some(secret.value)
        }
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let place = format!("helpdesks.{name}.zendesk");
    let auth = match &settings.auth {
        ZendeskAuth::Oauth(oauth) => take(format!("{place}.auth.oauth.client_secret"), &oauth.client_secret),
        ZendeskAuth::ApiToken(api) => take(format!("{place}.auth.api_token.token"), &api.token),
    };
    let webhook: Vec<SecretString> = settings
        .webhook_secrets
        .iter()
        .enumerate()
        .filter_map(|(at, source)| take(format!("{place}.webhook_secrets[{at}]"), source))
        .collect();
    match auth {
        Some(auth) if errors.is_empty() => Ok(ZendeskSecrets { auth, webhook, warnings }),
        Some(_) | None => Err(errors),
    }
}

/// Fetch all tokens of the API.
///
/// # Errors
///
/// Every token that can't be had, is too short to be one, or is somebody else's as well.
pub fn resolve_tokens(settings: &Api, lookup: Lookup<'_>) -> Result<Tokens, Vec<SecretError>> {
    let (mut known, mut warnings, mut errors) = (Vec::<Token>::new(), Vec::new(), Vec::new());
    for (name, token) in &settings.tokens {
        for (at, source) in token.secrets.iter().enumerate() {
            let setting = format!("api.tokens.{name}.secrets[{at}]");
            match resolve(&setting, source, lookup) {
                Ok(secret) => {
                    warnings.extend(secret.warning);
                    let text = secret.value.expose_secret();
                    let same =
                        known.iter().find(|one| one.name != *name && one.value.expose_secret() == text);
                    if text.chars().count() < TOKEN_CHARACTERS_MIN {
                        errors.push(SecretError::TooShort { setting });
                    } else if let Some(same) = same {
                        let other = format!("api.tokens.{}", same.name);
                        errors.push(SecretError::Shared { setting, other });
                    } else {
                        known.push(Token { name: name.clone(), role: token.role, value: secret.value });
                    }
                }
                Err(error) => errors.push(error),
            }
        }
    }
    if errors.is_empty() { Ok(Tokens { known, warnings }) } else { Err(errors) }
}

/// Whether it looks like a variable's name. What does not may be the secret itself, by a mistake, and is not repeated.
fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '_');
    starts
        && text.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}

/// Whether it looks like a path, in the same way.
fn is_path(path: &Path) -> bool {
    path.is_absolute() || path.components().count() > 1 && path.extension().is_some()
}

fn from_file(setting: &str, path: &Path) -> Result<Secret, SecretError> {
    let unreadable = |reason: String| SecretError::Unreadable {
        setting: setting.to_owned(),
        path: path.to_owned(),
        reason,
    };
    let metadata = fs::metadata(path).map_err(|error| unreadable(reason(&error)))?;
    if metadata.len() > SECRET_BYTES_MAX {
        return Err(unreadable(format!("it has {} bytes, the most is {SECRET_BYTES_MAX}", metadata.len())));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(reason(&error)))?;
    let value = text.trim();
    if value.is_empty() {
        return Err(SecretError::Empty { setting: setting.to_owned(), path: path.to_owned() });
    }
    Ok(Secret { value: value.to_owned().into(), warning: too_open(setting, path, &metadata) })
}

#[cfg(unix)]
fn too_open(setting: &str, path: &Path, metadata: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;

    let others_read = metadata.permissions().mode() & 0o004 != 0;
    others_read.then(|| {
        let path = path.display();
        format!("{setting}: every user of this machine can read {path}; mend it with: chmod 600 {path}")
    })
}

#[cfg(not(unix))]
fn too_open(_setting: &str, _path: &Path, _metadata: &fs::Metadata) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use secrecy::ExposeSecret;

    use super::{resolve, resolve_tokens};
    use crate::config::settings::{Api, SecretSource};

    #[test]
    fn a_secret_is_trimmed_and_never_shown() {
        let lookup = |name: &str| (name == "TOKEN").then(|| " hush \n".to_owned());
        let secret = resolve("auth", &SecretSource::Env("TOKEN".into()), &lookup).expect("it is set");
        assert_eq!(secret.value.expose_secret(), "hush");
        assert!(!format!("{secret:?}").contains("hush"));
    }

    #[test]
    fn a_secret_in_place_of_its_name_is_not_repeated() {
        for secret in ["9f8e7d6c5b4a", "Tr0ub4dor", "hush/hush+hush==", "hush hush"] {
            for source in [SecretSource::Env(secret.into()), SecretSource::File(secret.into())] {
                let error = resolve("auth", &source, &|_| None).expect_err("there is no such thing");
                let told = format!("{error} {error:?}");
                assert!(told.starts_with("auth: ") && !told.contains(secret), "{told}");
            }
        }
    }

    #[test]
    fn what_is_missing_is_named_with_the_mend() {
        let none = |_: &str| None;
        let error = resolve("auth", &SecretSource::Env("TOKEN".into()), &none).expect_err("not set");
        assert_eq!(
            error.to_string(),
            "auth: the environment variable TOKEN is not set; set it, or name a file with `file: PATH`"
        );
        let error =
            resolve("auth", &SecretSource::File("/nowhere/token".into()), &none).expect_err("not there");
        assert!(
            error.to_string().starts_with("auth: /nowhere/token: there is no such file; write"),
            "{error}"
        );
    }

    #[test]
    fn a_token_is_long_and_has_one_owner() {
        let settings = |yaml: &str| serde_json::from_str::<Api>(yaml).expect("settings");
        let long = "0123456789abcdef0123456789abcdef";
        let lookup = |name: &str| match name {
            "LONG" => Some(long.to_owned()),
            "OTHER" => Some(long.replace('0', "f")),
            _ => Some("short".to_owned()),
        };
        let fine = settings(
            r#"{"tokens": {"ana": {"role": "read", "secrets": [{"env": "LONG"}, {"env": "OTHER"}]}}}"#,
        );
        assert_eq!(resolve_tokens(&fine, &lookup).expect("both will do").known.len(), 2);
        let bad = settings(
            r#"{"tokens": {"ana": {"role": "read", "secrets": [{"env": "LONG"}]},
                "ben": {"role": "operate", "secrets": [{"env": "LONG"}, {"env": "SHORT"}]}}}"#,
        );
        let told: Vec<String> = resolve_tokens(&bad, &lookup)
            .expect_err("two mistakes")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(told[0].starts_with("api.tokens.ben.secrets[0]: it is the same token as api.tokens.ana,"));
        assert!(told[1].starts_with("api.tokens.ben.secrets[1]: the token has fewer than 32 characters"));
        assert!(!told.concat().contains(long));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_all_can_read_gets_a_warning() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().expect("a directory for the test");
        let path = dir.path().join("token");
        fs::write(&path, "hush\n").expect("written");
        let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("ours to set");
        let source = SecretSource::File(path.clone());
        mode(0o644);
        assert!(resolve("auth", &source, &|_| None).expect("readable").warning.is_some());
        mode(0o600);
        assert_eq!(resolve("auth", &source, &|_| None).expect("readable").warning, None);
    }
}
