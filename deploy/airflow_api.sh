#!/bin/sh
# Airflow's page and API with the password of .env. In: AIRFLOW_PASSWORD, further options. Out: airflow api-server.
set -eu
umask 077
printf '{"admin": "%s"}\n' "$AIRFLOW_PASSWORD" >"$AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"
exec airflow api-server "$@"
