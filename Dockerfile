# One image with the one binary; docker-compose.yml gives each service its command and what it may see. Nothing is fetched when it runs.

FROM golang:1.26-bookworm AS build
WORKDIR /src
# Modules first, so that a change of code does not fetch them again.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# DuckDB is linked in from C++ libraries; this image has the compilers.
RUN CGO_ENABLED=1 go build -buildvcs=false -trimpath -ldflags="-s -w" -o /out/careduty ./cmd/careduty \
    # Volumes take the owner of the folder they are mounted over.
    && mkdir -p /out/warehouse /out/releases /out/spool /out/published /out/copy

# The same system as the build's, so that the C++ library fits.
FROM debian:bookworm-slim
COPY --from=build /out/careduty /usr/local/bin/careduty
# Who vouches for the certificate of an object store.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /out/warehouse /warehouse
COPY --from=build --chown=65532:65532 /out/releases /releases
COPY --from=build --chown=65532:65532 /out/spool /spool
COPY --from=build --chown=65532:65532 /out/published /published
COPY --from=build --chown=65532:65532 /out/copy /copy
USER 65532:65532
WORKDIR /
EXPOSE 8080
ENTRYPOINT ["careduty"]
CMD ["--help"]
