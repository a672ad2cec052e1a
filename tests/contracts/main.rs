//! Contracts that every entry of a registry must keep.

#[cfg(test)]
mod formats;

#[cfg(test)]
mod outputs;
