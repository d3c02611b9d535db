# syntax=docker/dockerfile:1
# One image for each service: docker build --build-arg SERVICE=call --tag movecall/call .
# SERVICE is router, call, manage, assign, notifier, sandbox (a stand-in for the KakaoTalk provider) or ops (the operator's
# command). One stage builds all services, so every image after the first takes a second.

# The base image: Node and its libraries, without a shell or a package manager.
ARG BASE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM node:24-trixie-slim AS build
WORKDIR /src
ENV CI=true npm_config_store_dir=/pnpm/store npm_config_update_notifier=false
# The dependencies change less often than the sources, so they have their own layer.
COPY .npmrc package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
RUN --mount=type=cache,target=/pnpm/store --mount=type=cache,target=/root/.npm \
    npx --yes "$(node -p 'require("./package.json").packageManager')" fetch
COPY . .
RUN --mount=type=cache,target=/pnpm/store --mount=type=cache,target=/root/.npm \
    npm run build

# The output of the build. `--build-context dist=dist` replaces this stage with a build made elsewhere.
FROM scratch AS dist
COPY --from=build /src/dist /

FROM ${BASE}
# An ARG before the first stage applies to FROM only. The label below needs BASE, so it is declared again.
ARG BASE
ARG SERVICE=name-a-service
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="movecall ${SERVICE}" \
      org.opencontainers.image.description="A dispatch platform for Korean moving companies" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE}"
ENV NODE_ENV=production PORT=8080 METRICS_PORT=9464 SERVICE_VERSION=${VERSION} PATH=/nodejs/bin:/usr/bin:/bin
WORKDIR /app
COPY --from=dist ${SERVICE}/ ./
# The user is a number, because Kubernetes' runAsNonRoot cannot check a user's name.
USER 65532:65532
# 9464 is for Prometheus only.
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "main.mjs"]
