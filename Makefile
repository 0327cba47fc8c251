# Builds, tries, checks and installs Duebook; `make help` lists the targets.
#
# All of them use one profile, release, so that nothing is compiled twice (Cargo.toml says more). How DuckDB is linked is
# decided by scripts/cargo-env.sh; DUCKDB=shared or DUCKDB=bundled overrides it.

PREFIX ?= $(HOME)/.local
DEMO_DIR ?= demo

.DEFAULT_GOAL := build
.PHONY: build demo demo-scale serve-demo test test-spark lint licences bench install env clean help

# Goes before every command that needs DuckDB: decided anew each time, which takes a moment and, once done, no network.
WITH_DUCKDB = settings="$$(scripts/cargo-env.sh)" && eval "$$settings" &&
PROGRAM = "$${CARGO_TARGET_DIR:-target}/release/duebook"
INTO = $(DESTDIR)$(PREFIX)

# There are no examples: asking for them makes cargo pick the features of dependencies that `cargo test` picks, so that
# `make test` compiles none of them again.
build: ## Build the program: target/release/duebook
	@$(WITH_DUCKDB) cargo build $$DUEBOOK_CARGO_FLAGS --bins --examples

demo: build ## Run the main job on sample data, in the folder DEMO_DIR (demo)
	$(PROGRAM) demo "$(DEMO_DIR)"

demo-scale: build ## Sum a month of sample data on a small Spark cluster too, and show both engines' numbers
	@$(WITH_DUCKDB) spark=$$(scripts/spark-needs.sh) && [ -n "$$spark" ] && scripts/demo-scale.sh $(PROGRAM) "$$spark"

serve-demo: build ## Show the pages of sample data on this machine, with four accounts whose one-time secrets are printed
	@scripts/serve-demo.sh $(PROGRAM) $(SERVE_DEMO_DIR)

test: ## Run every test, after installing what the tests need if that is allowed
	@scripts/test-needs.sh
	@$(WITH_DUCKDB) cargo test $$DUEBOOK_CARGO_FLAGS --no-fail-fast

test-spark: ## Run the tests against Apache Spark (SPARK_TESTS: those named), after bringing it into the target folder
	@$(WITH_DUCKDB) spark=$$(scripts/spark-needs.sh); \
		if [ -n "$$spark" ]; then \
			DUEBOOK_SPARK=$$spark cargo test $$DUEBOOK_CARGO_FLAGS --test spark -- --nocapture $(SPARK_TESTS); \
		else \
			echo "SKIPPED: the tests against Apache Spark"; \
		fi

lint: ## Check the format, the shared SQL and the lints; a warning is an error
	cargo fmt --check
	scripts/shared-sql.sh
	scripts/import-circles.sh
	@$(WITH_DUCKDB) cargo clippy $$DUEBOOK_CARGO_FLAGS --all-targets -- -D warnings

licences: ## List the licences of all dependencies; one that is not permissive is an error
	@scripts/licences.sh

bench: ## Run the benchmarks
	@$(WITH_DUCKDB) cargo bench $$DUEBOOK_CARGO_FLAGS

install: build ## Install the program under PREFIX (~/.local)
	@$(WITH_DUCKDB) if [ -n "$${DUCKDB_LIB_DIR:-}" ]; then \
		install -d "$(INTO)/lib/duebook" && \
		install -m 644 "$$DUCKDB_LIB_DIR"/libduckdb.* "$(INTO)/lib/duebook/"; \
	fi
	install -d "$(INTO)/bin"
	install -m 755 $(PROGRAM) "$(INTO)/bin/duebook"

env: ## Print settings that let you run cargo by hand without compiling again: eval "$(make env)"
	@scripts/cargo-env.sh

clean: ## Remove everything that was built or fetched
	cargo clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r target what; do printf '%-10s %s\n' "$$target" "$$what"; done
