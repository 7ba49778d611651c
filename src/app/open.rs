//! Opening the store that the settings name: for the service, or beside it.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use secrecy::SecretString;

use crate::config::environment::Lookup;
use crate::config::place::Place;
use crate::config::secrets::resolve;
use crate::config::settings::StoreSettings;
use crate::store::Keeper;
use crate::store::postgres::{PostgresStore, Target, Timekeeping};
use crate::store::sqlite::SqliteStore;

/// For the service. The tables are brought up to date.
///
/// # Errors
///
/// The store can't be had: its password, its file or its server. No secret is repeated.
pub async fn store(settings: &StoreSettings, lookup: Lookup<'_>) -> anyhow::Result<Arc<dyn Keeper>> {
    let place = place(settings)?;
    let opened = open(&place, settings, lookup).await;
    let store = opened.with_context(|| format!("the store {place} can't be opened"))?;
    tracing::info!(store = %place, "store opened");
    Ok(store)
}

/// Beside a service that may be using it, to look or to change something small. It must be there.
///
/// # Errors
///
/// As for `store`, and that it was never used or is of another version.
pub async fn beside(settings: &StoreSettings, lookup: Lookup<'_>) -> anyhow::Result<Arc<dyn Keeper>> {
    let place = place(settings)?;
    let opened: anyhow::Result<Arc<dyn Keeper>> = match &place {
        Place::File(path) => SqliteStore::beside(path).map(|store| Arc::new(store) as _).map_err(Into::into),
        Place::Database(url) => {
            let password = password(settings, lookup)?;
            let opened = PostgresStore::beside(&target(url, password.as_ref(), settings)).await;
            opened.map(|store| Arc::new(store) as _).map_err(Into::into)
        }
    };
    opened.with_context(|| format!("the store {place}"))
}

async fn open(
    place: &Place,
    settings: &StoreSettings,
    lookup: Lookup<'_>,
) -> anyhow::Result<Arc<dyn Keeper>> {
    Ok(match place {
        Place::File(path) => Arc::new(SqliteStore::open(path)?),
        Place::Database(url) => {
            let password = password(settings, lookup)?;
            Arc::new(PostgresStore::open(&target(url, password.as_ref(), settings)).await?)
        }
    })
}

fn place(settings: &StoreSettings) -> anyhow::Result<Place> {
    settings.place().ok_or_else(|| anyhow!("store.url: this is no address of a store"))
}

fn password(settings: &StoreSettings, lookup: Lookup<'_>) -> anyhow::Result<Option<SecretString>> {
    let Some(source) = &settings.password else { return Ok(None) };
    let secret = resolve("store.password", source, lookup)?;
    if let Some(warning) = secret.warning {
        tracing::warn!("{warning}");
    }
    Ok(Some(secret.value))
}

fn target<'a>(url: &'a str, password: Option<&'a SecretString>, settings: &StoreSettings) -> Target<'a> {
    let connections_max = settings.connections_max;
    Target { url, password, connections_max, timekeeping: Timekeeping::Database }
}
