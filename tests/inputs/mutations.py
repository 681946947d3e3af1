"""Files with something wrong in them: plain data with a value or a key replaced, renamed, swapped or dropped."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2025, 0.5, 1.2, 1e-300, 1e12, -1e12, 1e13, "", "x", "nan", "0.5", "2029-01-01",
    "2029-02-30", "lead.consent", "costs.booking", "jail.short_stay_median", "../x", "fixed", "dirichlet", "beta",
    "1 / 0", "police.contact_rate * 2", "share", "dollars", "yes or no", "shares of a whole", "city", "x" * 3_000,
    "é\u00a0", [], {}, [1], ["x"], {"a": 1}, {"value": 0.5}, {"felony": 0.5, "misdemeanor": 0.5},
    {"distribution": "normal", "standard_error": 1e12}, {"distribution": "lognormal", "low": 1e-9, "high": 1e12},
    {"distribution": "dirichlet", "concentration": 1e-6}, [{"from": "2028-01-01", "value": 1}],
    "fund", "none", "oregon", "marginal", "take_or_pay", "contract", "denver", "jail_days", "savings.jail_backfill",
    {"kind": "marginal"}, {"kind": "nothing"}, {"kind": "fixed", "amount": "costs.program_fixed"}, {"fund": 1},
    {"preset": "none"}, ["city", "city"], [{"buy": "case_managers"}],
)  # fmt: skip
KEYS = (
    "value", "then", "from", "price_year", "grade", "unit", "formula", "a", "Ä", "lead.consent", "west", "low", "0",
    "kind", "share", "receiver", "backfill", "preset", "covers", "split", "plan", "measure", "fund",
)  # fmt: skip


def spots(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (container, key or index) inside plain data."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield data, key
        yield from spots(data[key])


def mutated(data: Any, rng: random.Random) -> str:
    """Return plain data after one or two changes: a value replaced or swapped, a key renamed or dropped."""
    data = json.loads(json.dumps(data))
    for _ in range(rng.choice((1, 1, 2))):
        places = list(spots(data))
        container, key = rng.choice(places)
        other, other_key = rng.choice(places)
        match rng.randrange(8):
            case 0 | 1 | 2 if isinstance(container[key], float | int):
                container[key] *= rng.choice((0, 0.5, 0.99, 1.01, 2, -1))
            case 0 | 1:
                container[key] = rng.choice(HOSTILE)
            case 2 | 3:
                container[key] = json.loads(json.dumps(other[other_key]))
            case 4 | 5 if isinstance(container, dict):
                container[rng.choice((*KEYS, str(other_key), f"{key}x"))] = container.pop(key)
            case _:
                del container[key]
    return json.dumps(data)
