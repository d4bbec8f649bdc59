# What there is to do here, one target each; `make help` lists them. Everything needs Go and a C and C++ compiler (DuckDB is linked in).

GO       ?= go
ADDR     ?= 127.0.0.1:8080
PEOPLE   ?= 200000
FUZZTIME ?= 10s
BENCH    ?= -people 1000000
SOAK     ?= -for 20m
API      ?= --max-examples 200
TESTFLAGS ?=

# The linter is built from source at the version named, into bin/, the first time it is asked for.
GOLANGCI_VERSION = v2.15.0
GOLANGCI = bin/golangci-lint-$(GOLANGCI_VERSION)

# What makes up requests: a version that is known, since a newer one may have more checks.
SCHEMATHESIS = schemathesis==4.32.5

# Folders that hold generated files beside written ones.
GENERATED = docs schemas

.DEFAULT_GOAL := help
.PHONY: help demo build test watch release test-web test-store test-api test-clients check format fmt vet lint generate generated fuzz bench deep soak utility clean testkill

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: build ## make up an extract, load it, publish it and serve it (ADDR=127.0.0.1:8080, PEOPLE=200000)
	./bin/careduty demo --addr $(ADDR) --people $(PEOPLE)

# The binary says nothing of the checkout it was built from or where that lies, so that the same sources make the same file and the same releases.
build: ## build bin/careduty
	$(GO) build -buildvcs=false -trimpath -o bin/careduty ./cmd/careduty

test: ## run every test (TESTFLAGS=-v and the like are passed on)
	$(GO) test $(TESTFLAGS) ./...

test-web: ## walk the pages in Chromium, judged by axe (needs node, npm and chromium; LOOK=DIR keeps screenshots)
	cd api/testdata/browser && npm ci --no-audit --no-fund --silent
	CAREDUTY_LOOK=$(LOOK) $(GO) test ./api -run TestInABrowser -browser -count=1 -timeout 15m

test-store: ## releases through a real S3 server on loopback (needs moto_server: pip install 'moto[server]')
	@command -v moto_server >/dev/null || { echo "Missing: moto_server. pip install 'moto[server]'" >&2; exit 1; }
	CAREDUTY_STORE_TESTS=1 $(GO) test ./internal/mirror -count=1
	CAREDUTY_STORE_TESTS=1 $(GO) test ./cmd/careduty -run 'TestReplicas|TestPublishingIntoAStore|TestStoreFlags' -count=1 -timeout 20m

watch: ## check the alert rules of docs/watch and what must raise them, with promtool (Debian: prometheus)
	@command -v promtool >/dev/null || { echo "skipped: there is no promtool (Debian: apt-get install prometheus)"; exit 0; }; \
	promtool check rules docs/watch/alerts.yml && promtool test rules docs/watch/alerts_test.yml

release: ## make what is handed out, of the commit as it is: archives for linux amd64 and arm64, SBOM, licences, checksums, into dist/
	.ci/release

test-api: ## requests made up from the description, by schemathesis from PyPI: all checks, stateful (API="--max-examples 200"; needs python3 with venv)
	@python3 -m venv bin/schemathesis && bin/schemathesis/bin/pip install --quiet $(SCHEMATHESIS)
	CAREDUTY_SCHEMATHESIS=$(CURDIR)/bin/schemathesis/bin/schemathesis CAREDUTY_SCHEMATHESIS_ARGS='$(API)' $(GO) test ./api -run TestSchemathesis -count=1 -timeout 2h

test-clients: ## judge the API's description, and generate clients in six ways that build and call it (python3; npm, java, mvn, R, dotnet or mcs as there are; DCAT_SHAPES=FILE)
	mkdir -p bin/clients/go/call
	cd bin/clients/go && printf 'module client\n\ngo 1.26\n' > go.mod && \
		$(GO) run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@latest -generate types,client -package client ../../../docs/openapi.json > client.go && \
		cp ../../../api/testdata/clients/call.go.txt call/main.go && $(GO) get github.com/oapi-codegen/runtime@latest && $(GO) build -o called ./call
	python3 -m venv bin/clients/venv && bin/clients/venv/bin/pip install --quiet openapi-python-client pyshacl
	cd bin/clients && venv/bin/openapi-python-client generate --path ../../docs/openapi.json --output-path python --overwrite --meta none >/dev/null
	rm -rf bin/clients/careduty_client && mv bin/clients/python bin/clients/careduty_client
	api/testdata/clients/generate.sh docs/openapi.json bin/clients/others
	PYTHONPATH=$(CURDIR)/bin/clients CAREDUTY_CLIENT_PYTHON=$(CURDIR)/bin/clients/venv/bin/python CAREDUTY_CLIENT_GO=$(CURDIR)/bin/clients/go/called \
		CAREDUTY_CLIENT_R=$$(test -d bin/clients/others/r-library && command -v Rscript) CAREDUTY_CLIENT_R_LIBRARY=$(CURDIR)/bin/clients/others/r-library \
		CAREDUTY_SHACL_PYTHON=$(CURDIR)/bin/clients/venv/bin/python CAREDUTY_DCAT_SHAPES=$(if $(DCAT_SHAPES),$(abspath $(DCAT_SHAPES))) \
		$(GO) test ./api -run 'TestGeneratedClients|TestCatalogueFits' -count=1 -v
	@cat bin/clients/others/said.txt

