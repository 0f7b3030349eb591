"""FIELDS -> tantivy. In: the table of fields, a SearchDocument. Out: a schema, a row.

Text fields are indexed as the tokens of our own chains, parted by spaces. Keywords are folded for asking and kept as they are
for counting. Moments are milliseconds, days milliseconds of their midnight UTC.
"""

import json
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from typing import Any

import tantivy

from articles.model import SearchDocument
from search.documents import index_tokens
from search.fields import FIELDS, ID, TEXTS, Field, chains_of, index_field
from search.nodes import fold_keyword

PRESENT = "present"  # names of the fields a document has
ROW = "row"  # of its vector
KEY = "key"  # a number that stands for the id, where many documents are handled: reading an id costs 50 microseconds
SHOWN = "shown"  # all fields as JSON
COUNTED = "_counted"  # ending of the fields that values are counted by


def schema() -> tantivy.Schema:
    """What an index is made with; `register` has to be called on every index that is opened."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        for chain in chains_of(name):
            builder.add_text_field(index_field(name, chain), tokenizer_name="whitespace", index_option="position")
    for field in FIELDS.values():
        _add(builder, field)
    builder.add_text_field(PRESENT, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(ROW, indexed=True, fast=True)
    builder.add_integer_field(KEY, indexed=True, fast=True)
    builder.add_bytes_field(SHOWN, stored=True)
    return builder.build()


def row(document: SearchDocument, vector_row: int | None) -> tantivy.Document:
    """A document as tantivy takes it."""
    made = tantivy.Document()
    made.add_text(ID, document.article_id)
    made.add_integer(KEY, key_of(document.article_id))
    made.add_bytes(SHOWN, json.dumps(document.fields, ensure_ascii=False).encode())
    for name, tokens in index_tokens(document.fields).items():
        made.add_text(name, tokens)
    for field in FIELDS.values():
        if field.name in document.fields:
            made.add_text(PRESENT, field.name)
            _fill(made, field, document.fields[field.name])
    if vector_row is not None:
        made.add_integer(ROW, vector_row)
    return made


def key_of(article_id: str) -> int:
    """63 bits that are another id's by no chance worth counting (one in a million with four million articles)."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest(), "big") >> 1


def fields_of(document: tantivy.Document) -> dict[str, Any]:
    """The fields a document was indexed with."""
    fields: dict[str, Any] = json.loads(document.get_first(SHOWN) or b"{}")
    return fields


def milliseconds(moment: datetime | date | str) -> int:
    """Since 1970, of a moment, of the midnight (UTC) of a day, or of either in ISO 8601."""
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    if not isinstance(read, datetime):
        read = datetime.combine(read, time.min)
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def _add(builder: tantivy.SchemaBuilder, field: Field) -> None:
    match field.kind:
        case "keyword":
            builder.add_text_field(field.name, tokenizer_name="raw", index_option="basic")
            if field.facetable:
                builder.add_text_field(field.name + COUNTED, fast=True, tokenizer_name="raw", index_option="basic")
        case "number":
            builder.add_float_field(field.name, indexed=True, fast=True)
        case "date" | "day":
            builder.add_integer_field(field.name, indexed=True, fast=True)
        case "boolean":
            builder.add_boolean_field(field.name, indexed=True, fast=True)


def _fill(made: tantivy.Document, field: Field, value: Any) -> None:
    for one in value if isinstance(value, (list, tuple)) else (value,):
        match field.kind:
            case "keyword":
                made.add_text(field.name, fold_keyword(one))
                if field.facetable:
                    made.add_text(field.name + COUNTED, one)
            case "number":
                made.add_float(field.name, float(one))
            case "date" | "day":
                made.add_integer(field.name, milliseconds(one))
            case "boolean":
                made.add_boolean(field.name, bool(one))
