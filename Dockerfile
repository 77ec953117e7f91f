FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The packages bring what they need prebuilt; one install step would only ask for Python to find nothing to do.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
# What empties volumes before a restore, and finds what the Engine's archives leave out: both go into a helper image.
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static attr && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production DATA_DIR=/data
# A new named volume takes over the owner of the folder that it is mounted on.
RUN mkdir /data && chown 1000:1000 /data && chmod 700 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY locales ./locales
COPY migrations ./migrations
COPY src ./src
USER 1000:1000
VOLUME /data
# Says no when Telegram has not been heard for 90 seconds, or the process writes no state any more.
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=2 CMD ["node", "src/main.ts", "health"]
CMD ["node", "src/main.ts"]
