"""Looks every fifteen minutes whether a profile's hour has come, and sends its digest.

**What it does.** `digest` (`dreiklang digest --due`) writes the digests whose hour has come in their profile's own time zone and
puts them into the outbox; `deliver` hands them over, so that a digest is on time though `process` may be busy for long.
When nobody's hour has come, both end at once.

**When a digest did not come.** `dreiklang alert list` shows the outbox with receipts and dead letters; `dreiklang alert test
CHANNEL` tries a channel; `dreiklang digest preview PROFILE` writes the next digest without sending it. A machine that was off
at the hour makes up for it as soon as it runs again, on the same day.

**When it is red.** The log ends with the reason; a digest that fails holds no other back.

Clearing a task is always safe: a profile gets one digest a day, however often this runs.
"""

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable
from dreiklang_airflow.rhythm import EVERY, all_well, command

# Not at once when it is switched on for the first time, as the others: that digest would be empty.
QUARTERS = CronTriggerTimetable("*/15 * * * *", timezone="UTC", run_immediately=timedelta(0))

with DAG("digests", schedule=QUARTERS, doc_md=__doc__, **(EVERY | {"start_date": None})):
    digest = command("deliver", ["digest", "--due"])
    deliver = command("deliver", ["deliver"], trigger_rule="all_done")
    digest >> deliver
    all_well([digest, deliver])
