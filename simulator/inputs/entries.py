"""What files are made of: names, numbers, dates and text, each as strict as a public budget needs it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

PATH_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"
CATEGORY_PATTERN = r"^[a-z][a-z0-9_]*$"
SCENARIO_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TEXT_LIMIT = 2_000


def plain(number: float) -> str:
    """Return a number as people write it: 15,025,000 or 0.12."""
    return f"{number:,.15g}"


def _number(value: object) -> object:
    # A whole number is a number; true and false are 1 and 0 (and refused later unless the unit is "yes or no").
    return float(value) if isinstance(value, int) else value


def _iso_date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Path = Annotated[str, Field(pattern=PATH_PATTERN, max_length=100)]
Category = Annotated[str, Field(pattern=CATEGORY_PATTERN, max_length=60)]
ScenarioName = Annotated[str, Field(pattern=SCENARIO_PATTERN, max_length=60)]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]


class Model(BaseModel):
    """Strict: no unknown keys, no conversions, no nan, nothing can be changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    @classmethod
    def key_names(cls) -> list[str]:
        """Return the keys as files write them."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, data: Any) -> Any:
        # Said here and not by pydantic, which does not tell which keys there are.
        unknown = [key for key in data if key not in cls.key_names()] if isinstance(data, dict) else []
        if unknown:
            context = {"key": unknown[0], "allowed": cls.key_names()}
            raise PydanticCustomError("unknown_key", "there is no such key", context)
        return data
