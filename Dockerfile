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

FROM debian:bookworm-slim
# Root certificates: the server verifies Postgres, Redis and the mail server against them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 oathgate \
    && useradd --uid 10001 --gid 10001 --home-dir /var/lib/oathgate --shell /usr/sbin/nologin oathgate \
    && install --directory --owner 10001 --group 10001 --mode 0750 /var/lib/oathgate /var/lib/oathgate/data
COPY --from=server /usr/local/bin/oathgate /usr/local/bin/oathgate

# By number, so that an orchestrator can see that it is not root. The root file system may be read-only: only
# /var/lib/oathgate/data is written to, and that only with SQLite. Mount a volume there to keep it.
USER 10001:10001
WORKDIR /var/lib/oathgate
ENV BIND_ADDRESS=0.0.0.0:8000
EXPOSE 8000

# No HEALTHCHECK: the image is also the worker, which listens nowhere, and `oathgate doctor` would call a container
# ill because a mail server is away. Ask /health/live and /health/ready of the API, as docker-compose.yml does.
ENTRYPOINT ["oathgate"]
CMD ["serve"]
