//! sverka: accountants drop exports, managers keep their workbooks, one store keeps everyone in agreement.

pub mod config;
pub mod demo;
pub mod lang;
pub mod mapping;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod workbook;
