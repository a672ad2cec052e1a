//! What is remembered from run to run in the store by name: figures of the service, not what sources said.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::{Store, StoreError};

/// What is kept by name; another version's is begun anew.
pub(super) fn recall<T: Default + DeserializeOwned>(store: &Store, key: &str) -> Result<T, StoreError> {
    Ok(store.meta(key)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Keeps a value by name; where it is there already nothing is written: this is asked at every wake.
pub(super) fn remember<T: Serialize>(store: &Store, key: &str, value: &T) -> Result<(), StoreError> {
    let text = serde_json::to_string(value).unwrap_or_else(|error| panic!("BUG: {key} is no JSON: {error}"));
    if store.meta(key)?.as_deref() == Some(&text) {
        return Ok(());
    }
    store.set_meta(key, &text)
}
