# syntax=docker/dockerfile:1
# One image for each service: docker build --build-arg SERVICE=call --tag movecall/call .
# There are router, call, manage, assign, notifier, sandbox (a stand-in for the KakaoTalk provider) and ops (the operator's
# command). All of them are built by one and the same stage, so that the second image takes a second.

# What they run on: Node and its libraries. No shell, no package manager.
ARG BASE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM node:24-trixie-slim AS build
WORKDIR /src
ENV CI=true npm_config_store_dir=/pnpm/store npm_config_update_notifier=false
# What is downloaded changes less often than the sources: a layer of its own.
COPY .npmrc package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
RUN --mount=type=cache,target=/pnpm/store --mount=type=cache,target=/root/.npm \
    npx --yes "$(node -p 'require("./package.json").packageManager')" fetch
COPY . .
RUN --mount=type=cache,target=/pnpm/store --mount=type=cache,target=/root/.npm \
    npm run build

# A build that has been made elsewhere takes this stage's place: --build-context dist=dist
FROM scratch AS dist
COPY --from=build /src/dist /

FROM ${BASE}
# Again, for the label below: what is declared before the first stage holds for FROM only.
ARG BASE
ARG SERVICE=name-a-service
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="movecall ${SERVICE}" \
      org.opencontainers.image.description="A dispatch platform for Korean moving companies" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE}"
ENV NODE_ENV=production PORT=8080 SERVICE_VERSION=${VERSION} PATH=/nodejs/bin:/usr/bin:/bin
WORKDIR /app
COPY --from=dist ${SERVICE}/ ./
# By number: who must not run as root wants to be sure of it without looking into the image.
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "main.mjs"]
