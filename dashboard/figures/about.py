"""What figures of further questions are about: whose net, of which scenario, in which futures, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.dots_data import NETS

NET_OF = {**NETS, "average_net": "Net of use at average cost"}


@dataclass(frozen=True)
class About:
    """Whose net of what was asked, in which futures.

    `elsewhere` is a sentence on another answer that it stands in, and `instead` the payer in view whose net it is not;
    either may be empty.
    """

    scenario: str
    baseline: str
    payer: str
    rung: str
    period: str
    dollars: str
    draws: int
    replications: int = 1
    seed: int = 0
    elsewhere: str = ""
    instead: str = ""

    @property
    def net(self) -> str:
        """Whose net it is, such as `Net of costs avoided to all payers`, and that another one was not asked for."""
        other = f" (nobody has asked about {names.payers(self.instead)} alone)" if self.instead else ""
        return f"{NET_OF[self.rung]} to {names.payers(self.payer)}{other}"

    @property
    def pair(self) -> str:
        """The scenario against its baseline."""
        return f"{names.quoted(self.scenario)} against {names.quoted(self.baseline)}"

    @property
    def futures(self) -> str:
        """In how many futures: `10 draws`, or one of them."""
        if self.draws > 1:
            return f"{self.draws} draws"
        return f"{self.replications} worlds" if self.replications > 1 else "one future"

    def noted(self, *lines: str) -> str:
        """Return a note of some sentences, and where all of it stands."""
        return " ".join(each for each in (*lines, self.elsewhere) if each)
