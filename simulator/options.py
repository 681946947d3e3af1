"""The words that several commands take, and what help says about them."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.units import LARGEST_NUMBER

Scenarios = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO", help="Names such as king-county/pilot, or paths of scenario files."),
]
Baseline = Annotated[str | None, typer.Option(help="Measure against this scenario instead of the place's baseline.")]
Seed = Annotated[int | None, typer.Option(min=0, max=LARGEST_NUMBER, help="Seed of all luck.", show_default="20270101")]
Draws = Annotated[
    int, typer.Option(min=0, max=100_000, help="Draws of the uncertain inputs; 0 is the base case alone.")
]
Replications = Annotated[int, typer.Option(min=1, max=10_000, help="Repeats of each draw with other luck.")]
Precision = Annotated[
    float | None,
    typer.Option(metavar="DOLLARS", help="Repeat draws until luck moves each net by about so much or less."),
]
Money = Annotated[str, typer.Option(help="constant, nominal or discounted dollars.")]
Society = Annotated[bool, typer.Option("--society", help="Society's view: harm to victims counts too.")]
Effects = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE", min=0, max=1,
        help="Take this share of LEAD's published effects instead of the range: 1 is undiscounted, 0 none.",
    ),
]  # fmt: skip
Engine = Annotated[
    str | None,
    typer.Option(help="fast (compiled) or simpy (the reference); both give the same.", show_default="fast"),
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=1_024, help="Runs at once.", show_default="all cores, or all of the cluster")
]
Executor = Annotated[str, typer.Option(help="local, or dask for a cluster.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="With dask: a running scheduler (tcp://host:8786), else one is started here."),
]
AllowLarge = Annotated[bool, typer.Option("--allow-large", help="Start even what takes hours.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
