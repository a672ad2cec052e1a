//! Reading the settings file.
