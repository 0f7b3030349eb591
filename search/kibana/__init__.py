"""What people look through in Kibana 9: a data view, saved searches and two dashboards. In: an index. Out: saved objects.

The format is that of the dashboards Elastic publishes with its integrations; every query is Lucene's, as our own language is.
"""

import json
from collections.abc import Sequence

from search.kibana.dashboards import dashboards
from search.kibana.data_view import data_view
from search.kibana.objects import SavedObject
from search.kibana.searches import saved_searches


def saved_objects(index: str) -> tuple[SavedObject, ...]:
    """Everything, each object after those it refers to. `index` is the alias that is searched."""
    return (data_view(index), *saved_searches(), *dashboards(index))


def as_ndjson(made: Sequence[SavedObject]) -> str:
    """As Kibana imports it: Stack Management > Saved objects > Import, or POST /api/saved_objects/_import."""
    return "".join(json.dumps(one.as_json(), ensure_ascii=False, sort_keys=True) + "\n" for one in made)
