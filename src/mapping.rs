//! Stage 3: raw records → drafts, by declarative mappings (TOML). No vendor's word stands in Rust.


