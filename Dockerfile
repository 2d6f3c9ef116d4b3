# One image for every role: web, worker, beat, migration. The role is the command.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/dout
COPY requirements.lock .
RUN /opt/dout/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY grader grader
COPY submissions submissions
COPY worker worker
RUN /opt/dout/bin/pip install --no-deps --no-build-isolation .

FROM ${PYTHON}
RUN useradd --uid 10001 --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin dout \
    && install -d -o dout -g dout -m 0700 /data
COPY --from=build /opt/dout /opt/dout
ENV PATH=/opt/dout/bin:$PATH PYTHONUNBUFFERED=1 DOUT_DATA_DIR=/data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["dout"]
CMD ["web"]
