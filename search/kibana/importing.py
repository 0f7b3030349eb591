"""Saved objects into a running Kibana. In: an export, where Kibana is and as whom. Out: how many it took."""

from pathlib import Path
from typing import Any

from articles.errors import SearchUnavailable

TIMEOUT_S = 120.0  # Kibana migrates every object to its own version while we wait
MOST_CHARS = 200  # of what Kibana says
HTML = "<"  # how a page begins that some other server answers with


def import_objects(ndjson: str, *, url: str, user: str = "", password: str = "", ca_file: Path | None = None) -> int:
    """Import an export of `as_ndjson`; running it again changes nothing. `url` is Kibana's address, with its base path.

    Raises: SearchUnavailable where Kibana does not answer, refuses the user, or does not take every object.
    """
    import requests

    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy of the environment, as for Elasticsearch
            answer = session.post(
                f"{url.rstrip('/')}/api/saved_objects/_import",
                params={"overwrite": "true"},
                headers={"kbn-xsrf": "dreiklang"},
                files={"file": ("dreiklang.ndjson", ndjson.encode(), "application/ndjson")},
                auth=(user, password) if user else None,
                verify=str(ca_file) if ca_file else True,
                timeout=TIMEOUT_S,
            )
    except requests.RequestException as error:
        told = f"no Kibana answers at {url}: {type(error).__name__}; start it, or see the address and --ca-file"
        raise SearchUnavailable(told, subject=url) from error
    return _taken(answer.status_code, _read(answer), url)


def _read(answer: Any) -> dict[str, Any]:
    try:
        read = answer.json()
    except ValueError:
        return {"message": answer.text[:MOST_CHARS] if not answer.text.lstrip().startswith(HTML) else "a page of HTML"}
    return read if isinstance(read, dict) else {}


def _taken(status: int, told: dict[str, Any], url: str) -> int:
    if status in (401, 403):
        raise SearchUnavailable(f"{url} refuses this user; see --user and DREIKLANG_KIBANA_PASSWORD", subject=url)
    if status != 200:
        said = str(told.get("message", ""))[:MOST_CHARS]
        raise SearchUnavailable(f"{url} answered {status}: {said}; expected 200 of a Kibana 9 that is up", subject=url)
    refused = [f"{one.get('id')} ({_why(one)})" for one in told.get("errors", ())]
    if refused or not told.get("success"):
        names = ", ".join(refused) or "why, it does not say"
        raise SearchUnavailable(f"{url} did not take every object: {names}; expected Kibana 9", subject=url)
    return int(told.get("successCount", 0))


def _why(refused: dict[str, Any]) -> str:
    cause = refused.get("error")
    return str(cause.get("type", "unknown")) if isinstance(cause, dict) else "unknown"
