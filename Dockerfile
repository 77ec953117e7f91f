FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The packages bring what they need prebuilt; one install step would only ask for Python to find nothing to do.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
# What empties volumes before a restore, finds what the Engine's archives leave out, and reads volumes into a restic
# repository: all of it goes into helper images.
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static attr ca-certificates openssh-client restic && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production DATA_DIR=/data
# A new named volume takes over the owner of the folder that it is mounted on.
RUN mkdir /data && chown 1000:1000 /data && chmod 700 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY locales ./locales
COPY migrations ./migrations
COPY src ./src
# Memory: fewer arenas of malloc, which gives back what it got; a small young generation; and all sources compiled beforehand, so that
# the compiler of TypeScript is loaded neither by the process nor by its threads. The cache holds for these flags and this user.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536 NODE_COMPILE_CACHE=/app/.compiled
RUN mkdir .compiled && chown 1000:1000 .compiled
USER 1000:1000
RUN node --max-semi-space-size=2 src/main.ts warm-up 2>/dev/null; \
    node --max-semi-space-size=2 -e "Promise.allSettled(['backups/archive/worker', 'backups/store/hash-worker', \
      'backups/legacy/convert-worker', 'logs/worker'].map((name) => import('/app/src/' + name + '.ts')))"
VOLUME /data
# Says no when Telegram has not been heard for 90 seconds, or the process writes no state any more.
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=2 CMD ["node", "--max-semi-space-size=2", "src/main.ts", "health"]
CMD ["node", "--max-semi-space-size=2", "src/main.ts"]
