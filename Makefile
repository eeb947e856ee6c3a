# The project's commands. `make` lists them.
#
# Compiling says only what is wrong, so that the output is the tests'; `make test V=1` shows each step.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# The steps are in order, quick failures first; cargo and npm use all cores by themselves.
.NOTPARALLEL:

quiet := $(if $(V),,--quiet)
step = @printf '\n== %s\n'

.PHONY: help run build test lint format deny openapi bench bench-engine bench-oauth faults clean web web-test web-journeys \
	clients setup-build setup-test sdk contract contract-tools contract-lint contract-test generators examples example-tools \
	deploy-check

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup-build web ## build everything and start `oathgate dev`
	cargo run -- dev

build: setup-build web ## the release binary, web app inside, at target/release/oathgate
	cargo build --release --locked

# Clippy shares little with the compilation of the tests, but costs a fraction of it and finds most mistakes,
# so it comes first. Both use the development profile: macros and build scripts are compiled once.
test: setup-test lint web-test contract-lint clients ## install what the tests need and run every test
	$(step) 'tests: compiling (some minutes the first time)'
	@cargo test $(quiet) --workspace --locked --no-run
	$(step) 'tests, with a Postgres and a Redis of their own'
	@scripts/with-services cargo test --workspace --locked --no-fail-fast
	@$(MAKE) --no-print-directory web-journeys contract-test examples deploy-check
	$(step) 'dependencies'
	@scripts/deny walls

