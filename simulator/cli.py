"""The command line: its commands in the order of help, and how what goes wrong is told."""

from __future__ import annotations

import io
import sys

import typer

from simulator.commands.asking import compare, reinvest, run
from simulator.commands.capacity import capacity
from simulator.commands.concentration import concentration
from simulator.commands.equity import equity
from simulator.commands.evidence import calibrate, validate
from simulator.commands.funding_case import report
from simulator.commands.keeping import export, runs
from simulator.commands.local_data import fit
from simulator.commands.looking import parameters, scenarios, schema, trace
from simulator.commands.new import new
from simulator.commands.sensitivity import sensitivity
from simulator.commands.serving import dashboard, work
from simulator.commands.study import study
from simulator.commands.uncertainty import uncertainty
from simulator.errors import LeadsimError
from simulator.terminal import say

COMMANDS = (  # in the order of help, with an example of each
    (run, "leadsim run king-county/pilot --draws 10"),
    (compare, "leadsim compare king-county/pilot king-county/current"),
    (reinvest, "leadsim reinvest king-county/reinvest-half"),
    (equity, "leadsim equity king-county/citywide --baseline king-county/current"),
    (concentration, "leadsim concentration king-county/citywide"),
    (sensitivity, "leadsim sensitivity king-county/citywide --rung cashable --payer county"),
    (uncertainty, "leadsim uncertainty king-county/citywide --payer county"),
    (capacity, "leadsim capacity king-county/citywide --draws 10"),
    (study, "leadsim study studies/effect-by-marginal-share --dry-run"),
    (scenarios, "leadsim scenarios"),
    (new, "leadsim new my-county --from king-county"),
    (parameters, "leadsim parameters king-county/pilot --grade placeholder"),
    (validate, "leadsim validate --draws 50"),
    (calibrate, "leadsim calibrate seattle --quick"),
    (fit, "leadsim fit bookings.csv --map columns.yaml"),
    (trace, "leadsim trace king-county/citywide --person large-saving"),
    (schema, "leadsim schema scenario > scenario.schema.json"),
    (runs, "leadsim runs"),
    (work, "leadsim work 0b40c1d25f6e7a8930b1c2d3e4f5a6b7"),
    (export, "leadsim export 3fa9 --format csv --output pilot.csv"),
    (report, "leadsim report king-county/citywide --format pdf --output brief.pdf"),
    (dashboard, "leadsim dashboard --no-open"),
)

app = typer.Typer(
    name="leadsim",
    help="What Law Enforcement Assisted Diversion (LEAD) costs and saves, who pays and who saves, and how sure we are.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing what draws boxes takes half of the start
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120, "show_default": True},
)
for command, example in COMMANDS:
    app.command(epilog=f"Example: {example}")(command)


def main() -> None:
    """Run the command line; what goes wrong on purpose is one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # a pipe or a file on Windows knows no true minus otherwise
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except (LeadsimError, typer.TyperException) as error:
        code = error.exit_code
        say(error.format_message() if isinstance(error, typer.TyperException) else str(error))
    sys.exit(code)


if __name__ == "__main__":
    main()
