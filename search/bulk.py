"""Many documents into Elasticsearch. In: actions, as lazily as they come. Out: how many were done; refused ones are named.

One request is under way at a time and the next portion is read only after its answer: that is the back-pressure.
Documents for which the server asks for patience (429, 503) are sent again, they alone, after longer and longer waits.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from articles.errors import DocumentsRefused, SearchUnavailable
from search.elastic_client import ElasticOptions, refused, spoken

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

PORTION = 500  # documents a request; more brings nothing on one node
PORTION_BYTES = 8 * 1024 * 1024  # Elastic advises 5 to 15 MB
PATIENCE = (429, 503)
TRIES = 5
FIRST_WAIT_S = 0.25  # then twice as long each time: 8 s in all
LONGEST_WAIT_S = 4.0

Action = dict[str, Any]


def send(
    client: "Elasticsearch", actions: Iterable[Action], *, alias: str, options: ElasticOptions, searchable: bool = False
) -> int:
    """Send every action to the index behind an alias; returns how many were done, `searchable` at once if so asked.

    A deletion of what is not there counts as done.
    Raises: SearchUnavailable as soon as the server takes nothing more; DocumentsRefused at the end, naming every document
    that does not fit; all the others are in.
    """
    from elasticsearch.helpers import streaming_bulk

    done, wrong = 0, dict[str, str]()
    with spoken(options):
        for taken, answer in streaming_bulk(
            client,
            actions,
            index=alias,
            chunk_size=PORTION,
            max_chunk_bytes=PORTION_BYTES,
            raise_on_error=False,
            max_retries=TRIES,
            initial_backoff=FIRST_WAIT_S,
            max_backoff=LONGEST_WAIT_S,
            retry_on_status=PATIENCE,
            require_alias=True,  # a name that is no alias must never become an index by accident
        ):
            told: dict[str, Any] = next(iter(answer.values()))
            if taken or told.get("result") == "not_found":
                done += 1
            else:
                wrong[told["_id"]] = _why(told, options)
        if searchable:
            client.indices.refresh(index=alias)
    if wrong:
        raise DocumentsRefused(wrong)
    return done


def _why(told: dict[str, Any], options: ElasticOptions) -> str:
    """What is wrong with one document. Raises: SearchUnavailable where it is not the document's fault."""
    error = told["error"] if isinstance(told["error"], dict) else {"type": "error", "reason": str(told["error"])}
    if told["status"] != 400:
        raise SearchUnavailable(refused(told["status"], error["type"], error["reason"], options), subject=options.shown)
    return f"{error['type']}: {error['reason']}"
