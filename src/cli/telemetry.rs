//! Traces to a collector, by OTLP over HTTP, from a thread of their own. Off unless the settings name the collector.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider, SpanData, SpanExporter};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::config::environment::Lookup;
use crate::config::traces::{Headers, Traces};

const SCOPE: &str = "preflight";
/// The longest that sending some spans may take; others wait meanwhile, and are dropped when there are too many.
const EXPORT_SECS_MAX: u64 = 5;
/// The longest that the end of the program waits for the last spans.
const END_SECS_MAX: u64 = 3;
const REASON_CHARS_MAX: usize = 200;

/// What sends the spans, while the program runs.
pub struct Telemetry {
    provider: Option<SdkTracerProvider>,
    /// For the log, once there is one.
    pub warning: Option<String>,
}

impl Telemetry {
    /// The process must have a TLS provider installed.
    pub fn new(traces: &Traces, lookup: Lookup<'_>) -> anyhow::Result<Self> {
        let Some(address) = traces.address() else { return Ok(Self { provider: None, warning: None }) };
        let Headers { pairs, warning } = traces.headers(lookup)?;
        let headers = pairs.iter().map(|(name, value)| (name.clone(), value.expose_secret().to_owned()));
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address)
            .with_timeout(Duration::from_secs(EXPORT_SECS_MAX))
            .with_headers(headers.collect::<HashMap<_, _>>())
            .build()
            .context("traces.endpoint: spans can't be sent there")?;
        let resource = Resource::builder()
            .with_service_name(traces.service_name.clone())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_attribute(KeyValue::new("service.instance.id", Uuid::new_v4().to_string()))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(Quiet { exporter, is_failing: AtomicBool::new(false) })
            // By the trace's number alone, so that delivery and pass are kept together, and no caller decides.
            .with_sampler(Sampler::TraceIdRatioBased(traces.sample_ratio))
            .with_resource(resource)
            .build();
        Ok(Self { provider: Some(provider), warning })
    }

    pub fn tracer(&self) -> Option<SdkTracer> {
        self.provider.as_ref().map(|provider| provider.tracer(SCOPE))
    }

    /// Send what is left. Must be called outside of the runtime.
    pub fn end(self) {
        if let Some(provider) = self.provider {
            // What is lost here was told of by the exporter.
            let _ = provider.shutdown_with_timeout(Duration::from_secs(END_SECS_MAX));
        }
    }
}

/// A collector that is down is told of once, and again when it is back.
#[derive(Debug)]
struct Quiet<E> {
    exporter: E,
    is_failing: AtomicBool,
}

impl<E: SpanExporter> SpanExporter for Quiet<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let result = self.exporter.export(batch).await;
        let was_failing = self.is_failing.swap(result.is_err(), Ordering::Relaxed);
        match &result {
            Err(error) if !was_failing => {
                let reason: String = error.to_string().chars().take(REASON_CHARS_MAX).collect();
                tracing::warn!(
                    reason,
                    "spans can't be sent to the collector, and are dropped until they can"
                );
            }
            Ok(()) if was_failing => tracing::info!("spans are sent to the collector again"),
            Ok(()) | Err(_) => {}
        }
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
