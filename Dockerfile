# The service without its embedded Postgres: DATABASE_URL must name a server (docker-compose.yml brings one).
#
#   docker build --tag newsbraid .
#   docker run --env DATABASE_URL=postgres://… --publish 127.0.0.1:8080:8080 newsbraid
#   docker run --env DATABASE_URL=postgres://… newsbraid poll --all     # any other command but demo

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The compiler comes as an optional package for each platform, so nothing is omitted here. Scripts would build before
# the sources are there.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build

FROM node:22-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# Optional is the embedded Postgres, 60 MB; no package that stays needs a script to install.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY sql sql
COPY assets assets
COPY config config
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# In exec form node itself gets SIGTERM, and ends in an orderly way within 5 s.
# The flags of `npm start` (src/io/heap.ts).
ENTRYPOINT ["node", "--max-semi-space-size=2", "--v8-pool-size=2", \
  "--no-parallel-scavenge", "--no-parallel-compaction", "--no-parallel-pointer-update", "--no-concurrent-sweeping", \
  "bin/newsbraid.js"]
CMD ["start"]
