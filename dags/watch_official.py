"""Reads the official sources every five minutes: ministries, regulators, gazettes, parliaments.

**What it does.** `crawl` polls the official sources that are due, fetches what they list and reads it into articles: the
command `dreiklang crawl --kind official`. `announce` then wakes the DAG `process`, whatever became of the crawl.

**When `crawl` is red.** Its log ends with the reason.

- *none of the sources that were due could be reached*: this machine is offline, or `crawl.proxy` is wrong. One source that is
  away is no failure here; `dreiklang doctor` lists who is silent, who blocks us and whose layout has changed.
- *ended with 2*: the settings do not hold; the log names each problem. It is not tried again until the next run.
- *no room left on the disk*: `dreiklang maintain --dry-run` says what its retention would free.
- *timed out*: another host answers very slowly; what was fetched is kept, the next run goes on from there.

Clearing a task is always safe: what is done is not done again.
"""

from airflow.sdk import DAG
from dreiklang_airflow.rhythm import EVERY, all_well, announce, watch

with DAG("watch_official", schedule="*/5 * * * *", doc_md=__doc__, **EVERY):
    crawl = watch(["official"])
    told = announce()
    crawl >> told
    all_well([crawl, told])
