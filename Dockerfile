# The base is pinned by whoever builds: --build-arg NODE_IMAGE=node:24-slim@sha256:…
ARG NODE_IMAGE
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/schemas ./schemas
COPY --from=build /app/collector-role ./collector-role
# Nothing is written but below the mounted out folder: run with --read-only.
USER 65532:65532
ENTRYPOINT ["node", "/app/dist/cli/main.cjs"]