lint: web ## check the formatting, lint the code and the scripts
	$(step) 'formatting and lints'
	@cargo fmt --all --check
	@shellcheck --external-sources .ci/run $(filter-out scripts/lib,$(wildcard scripts/*)) scripts/lib/*.sh
	@cargo clippy $(quiet) --workspace --all-targets --locked -- -D warnings

format: ## format the code
	cargo fmt --all

# Not part of `make test`, which only holds the walls: news of a vulnerability should not turn yesterday's
# green commit red. CI runs it every day.
deny: ## dependencies: walls, licences, sources and known vulnerabilities
	@scripts/deny

# By way of another file: a server that does not compile must not empty the document.
openapi: web ## write openapi/openapi.json
	@mkdir -p target openapi
	@cargo run --quiet --locked -- openapi > target/openapi.json
	@mv target/openapi.json openapi/openapi.json

sdk: contract-tools ## write the generated parts of the SDKs from openapi/openapi.json
	@npm --prefix openapi run --silent sdk </dev/null

bench: setup-test ## run the benchmarks
	scripts/with-services cargo bench --locked --bench accounts

# Every fault in large measures; its row at random alone carries out so many runs. The tables in the docs are written anew.
RUNS ?= 100000

faults: setup-test ## break what can break under the workflows, and write what held into docs/faults.md
	$(step) 'faults: compiling'
	@cargo test $(quiet) --release --locked --test faults --no-run
	@FAULTS=full RUNS=$(RUNS) FAULTS_TABLE=docs/faults.md \
		scripts/with-services cargo test $(quiet) --release --locked --test faults

bench-engine: setup-test bench/peers/node_modules/.package-lock.json ## measure the engine beside others, into docs/benchmarks.md
	$(step) 'benchmark of the engine: compiling it, and others to compare it with'
	@cargo build $(quiet) --release --locked --manifest-path bench/peers/Cargo.toml
	@cargo bench $(quiet) --locked --bench engine --no-run
	@BENCH_TABLE=docs/benchmarks.md scripts/with-services cargo bench $(quiet) --locked --bench engine

bench/peers/node_modules/.package-lock.json: bench/peers/package.json bench/peers/package-lock.json
	$(step) 'other engines, from npm'
	@npm --prefix bench/peers ci --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

# The servers have the first core, who asks has the second.
bench-oauth: setup-test web ## measure what tokens cost, beside the limit and another provider
	@npm --prefix bench/peers/oidc-provider ci --no-audit --no-fund --loglevel=error </dev/null
	@cargo build --release --locked --bin oathgate
	@scripts/with-services bash -euo pipefail -c '\
		bare=$$(cargo bench --locked --no-run --bench bare --message-format json | \
			node -e "for (const line of require(\"fs\").readFileSync(0, \"utf8\").split(\"\\n\")) { const at = line && JSON.parse(line); if (at.target?.name === \"bare\" && at.executable) console.log(at.executable); }"); \
		OATHGATE_BIN=$$PWD/target/release/oathgate BARE_BIN=$$bare taskset -c 1 node bench/oauth.mjs'

clean: ## delete what was built
	@scripts/services stop
	cargo clean
	rm -rf bench/peers/target bench/peers/node_modules frontend/dist frontend/node_modules openapi/node_modules openapi/.venv openapi/sdk/typescript/dist
	rm -rf examples/*/node_modules examples/fastapi/.venv examples/axum/target bench/peers/oidc-provider/node_modules

# Clients of other people, which the tests run against the server.
clients: tests/clients/npm/node_modules/.package-lock.json target/clients/python/installed

tests/clients/npm/node_modules/.package-lock.json: tests/clients/npm/package.json tests/clients/npm/package-lock.json
	$(step) 'clients from npm'
	@npm --prefix tests/clients/npm ci --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

# With the interpreter that apt's modules belong to, which need not be the first one on the PATH.
target/clients/python/installed: tests/clients/python/requirements.txt
	$(step) 'clients from PyPI'
	@/usr/bin/python3 -m venv --clear target/clients/python
	@target/clients/python/bin/pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement $< </dev/null
	@touch $@

setup-build:
	@scripts/setup build

setup-test:
	@scripts/setup test

contract: setup-test contract-lint contract-test ## hold the OpenAPI document to its rules, and the SDKs and servers to it

contract-tools: openapi/node_modules/.package-lock.json
	@openapi/scripts/venv

openapi/node_modules/.package-lock.json: openapi/package.json openapi/package-lock.json openapi/sdk/typescript/package.json
	$(step) 'packages of the contract'
	@npm --prefix openapi ci --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

contract-lint: contract-tools
	$(step) 'contract: lints and generated files'
	@npm --prefix openapi run --silent lint </dev/null
	@npm --prefix openapi run --silent build </dev/null
	@npm --prefix openapi run --silent test:files </dev/null

# With the binary that the tests have built.
deploy-check: target/deploy/installed ## hold the files of deploy/, Dockerfile and compose files to their rules
	$(step) 'deployment'
	@target/deploy/bin/python deploy/check.py target/debug/oathgate

target/deploy/installed: deploy/requirements.txt
	$(step) 'tools for the files of deployment'
	@/usr/bin/python3 -m venv --clear target/deploy
	@target/deploy/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $< </dev/null
	@touch $@

# The binary that the tests have built.
contract-test: contract-tools
	$(step) 'contract: SDKs and made-up requests against running servers'
	@scripts/with-services npm --prefix openapi run --silent test:live </dev/null

# Not part of `make test`: it wants Java and Maven.
generators: contract-tools ## make a client of the document with openapi-generator, too
	$(step) 'contract: more generators'
	@mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
		-Dartifact=org.openapitools:openapi-generator-cli:7.17.0 -DoutputDirectory=$(CURDIR)/target/generators </dev/null
	@OPENAPI_GENERATOR_JAR=$(CURDIR)/target/generators/openapi-generator-cli-7.17.0.jar \
		npm --prefix openapi run --silent test:generators </dev/null

# A folder each, with what it needs in it; the one in Rust is built by its test.
example-tools: web
	$(step) 'examples: what they need'
	@for each in react express machine; do \
		[ examples/$$each/node_modules/.package-lock.json -nt examples/$$each/package-lock.json ] || \
		{ npm --prefix examples/$$each ci --no-audit --no-fund --loglevel=error </dev/null && \
		touch examples/$$each/node_modules/.package-lock.json; }; \
	done
	@cmp --silent examples/fastapi/requirements.txt examples/fastapi/.venv/requirements.txt || { \
		/usr/bin/python3 -m venv --clear examples/fastapi/.venv && \
		examples/fastapi/.venv/bin/pip install --quiet --disable-pip-version-check \
			--requirement examples/fastapi/requirements.txt </dev/null && \
		cp examples/fastapi/requirements.txt examples/fastapi/.venv/; }

# The binary that the tests have built, in a real browser.
examples: example-tools ## run the examples, and sign in to each in a browser
	$(step) 'examples: somebody signs in to each'
	@node --test --test-reporter=spec --test-timeout=900000 examples/tests/*.test.mjs

# Everything else builds without the web app.
ifneq ($(wildcard frontend/package.json),)

# Directories are listed too: removing a file changes nothing else. The app talks to the server by the SDK.
web_sources := $(shell find frontend -mindepth 1 \( -name node_modules -o -name dist \) -prune -o -print) \
	$(wildcard openapi/sdk/typescript/src/*.ts openapi/sdk/typescript/src/generated/*.ts)

web: frontend/dist/index.html

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(web_sources)
	$(step) 'web app'
	@npm --prefix frontend run --silent build </dev/null
	@touch $@

# npm writes this file itself, as the note of what it has installed.
frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	$(step) 'packages of the web app'
	@npm --prefix frontend ci --no-audit --no-fund --loglevel=error </dev/null
	@touch $@

# CI=true: test runners watch for changes otherwise. The lints are part of it.
web-test: web
	$(step) 'web app: lints and tests'
	@CI=true npm --prefix frontend run --silent test </dev/null

# The binary that the tests have built, in a real browser.
web-journeys: web
	$(step) 'web app: journeys in a browser'
	@CI=true npm --prefix frontend run --silent e2e </dev/null

else

web web-test web-journeys:
	@:

endif
