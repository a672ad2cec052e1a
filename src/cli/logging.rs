//! The log: to stderr as loud as asked, and for a service also into files, as text or as one JSON object per line.

use std::fmt;
use std::fs;
use std::io::{self, IsTerminal};

use jiff::Timestamp;
use serde_json::{Map, Value};
use sverka::config::{Log, LogFormat};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use super::{Context, terminal};

/// Starts the log. `SVERKA_LOG` (`debug`, `sverka::intake=trace` …) beats the command line, the command line the settings.
pub(crate) fn start(context: &Context, settings: Option<&Log>) {
    let format = context.log_format.or(settings.map(|log| log.format)).unwrap_or_default();
    let level = match (context.quiet, context.verbose) {
        (true, _) => "error",
        // Whoever reads it by program wants every delivery.
        (false, 0) if format == LogFormat::Text => "warn",
        (false, 0 | 1) => "info",
        (false, 2) => "debug",
        (false, _) => "trace",
    };
    let stderr = layer(format, io::stderr, io::stderr().is_terminal(), level);
    let file = settings.and_then(|log| file(log).map(|writer| layer(format, writer, false, "info")));
    let layers: Vec<_> = std::iter::once(stderr).chain(file).collect();
    tracing_subscriber::registry().with(layers).init();
}

fn layer<W>(format: LogFormat, writer: W, colored: bool, level: &str) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_from_env("SVERKA_LOG").unwrap_or_else(|_absent| EnvFilter::new(level));
    let plain = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => plain.with_ansi(colored).with_filter(filter).boxed(),
        LogFormat::Json => {
            plain.with_ansi(false).fmt_fields(JsonFields::new()).event_format(Line).with_filter(filter).boxed()
        }
    }
}

/// The file of the day. One that can't be had is said, and the work goes on.
fn file(log: &Log) -> Option<RollingFileAppender> {
    let path = log.file.as_ref()?;
    let part = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned());
    let folder = path.parent().unwrap_or(std::path::Path::new("."));
    // It looks for old files to remove before it makes the folder.
    if let Err(error) = fs::create_dir_all(folder) {
        terminal::complain(&format!("{}: {error}", folder.display()));
        return None;
    }
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(part(path.file_stem()).unwrap_or_else(|| "sverka".to_owned()))
        .filename_suffix(part(path.extension()).unwrap_or_else(|| "log".to_owned()))
        .max_log_files(log.keep_files)
        .build(folder);
    appender.map_err(|error| terminal::complain(&format!("{}: {error}", path.display()))).ok()
}

/// One JSON object per event: the fields of its spans (run, source, file) and its own, all on one level.
struct Line;

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Map::new();
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<N>>().map(|fields| fields.fields.as_str());
            if let Some(Ok(Value::Object(fields))) = fields.map(serde_json::from_str) {
                line.extend(fields);
            }
        }
        event.record(&mut Fields(&mut line));
        line.insert("time".to_owned(), Timestamp::now().to_string().into());
        line.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.insert("target".to_owned(), event.metadata().target().into());
        writeln!(writer, "{}", Value::Object(line))
    }
}

/// Fields as JSON: numbers stay numbers.
struct Fields<'l>(&'l mut Map<String, Value>);

impl Visit for Fields<'_> {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let causes = std::iter::successors(Some(value), |error| error.source()).map(ToString::to_string);
        self.0.insert(field.name().to_owned(), causes.collect::<Vec<_>>().join(": ").into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
}
