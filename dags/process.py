"""Takes new articles from label to alert, whenever a watcher has been out.

**What it does.** One task per step, in the order of an article's way: screen, analyse, join, translate, index, match, deliver.
The store says which articles wait for a step, so tasks take no dates and no lists. `screen`, `analyse`, `translate` and `match`
run as DREIKLANG_WORKERS tasks at once, which share out the waiting articles by leases; `join`, `index` and `deliver` are single.
Each task's result (XCom `return_value`) counts its Outcomes, as in `{"screen": {"relevant": 3, "screened_out": 14}}`.

**When a step is red.** The steps after it have gone their way all the same with the articles they had; the run is marked
failed, and the next run takes up what was left. The log of the red task ends with the reason.

- *a model is missing*: `dreiklang models list` and `dreiklang models pull`, on every machine that works.
- *the search engine is unavailable* (index, match): nothing is lost; articles wait until it is back.
- *ended with 2*: the settings do not hold; the log names each problem.
- *Negative exit codes*: the command was killed, mostly for want of memory; give `label` fewer slots or lower DREIKLANG_WORKERS.

**When articles wait and wait.** `dreiklang doctor` shows the oldest waiting article of each step, `dreiklang explain URL` the
way of one. Outcomes `failed` are taken up again by `dreiklang STEP --redo failed`.

Clearing a task, a run, or running a step by hand beside this is always safe: what is done is not done again.
"""

from airflow.sdk import DAG, chain
from dreiklang_airflow.rhythm import EVERY, NEWS, all_well, command, shared

with DAG("process", schedule=[NEWS], doc_md=__doc__, **EVERY):
    steps = [
        shared("label", ["screen"]),
        shared("label", ["analyse"], trigger_rule="all_done"),
        command("join", ["join"], trigger_rule="all_done"),
        shared("label", ["translate"], trigger_rule="all_done"),
        command("search", ["index"], trigger_rule="all_done"),
        shared("search", ["match"], trigger_rule="all_done"),
        command("deliver", ["deliver"], trigger_rule="all_done"),
    ]
    chain(*steps)
    all_well(steps)
