# Preflight in a container: built in one stage, run in another by a user without rights. docs/production.md.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY src src
# Compiled in, too, so that the program alone runs anywhere.
COPY config config
COPY docs/problems docs/problems
RUN cargo build --release --locked

FROM debian:bookworm-slim
# The certificates are for the way out, to the helpdesk.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 preflight \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin preflight \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/preflight
COPY --from=build /src/target/release/preflight /usr/local/bin/preflight
# An example: it names nobody's account. Mount your own in its place.
COPY config /etc/preflight
ENV PREFLIGHT_CONFIG=/etc/preflight \
    PREFLIGHT_LISTEN=0.0.0.0:8080 \
    PREFLIGHT_STORE_PATH=/var/lib/preflight/preflight.sqlite
# As numbers, so that an orchestrator can see that it is not root.
USER 10001:10001
VOLUME /var/lib/preflight
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["preflight", "health"]
ENTRYPOINT ["preflight"]
CMD ["serve"]
