"""A table of the settings file. In: what a person wrote. Out: a checked, frozen value."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Strict and frozen: an unknown key is a problem, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)
