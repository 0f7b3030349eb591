"""Keeps the house in order every night: retention, archive, index and models.

**What it does.** `maintain` runs `dreiklang maintain`: it forgets what its retention is over for, mends archive files of dead
writers, frees leases of dead processes, compares the search index with the store and the weights with their checksums. Articles
and all that is said of them stay. Articles that the index lacks wait for the step `index` and are back after the next `process`.

**Before a change of the retention.** `dreiklang maintain --dry-run` says what would go.

**When it is red.** There is something for you to do; the task's log names it under `todo`, in a sentence each. It is not tried
again before the next night, or until the task is cleared. An index that cannot be mended is built anew by `dreiklang reindex`,
without downtime; damaged weights are fetched again by `dreiklang models pull`.

Airflow's own history grows by about 5,000 task instances a day; docs/airflow.md says how it is cut.
"""

from airflow.sdk import DAG
from dreiklang_airflow.command import VERDICT
from dreiklang_airflow.rhythm import EVERY, command

with DAG("maintenance", schedule="10 2 * * *", doc_md=__doc__, **EVERY):
    command("maintain", ["maintain"], final=VERDICT)
