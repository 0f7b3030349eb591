"""The demo newsroom: invented outlets that report invented events. In: a port and the clock. Out: a proxy that plays their hosts.

Nothing it serves happened. Houses, people and numbers are made up; real authorities, agencies and laws appear by name only
so that whatever recognises them has something to recognise. Every page says so in its footer.
"""

from dreiklang.demo.moments import moments
from dreiklang.demo.server import Newsroom

__all__ = ["Newsroom", "moments"]
