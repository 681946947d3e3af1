"""The share of LEAD's effects that carries over, as somebody asks for it in place of what is believed.

The shipped range discounts the effects of one study that was not randomized. 1 is the undiscounted reading; 0 leaves
nothing but the saving at entry, which is never discounted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simulator.errors import InputError
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.scenario import Scenario

SHARE = "lead.effect.discount"
ASKED = "Asked for in place of the range; not an estimate."


def with_effects(scenarios: Sequence[Scenario], share: float) -> tuple[Scenario, ...]:
    """Return scenarios of one place in which this share of the effects carries over, from the warm-up on.

    Raises InputError where it is no share.
    """
    if not 0.0 <= share <= 1.0:
        raise InputError("the share of the effects that carries over", found=share, allowed="0 to 1")
    places = {id(scenario.jurisdiction): scenario.jurisdiction for scenario in scenarios}
    with_share = {
        known: replace(place, parameters=_with_share(place.parameters, share)) for known, place in places.items()
    }
    return tuple(
        replace(
            scenario,
            jurisdiction=with_share[id(scenario.jurisdiction)],
            parameters=_with_share(scenario.parameters, share),
        )
        for scenario in scenarios
    )


def _with_share(parameters: Mapping[str, Parameter], share: float) -> Mapping[str, Parameter]:
    certain = {
        "value": share, "then": (), "uncertainty": Uncertainty(distribution="fixed"), "source": None,
        "assumption": ASKED, "grade": "policy choice", "note": None,
    }  # fmt: skip
    return {**parameters, SHARE: parameters[SHARE].model_copy(update=certain)}
