"""A SearchDocument -> what Elasticsearch is sent. In: documents. Out: actions for search/bulk.py."""

from typing import Any

from articles.model import SearchDocument
from search.bulk import Action
from search.documents import index_tokens
from search.elastic_mapping import CHAINS, FOLDED, PRESENT, SCORES, STANCES
from search.fields import FIELDS, ID, VECTOR
from search.nodes import fold_keyword


def writing(document: SearchDocument) -> Action:
    """Write or replace a document."""
    fields = document.fields
    folded = {
        name: _folded(value) for name, value in fields.items() if name in FIELDS and FIELDS[name].kind == "keyword"
    }
    source: dict[str, Any] = {
        **fields,
        ID: document.article_id,
        CHAINS: index_tokens(fields),
        FOLDED: folded | {PRESENT: [name for name in fields if name in FIELDS]},
        SCORES: {one["target"]: one["score"] for one in fields.get(STANCES, ()) if not one.get("holder")},
    }
    if document.vector is not None and any(document.vector):  # the meaning of an empty text points nowhere
        source[VECTOR] = document.vector
    return {"_op_type": "index", "_id": document.article_id, "_source": source}


def deletion(article_id: str) -> Action:
    """Take a document out."""
    return {"_op_type": "delete", "_id": article_id}


def _folded(value: Any) -> Any:
    return [fold_keyword(one) for one in value] if isinstance(value, (list, tuple)) else fold_keyword(value)