check: format vet lint generated ## format, vet, lint, generated files, tests with -race and -shuffle=on: all that is checked before a commit
	$(MAKE) test TESTFLAGS="-race -shuffle=on -timeout 30m"

format: $(GOLANGCI) ## fail if a file is not formatted (make fmt mends it)
	@$(GOLANGCI) fmt --diff

fmt: $(GOLANGCI) ## format every file
	$(GOLANGCI) fmt

vet: ## run go vet
	$(GO) vet ./...

lint: $(GOLANGCI) ## run the linters of .golangci.yml
	$(GOLANGCI) run

generate: ## write generated files anew: OpenAPI, DDL
	$(GO) generate ./...

# Compares the files before and after, so that it holds with and without changes that are not committed yet.
generated: ## fail if a generated file is not what its source makes
	@sums() { find $(GENERATED) -type f | LC_ALL=C sort | xargs cksum; }; \
	before=$$(mktemp); after=$$(mktemp); trap 'rm -f "$$before" "$$after"' EXIT; \
	sums > "$$before" && $(GO) generate ./... && sums > "$$after" && \
	{ diff "$$before" "$$after" || { echo "Generated files were out of date and have been written anew: commit them." >&2; exit 1; }; }

fuzz: ## fuzz each parser for a while (FUZZTIME=10s)
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | sed -E 's|^(.*)/[^/]+:func (.*)|\1 \2|' | LC_ALL=C sort -u | \
	while read -r dir name; do \
		echo "$$dir $$name"; \
		$(GO) test "$$dir" -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) || exit 1; \
	done

testkill: ## kill loads, withdrawals and checks at two hundred moments of chance (two minutes)
	CAREDUTY_KILLS=200 $(GO) test ./etl/load -run TestKilledAtAnyMoment -count 1 -v

bench: build ## measure speed, each figure beside its yardstick, and write docs/benchmarks.md (BENCH="-people 1000000"; BENCH="-only server -releases DIR")
	$(GO) run ./cmd/bench $(BENCH)

soak: build ## the service at twice what it can do, releases swapped in every 5 s; fails if a promise is broken (SOAK="-for 20m")
	$(GO) run ./cmd/soak $(SOAK)

deep: ## an hour or so of what tests do for seconds: count more made-up councils twice, try more cases of each property
	$(GO) test ./etl/evaluate/secondopinion -warehouses 200 -columns -timeout 4h
	$(GO) test ./etl/evaluate/national -people 200000 -timeout 4h
	CAREDUTY_QUARTERS=200000 $(GO) test ./etl/publish -run TestQuarters -timeout 4h
	$(GO) test -timeout 4h $$($(GO) list -f '{{.Dir}} {{.TestImports}} {{.XTestImports}}' ./... | awk '/pgregory.net\/rapid/ {print $$1}') -rapid.checks=20000

utility: build ## write docs/utility.md anew: what the noise leaves of every measure of a made-up nation (some minutes)
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	./bin/careduty synth --people $(PEOPLE) --out "$$dir/extract" && \
	./bin/careduty load "$$dir/extract" --warehouse "$$dir/synthetic.duckdb" && \
	./bin/careduty publish --warehouse "$$dir/synthetic.duckdb" --releases "$$dir/releases" && \
	CAREDUTY_WAREHOUSE="$$dir/synthetic.duckdb" CAREDUTY_RELEASES="$$dir/releases" $(GO) test ./etl/publish -run TestUtility -update-utility -timeout 1h

clean: ## remove what build and demo made
	rm -rf bin demo dist

$(GOLANGCI):
	GOBIN="$(CURDIR)/bin/.new" $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/.new/golangci-lint $@ && rmdir bin/.new
