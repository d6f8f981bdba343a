# Build with everything, run with what the gateway needs. Node 24: see README, "Which Node". Image names are written out
# in full, so that Podman takes them too. test/docs/container.test.ts holds this file to what the project's commands do.
FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /app
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
# .puppeteerrc.cjs keeps puppeteer from downloading a browser: the image brings Debian's.
COPY package.json package-lock.json .puppeteerrc.cjs ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build
RUN npm pkg delete devDependencies && npm install --omit=dev --no-audit --no-fund

FROM docker.io/library/node:24-bookworm-slim
# chromium: for the whatsapp-web.js engine. tini: as process 1 it buries what Chromium leaves behind. curl: health check.
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium fonts-liberation fonts-noto-color-emoji tini curl ca-certificates \
  && rm -rf /var/lib/apt/lists/*
# With a read-only root, /app/data and a tmpfs on /tmp are all that must be writable.
ENV NODE_ENV=production \
  PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium \
  HOME=/tmp \
  XDG_CONFIG_HOME=/tmp/.config \
  XDG_CACHE_HOME=/tmp/.cache
WORKDIR /app
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/dist ./dist
COPY --from=build --chown=node:node /app/prisma ./prisma
COPY --from=build --chown=node:node /app/package.json /app/.puppeteerrc.cjs ./
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
EXPOSE 2785
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD curl -fsS "http://127.0.0.1:${PORT:-2785}/api/health/ready" || exit 1
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/src/main.js"]
