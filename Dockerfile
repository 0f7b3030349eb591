# Dreiklang in a container: target `dreiklang` is the product, target `airflow` adds Airflow in an environment of its own.
# Both hold one Python, nothing that builds, and run as a user without rights on a root that may be read-only.

FROM python:3.11.16-slim-bookworm AS python
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1

FROM python AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# PyTorch's own index of CPU builds, as in the Makefile; empty takes torch from the package index as configured.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /source
COPY requirements/ requirements/
RUN python -m venv /opt/dreiklang \
 && /opt/dreiklang/bin/pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} --requirement requirements/torch.txt \
 && /opt/dreiklang/bin/pip install --require-hashes --no-deps --requirement requirements/postgresql.txt \
 && /opt/dreiklang/bin/pip install --require-hashes --no-deps --requirement requirements/transformers.txt
COPY pyproject.toml README.md LICENSE ./
COPY articles/ articles/
COPY crawlers/ crawlers/
COPY nlp/ nlp/
COPY search/ search/
COPY delivery/ delivery/
COPY dreiklang/ dreiklang/
RUN /opt/dreiklang/bin/pip install --no-deps --no-build-isolation . \
 && /opt/dreiklang/bin/python -m compileall -q -j 0 /opt/dreiklang/lib

FROM python AS build-airflow
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements/airflow.txt requirements/
RUN python -m venv /opt/airflow \
 && /opt/airflow/bin/pip install --require-hashes --no-deps --requirement requirements/airflow.txt \
 && /opt/airflow/bin/python -m compileall -q -j 0 /opt/airflow/lib

FROM python AS dreiklang
LABEL org.opencontainers.image.title="Dreiklang" \
      org.opencontainers.image.description="A news monitor in German, Chinese and English for how artificial intelligence is governed" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.base.name="docker.io/library/python:3.11.16-slim-bookworm"
# libgomp1: what llama.cpp computes with. Volumes take the owner of the folders they are mounted on.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --home-dir /var/lib/dreiklang --no-create-home --shell /usr/sbin/nologin dreiklang \
 && install --directory --owner=dreiklang --group=dreiklang \
      /var/lib/dreiklang /var/lib/dreiklang/data /var/lib/dreiklang/out /var/lib/dreiklang/models
COPY --from=build /opt/dreiklang /opt/dreiklang
ENV PATH=/opt/dreiklang/bin:$PATH \
    HOME=/tmp \
    DREIKLANG_LOG=json \
    DREIKLANG_DATA=/var/lib/dreiklang/data \
    DREIKLANG_OUT=/var/lib/dreiklang/out \
    DREIKLANG_MODELS__FOLDER=/var/lib/dreiklang/models
WORKDIR /var/lib/dreiklang
USER 10001:10001
EXPOSE 9464
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/metrics', timeout=5)"]
ENTRYPOINT ["dreiklang"]
CMD ["run", "--watch", "--metrics-port", "9464"]

FROM dreiklang AS airflow
USER 0
RUN install --directory --owner=dreiklang --group=dreiklang /var/lib/airflow/logs
COPY --from=build-airflow /opt/airflow /opt/airflow
COPY dags/ /opt/dags/
# What Airflow writes for itself goes to /tmp, its logs into a volume; a task runs the product from its own environment.
ENV PATH=/opt/airflow/bin:$PATH \
    AIRFLOW_HOME=/tmp/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=false \
    AIRFLOW__LOGGING__BASE_LOG_FOLDER=/var/lib/airflow/logs \
    DREIKLANG_COMMAND=/opt/dreiklang/bin/dreiklang \
    DREIKLANG_FOLDER=/var/lib/dreiklang
USER 10001:10001
EXPOSE 8080
HEALTHCHECK NONE
ENTRYPOINT ["airflow"]
CMD ["version"]
