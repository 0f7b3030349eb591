"""Brings in what was published before we listened; started by hand, with the span to read.

**What it does.** `crawl` reads the sitemaps and lists of the given sources (none given: all) for what was published from `since`
on, up to `until`, and fetches it behind everything fresh: the command `dreiklang crawl --since ... --until ... --source ...`.
`announce` then wakes the DAG `process`. Nothing of it alerts: what is older than `max_age_hours` stands in the digest as late.

**How to start it.** In the page: Trigger, fill in the form. On the command line:
`airflow dags trigger backfill --conf '{"since": "2026-10-01", "sources": ["spiegel"]}'`.

**How long it takes.** One request at a time per host, two seconds apart by default: about 1,500 articles of a source in an hour.
After six hours a run ends; start it again with the same span, and it goes on where it stopped.

**When it is red.** *ended with 2*: a moment that cannot be read. *no source named ...*: `dreiklang sources list` has the names.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Param
from dreiklang_airflow.rhythm import EVERY, all_well, announce, command

PARAMS = {
    "since": Param(
        "7d", type="string", minLength=2, description="From this moment on: 2026-10-01, or 7d for a week ago"
    ),
    "until": Param(None, type=["null", "string"], description="Up to this moment; empty means now"),
    "sources": Param([], type="array", items={"type": "string"}, description="Ids of sources; none means all"),
}


def span(params: Mapping[str, Any]) -> list[str]:
    """The words of the command."""
    until = ["--until", params["until"]] if params["until"] else []
    return ["crawl", "--since", params["since"], *until, *(f"--source={source}" for source in params["sources"])]


with DAG(
    "backfill",
    schedule=None,
    doc_md=__doc__,
    params=PARAMS,
    render_template_as_native_obj=True,
    user_defined_macros={"span": span},
    **EVERY,
):
    crawl = command("crawl", "{{ span(params) }}", task_id="crawl", execution_timeout=timedelta(hours=6))
    told = announce()
    crawl >> told
    all_well([crawl, told])
