//! Where the store is, as the settings name it.

use std::fmt::{self, Debug, Display, Formatter};
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::config::settings::StoreSettings;

const SQLITE: &str = "sqlite://";
const POSTGRES: [&str; 2] = ["postgres://", "postgresql://"];

/// `postgres://...` or `sqlite://PATH`. It is shown without what may be secret in it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct StoreUrl(String);

/// Where the store is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// The address of a PostgreSQL database.
    Database(String),
}

impl StoreUrl {
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// None where it is neither of both.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        if let Some(path) = self.0.strip_prefix(SQLITE) {
            return (!path.is_empty()).then(|| Place::File(path.into()));
        }
        POSTGRES.iter().any(|scheme| self.0.starts_with(scheme)).then(|| Place::Database(self.0.clone()))
    }

    /// Whether a password stands in it.
    pub fn has_password(&self) -> bool {
        let user = authority(&self.0).rsplit_once('@').map(|(user, _)| user);
        user.is_some_and(|user| user.contains(':')) || self.0.contains("password=")
    }
}

impl StoreSettings {
    /// None where `url` has neither of the forms that it may have.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match &self.url {
            Some(url) => url.place(),
            None => Some(Place::File(self.path.clone())),
        }
    }
}

/// Without what may be secret in it.
impl Serialize for StoreUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&shown(&self.0))
    }
}

/// Without user, password and options.
impl Display for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Database(url) => formatter.write_str(&shown(url)),
        }
    }
}

impl Debug for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl Debug for StoreUrl {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&shown(&self.0))
    }
}

/// What stands between `//` and the path.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "no address".to_owned() };
    let rest = rest.split('?').next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Option<Place> {
        StoreSettings { url: Some(StoreUrl::new(url)), ..StoreSettings::default() }.place()
    }

    #[test]
    fn an_address_names_a_file_or_a_database() {
        assert_eq!(
            place("sqlite:///var/lib/store.sqlite"),
            Some(Place::File("/var/lib/store.sqlite".into()))
        );
        assert_eq!(place("sqlite://store.sqlite"), Some(Place::File("store.sqlite".into())));
        assert!(matches!(place("postgres://preflight@db/preflight"), Some(Place::Database(_))));
        assert_eq!(place("mysql://db"), None);
        assert_eq!(StoreSettings::default().place(), Some(Place::File("preflight.sqlite".into())));
    }

    #[test]
    fn no_password_is_shown() {
        let url = StoreUrl::new("postgres://preflight:hu@sh@db.example:5432/preflight?password=hush");
        assert!(url.has_password());
        assert_eq!(format!("{url:?}"), "postgres://db.example:5432/preflight");
        assert!(!StoreUrl::new("postgres://preflight@db/preflight").has_password());
    }
}
