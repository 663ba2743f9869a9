# The image that the action, the orb's executor and `podman run` use (the default target, `full`), and one that holds
# nothing but the program (`minimal`). See docs/container.md.
#
# The program is compiled here, which takes minutes, or BINARY names a file of the context that somebody else has built, as
# the release workflow does for both architectures. (Not by `FROM ${…}`: Debian 12's podman does not see through its default.)
FROM docker.io/library/debian:bookworm-slim AS binary
ARG BINARY=
WORKDIR /source
COPY script/bootstrap script/bootstrap
RUN [ -n "$BINARY" ] || script/bootstrap --build
COPY . .
ARG COMMIT=unknown
ARG DATE=unknown
RUN if [ -z "$BINARY" ]; then \
      cmake --preset release -DRA_COMMIT="$COMMIT" -DRA_DATE="$DATE" && cmake --build --preset release; \
    fi \
    && install -m 755 "${BINARY:-build/release/release-action}" /release-action

FROM docker.io/library/debian:bookworm-slim AS full-base
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
       ca-certificates git gzip openssh-client tar >/dev/null \
    && apt-get clean && rm -rf /var/lib/apt/lists/* \
    # 1001 is also the user of GitHub's own runners: what is written into a workspace belongs to the job.
    && useradd --uid 1001 --create-home --shell /bin/bash release \
    # A checkout that is mounted belongs to somebody else; git would refuse to read it.
    && git config --system --add safe.directory '*' \
    && mkdir /work && chown release:release /work

FROM scratch AS minimal
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="release-action" \
      org.opencontainers.image.description="Takes a product made of many repositories from a pull request to a release (the program alone)" \
      org.opencontainers.image.source="https://github.com/gravitee/release-action" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
COPY --from=full-base /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=binary /release-action /release-action
USER 1001:1001
WORKDIR /work
ENTRYPOINT ["/release-action"]

FROM full-base AS full
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="release-action" \
      org.opencontainers.image.description="Takes a product made of many repositories from a pull request to a release (with git and ssh)" \
      org.opencontainers.image.source="https://github.com/gravitee/release-action" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
COPY --chmod=755 container/release-action-inputs /usr/local/bin/release-action-inputs
COPY --from=binary /release-action /usr/local/bin/release-action
USER release
WORKDIR /work
ENTRYPOINT ["release-action"]
