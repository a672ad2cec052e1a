//! sverka: accountants drop exports, managers keep their workbooks, one store keeps everyone in agreement.

pub mod config;
pub mod demo;
pub mod intake;
pub mod lang;
pub mod mapping;
pub mod model;
pub mod normalize;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod reconcile;
pub mod store;
pub mod workbook;
