# Issues of the data: src/model/issue.rs
outcome-applied = applied
