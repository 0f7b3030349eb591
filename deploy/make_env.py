"""What `docker compose` needs to know. In: two file names. Out: .env with random secrets, and a settings file to edit.

Runs before anything is installed, so it needs Python's own library alone. It never overwrites: the volumes know the old secrets.
"""

import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

SECRET_BYTES = 24  # 192 bits; hexadecimal, so that it fits into URLs and shells as it is
KEY_BYTES = 32  # what Fernet asks for
OWNER_ALONE, FOR_ALL = 0o600, 0o644
SETTINGS = Path(__file__).parent / "dreiklang.toml"

HEAD = """\
# Secrets of this installation, made by `make env`. docs/containers.md says what each is for and how to change it.
# full: with Airflow; light: without it. `docker compose up -d` starts what is named here.
COMPOSE_PROFILES=full
"""


def password() -> str:
    """Random, without characters that anybody would have to escape."""
    return secrets.token_hex(SECRET_BYTES)


def fernet_key() -> str:
    """As Airflow encrypts its connections with."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode("ascii")


SECRETS: dict[str, Callable[[], str]] = {
    "ELASTIC_PASSWORD": password,
    "KIBANA_PASSWORD": password,
    "KIBANA_ENCRYPTION_KEY": password,
    "READER_PASSWORD": password,
    "DREIKLANG_SEARCH_PASSWORD": password,
    "POSTGRES_PASSWORD": password,
    "DREIKLANG_DB_PASSWORD": password,
    "AIRFLOW_DB_PASSWORD": password,
    "REDIS_PASSWORD": password,
    "AIRFLOW_PASSWORD": password,
    "AIRFLOW_FERNET_KEY": fernet_key,
    "AIRFLOW_SECRET_KEY": password,
    "AIRFLOW_JWT_SECRET": password,
}


def write_secrets(path: Path) -> None:
    """Readable by its owner alone. Raises: FileExistsError."""
    text = HEAD + "".join(f"{name}={make()}\n" for name, make in SECRETS.items())
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(text)


def write_settings(path: Path) -> None:
    """A copy of the settings that containers begin with; one that is there stays."""
    if not path.exists():
        path.write_bytes(SETTINGS.read_bytes())
        path.chmod(FOR_ALL)  # the user in the container, who is nobody here, has to read it


def main() -> int:
    """Write both; 1 where the secrets are there already."""
    secrets_file, settings_file = map(Path, sys.argv[1:])
    try:
        write_secrets(secrets_file)
    except FileExistsError:
        print(f"{secrets_file} is there already and stays as it is: the volumes know its secrets", file=sys.stderr)
        return 1
    write_settings(settings_file)
    print(f"wrote {secrets_file}; next: set crawl.contact in {settings_file}, then `docker compose up -d`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
