"""The theory: stationary queues, and the mixture of stays. Nothing here imports the model."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Queue:
    """Stationary means of a queue; times in the unit of the rates."""

    served: float
    waiting: float
    abandoning: float
    """Share of the arrivals that give up."""
    delayed: float
    """Share of the arrivals that find all servers taken."""


def finite_source_queue(sources: int, each: float, servers: int, ends: float, gives_up: float) -> Queue:
    """Return the birth-death chain of `sources` who each arrive at rate `each` unless in the system.

    Machine repair with impatience: up (N − n) each, down min(n, c) ends + (n − c)+ gives_up, solved exactly
    (Gross, Shortle, Thompson and Harris 2008, sections 2.1 and 2.7, doi:10.1002/9781118625651; the impatience
    as in Garnett, Mandelbaum and Reiman 2002, doi:10.1287/msom.4.3.208.7753).
    """
    n = np.arange(sources + 1)
    up = (sources - n) * each
    down = np.minimum(n, servers) * ends + np.maximum(n - servers, 0) * gives_up
    log_weights = np.concatenate([[0.0], np.cumsum(np.log(up[:-1]) - np.log(down[1:]))])
    share = np.exp(log_weights - log_weights.max())
    share /= share.sum()
    arrivals = float(share @ up)
    waiting = float(share @ np.maximum(n - servers, 0))
    return Queue(
        served=float(share @ np.minimum(n, servers)),
        waiting=waiting,
        abandoning=gives_up * waiting / arrivals,
        delayed=float((share * up)[servers:].sum()) / arrivals,
    )


def erlang_c(arrivals: float, servers: int, ends: float) -> Queue:
    """Return M/M/c by Erlang's formula (Gross, Shortle, Thompson and Harris 2008, section 2.3)."""
    load = arrivals / ends
    blocked = stats.poisson.pmf(servers, load) / stats.poisson.cdf(servers, load)
    delayed = blocked / (1.0 - load / servers * (1.0 - blocked))
    return Queue(load, delayed * load / (servers - load), 0.0, delayed)


@dataclass(frozen=True)
class Stay:
    """A two-part lognormal mixture of stays, in days."""

    long_share: float
    short_median: float
    short_sigma: float
    long_median: float
    long_sigma: float

    @classmethod
    def from_means(cls, long_share: float, short: tuple[float, float], long: tuple[float, float]) -> Stay:
        """Return the mixture whose parts have these (mean, sigma)."""
        (short_mean, short_sigma), (long_mean, long_sigma) = short, long
        return cls(
            long_share,
            short_mean * math.exp(-(short_sigma**2) / 2),
            short_sigma,
            long_mean * math.exp(-(long_sigma**2) / 2),
            long_sigma,
        )

    @property
    def mean(self) -> float:
        """The mean stay."""
        short = self.short_median * math.exp(self.short_sigma**2 / 2)
        long = self.long_median * math.exp(self.long_sigma**2 / 2)
        return (1.0 - self.long_share) * short + self.long_share * long

    def cdf(self, days: np.ndarray) -> np.ndarray:
        """Return the share of stays of at most so many days."""
        short = stats.lognorm.cdf(days, self.short_sigma, scale=self.short_median)
        long = stats.lognorm.cdf(days, self.long_sigma, scale=self.long_median)
        return (1.0 - self.long_share) * short + self.long_share * long

    @property
    def values(self) -> dict[str, object]:
        """The mixture as parameter values, the same for felonies and misdemeanors."""
        return {
            "jail.long_stay_share": {"felony": self.long_share, "misdemeanor": self.long_share},
            "jail.short_stay_median": self.short_median,
            "jail.short_stay_sigma": self.short_sigma,
            "jail.long_stay_median": self.long_median,
            "jail.long_stay_sigma": self.long_sigma,
        }


# The same mean, 20 days, and very different shapes.
ALWAYS_THE_SAME = Stay.from_means(0.3, short=(20.0, 0.0), long=(20.0, 0.0))
TWO_PARTS = Stay.from_means(0.3, short=(5.0, 0.5), long=(55.0, 0.8))
