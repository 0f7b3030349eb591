"""Reads everybody but the official sources every thirty minutes: papers, wires, opinion, blogs, associations, research.

**What it does.** `crawl` polls those sources that are due, each at most as often as its own file says, fetches what they list
and reads it into articles. `announce` then wakes the DAG `process`, whatever became of the crawl.

**When `crawl` is red.** As in `watch_official`: its log ends with the reason. Papers block readers more often than ministries
do: that is an Outcome of the one source (`dreiklang doctor`), never a red task.

**When it is never done before the next run is due.** Too many sources for one process: see docs/scaling.md. Runs do not pile
up, since one at a time is under way.

Clearing a task is always safe: what is done is not done again.
"""

from airflow.sdk import DAG
from dreiklang_airflow.rhythm import EVERY, all_well, announce, watch

KINDS = ("news", "wire", "opinion", "blog", "association", "research")

with DAG("watch_news", schedule="*/30 * * * *", doc_md=__doc__, **EVERY):
    crawl = watch(KINDS)
    told = announce()
    crawl >> told
    all_well([crawl, told])
