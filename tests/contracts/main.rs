//! Contracts that every entry of a registry must keep.

#[cfg(test)]
#[path = "../desk/dbf.rs"]
mod dbf;
#[cfg(test)]
mod formats;

#[cfg(test)]
mod outputs;
#[cfg(test)]
#[path = "../desk/xlsb.rs"]
mod xlsb;
