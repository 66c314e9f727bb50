# Two images: `--target sample` (the last stage, and so the default) is the application in production, `--target
# emulator` the vendor's stand-in for sandboxes. What they hold is built code and what it needs to run, and nothing else.

FROM node:24-bookworm-slim AS manifests
WORKDIR /workspace
# Dependencies are installed again only when one of these changes.
COPY package.json package-lock.json ./
COPY apps/sample/package.json apps/sample/
COPY apps/sandbox/package.json apps/sandbox/
COPY libs/cloudauth-emulator/package.json libs/cloudauth-emulator/
COPY libs/embedded-postgres/package.json libs/embedded-postgres/
COPY libs/id-verification/package.json libs/id-verification/
COPY libs/id-verification-console/package.json libs/id-verification-console/
COPY libs/id-verification-http/package.json libs/id-verification-http/

FROM manifests AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM manifests AS production
RUN npm ci --omit=dev --omit=optional --workspace=@id-verification/sample --no-audit --no-fund

FROM node:24-bookworm-slim AS emulator
WORKDIR /workspace
COPY --from=build /workspace/libs/cloudauth-emulator/package.json libs/cloudauth-emulator/
COPY --from=build /workspace/libs/cloudauth-emulator/dist libs/cloudauth-emulator/dist
# The user `node`, by its number: `runAsNonRoot` of Kubernetes accepts no name.
USER 1000
EXPOSE 4010
# The page and the control routes answer only to names of this machine and to the one in --public-url.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4010/_emulator/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "libs/cloudauth-emulator/dist/main.js"]
CMD ["--host=0.0.0.0"]

FROM node:24-bookworm-slim AS sample
ENV NODE_ENV=production
WORKDIR /workspace
COPY --from=production /workspace/package.json ./
COPY --from=production /workspace/node_modules node_modules
COPY --from=production /workspace/libs/id-verification/package.json libs/id-verification/
COPY --from=build /workspace/libs/id-verification/dist libs/id-verification/dist
COPY --from=production /workspace/libs/id-verification-console/package.json libs/id-verification-console/
COPY --from=build /workspace/libs/id-verification-console/dist libs/id-verification-console/dist
COPY libs/id-verification-console/public libs/id-verification-console/public
COPY --from=production /workspace/libs/id-verification-http/package.json libs/id-verification-http/
COPY --from=build /workspace/libs/id-verification-http/dist libs/id-verification-http/dist
COPY --from=production /workspace/apps/sample/package.json apps/sample/
COPY --from=build /workspace/apps/sample/dist apps/sample/dist
# The user `node`, by its number: `runAsNonRoot` of Kubernetes accepts no name.
USER 1000
EXPOSE 3000
# Liveness and not readiness: another process would not bring a database back.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/sample/dist/main.js"]
