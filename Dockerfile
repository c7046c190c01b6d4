FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY models models
COPY ingest ingest
COPY retrieval retrieval
COPY verify verify
COPY answer answer
COPY ragstone ragstone
COPY api api
COPY evals evals
RUN python -m venv /opt/ragstone \
    && /opt/ragstone/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 ragstone && mkdir -p /data && chown ragstone /data
COPY --from=build /opt/ragstone /opt/ragstone
ENV PATH=/opt/ragstone/bin:$PATH PYTHONUNBUFFERED=1
USER ragstone
WORKDIR /data
VOLUME /data
# The API binds to loopback, so compose gives it the host's network.
CMD ["ragstone", "serve"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
