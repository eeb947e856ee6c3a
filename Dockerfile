# The web app.
FROM node:22-bookworm-slim AS web
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/
RUN --mount=type=cache,target=/root/.npm \
    npm --prefix frontend ci --no-audit --no-fund
# Its client is typed by the OpenAPI document.
COPY openapi openapi
COPY frontend frontend
RUN npm --prefix frontend run build

# The server, with the web app inside. Registry and compiled dependencies are kept between builds by BuildKit.
FROM rust:1.95-bookworm AS server
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends cmake \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
COPY --from=web /src/frontend/dist frontend/dist
ARG TARGETARCH
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,id=oathgate-target-${TARGETARCH},target=/src/target,sharing=locked \
    cargo build --release --locked --bin oathgate \
    && cp target/release/oathgate /usr/local/bin/oathgate
# What the image has no shell to make.
RUN install --directory --owner 10001 --group 10001 --mode 0750 /image/var/lib/oathgate /image/var/lib/oathgate/data

# The C library, root certificates and time zones: no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=server --chown=10001:10001 /image/var/lib/oathgate /var/lib/oathgate
COPY --from=server /usr/local/bin/oathgate /usr/local/bin/oathgate

# By number, so that an orchestrator can see that it is not root. The root file system may be read-only: only
# /var/lib/oathgate/data is written to, and that only with SQLite. Mount a volume there to keep it.
USER 10001:10001
WORKDIR /var/lib/oathgate
ENV BIND_ADDRESS=0.0.0.0:8000
EXPOSE 8000

# No HEALTHCHECK: the image is also the worker, which is asked in another way. `oathgate health` asks an API,
# `oathgate health metrics` a worker with METRICS_ADDRESS, as the compose files do.
ENTRYPOINT ["/usr/local/bin/oathgate"]
CMD ["serve"]
