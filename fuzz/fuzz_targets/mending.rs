#![no_main]

#[path = "../exercise.rs"]
#[allow(dead_code, reason = "every target takes its own")]
mod exercise;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    exercise::mending(bytes);
});
