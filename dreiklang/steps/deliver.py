"""The step deliver: what is due -> who wants it. In: policy events, matches, the outbox. Out: messages, feeds, calendar.

1. Decide alerts and corrections, and put them into the outbox.
2. The same for faults: what has begun and what is over.
3. Hand over what waits there, each message to each channel once.
4. Rewrite feeds and calendar.
5. Tell the dead-man server that we live.
"""

from collections import Counter
from contextlib import suppress

from articles.errors import AlreadyRunning
from articles.outcome import Outcome
from dreiklang.alerting import decide
from dreiklang.desk import Desk
from dreiklang.faults import tell_faults
from dreiklang.loop import Progress
from dreiklang.ping import ping
from dreiklang.publishing import publish_changed
from dreiklang.sending import send_all


def deliver(desk: Desk, *, on_progress: Progress | None = None) -> Counter[Outcome]:
    """One pass; returns how many messages ended in which Outcome."""
    decide(desk)
    tell_faults(desk)
    counted = send_all(desk, on_progress=on_progress)
    with suppress(AlreadyRunning):  # another worker writes the same files
        publish_changed(desk)
    ping(desk)
    return counted
