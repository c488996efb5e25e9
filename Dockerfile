# hullcheck as an image: no shell, no package manager, no root.
#   docker build -t hullcheck .
#   docker run --rm -v "$PWD:/work:ro" hullcheck scan .
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /tmp \
 && npm install --prefix /app --omit=dev --no-audit --no-fund /tmp/hullcheck-*.tgz

FROM gcr.io/distroless/nodejs22-debian12:nonroot
COPY --from=build /app/node_modules /app/node_modules
WORKDIR /work
ENTRYPOINT ["/nodejs/bin/node", "/app/node_modules/hullcheck/bin/hullcheck.js"]
