"""What the file of each figure should say of a kept answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from importlib.resources import files
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from simulator.analysis.equity import DECISIONS
from simulator.experiment.reinvest import WITHOUT
from simulator.inputs.load import load_scenario
from simulator.report.headline import headline_rows
from simulator.report.lives import lives_id
from simulator.report.money import Money
from simulator.results import ALL, Comparison, Difference, Record
from tests.browser.held import Given, Held, Row, Sum

SPREAD = {
    "mean": "mean", "p05": "low", "p25": "p25", "p75": "p75", "p95": "high", "futures_positive": "chance_positive",
    "futures_negative": "chance_negative",
}  # fmt: skip
NETS = {"net": "Net of costs avoided", "cash_net": "Net in cash"}


def spread(of: Difference | None, before: str = "", names: Mapping[str, str] = SPREAD) -> Row:
    return {before + name: None if of is None else getattr(of, key) for name, key in names.items()}


def of_record(record: Record | None) -> Difference:
    assert record is not None
    return record.difference


# -- Compare --------------------------------------------------------------------------------------------------


def ladder(held: Held, _: Given) -> list[Row]:
    steps = {"Gross value": "gross", "Avoided": "avoided", "Cashable": "cashable", "Captured": "captured",
             "Reinvested": "reinvested"}  # fmt: skip
    values = [held.mean(rung) for rung in steps.values()]
    against = [None, *(Sum(now - then) for then, now in pairwise(values))]
    rows = [
        {"step": step, "dollars": value, "against_step_before": change}
        for step, value, change in zip(steps, values, against, strict=True)
    ]
    rows.append({"step": "Program cost", "dollars": held.mean("program")})
    nets = {"Avoided less program cost": "net", "Cashable less program cost": "cash_net"}
    return [*rows, *({"step": step, "dollars": Sum(held.mean(rung))} for step, rung in nets.items())]


def dots(held: Held, _: Given) -> list[Row]:
    wanted = (held.focus, "net", held.payer)
    (found,) = (each for each in held.comparison.futures if (each.scenario, each.rung, each.payer) == wanted)
    return [
        {"future": n, "dollars": value, "kind": "costs" if value < 0 else "saves"}
        for n, value in enumerate(found.values, 1)
    ]


def fan(held: Held, _: Given) -> list[Row]:
    mine = held.series("cumulative_net", rung="net", payer=held.payer)
    levels = {"mean": mine.mean, "p05": mine.low, "p25": mine.p25, "p75": mine.p75, "p95": mine.high}
    for name in held.comparison.identity.scenarios:
        if name != held.focus:
            called = PurePath(name).stem.replace("-", " ").capitalize()
            levels[f"{called} mean"] = held.series("cumulative_net", name, rung="net", payer=held.payer).mean
    return [{"month": n + 1, **{key: level[n] for key, level in levels.items()}} for n in range(len(mine.mean))]


def scenarios(held: Held, _: Given) -> list[Row]:
    first, *others = held.comparison.identity.scenarios
    return [
        {
            "scenario": name,
            "title": held.comparison.identity.titles[name],
            "program_cost": -held.mean("program", scenario=name),
            "avoided": held.mean("avoided", scenario=name),
            "cash_net": held.mean("cash_net", scenario=name),
            **spread(held.rung("net", scenario=name), "net_"),
            **spread(held.versus(name) if name in others else None, f"better_than_{first}_"),
        }
        for name in (first, *others)
    ]


def payers(held: Held, rows: Given) -> list[Row]:
    columns = [name for name in rows[0] if name not in ("line", "kind")]
    avoided = dict.fromkeys(each.line for each in held.comparison.records if each.rung == "avoided" and each.line)
    lines: dict[str, dict[str, Any]] = {}
    for line in avoided:
        found = {payer: held.rung("avoided", payer, line=line) for payer in columns}
        if any(each and each.mean for each in found.values()):
            lines[line] = {payer: each.mean if each else None for payer, each in found.items()}
    named = {row["line"]: row["line"][:1].lower() + row["line"][1:] for row in rows}
    small = [cells for line, cells in lines.items() if line not in named.values()]
    sums: dict[str, Callable[[str], float]] = {
        "Avoided": partial(held.mean, "avoided"),
        "Program cost": partial(held.mean, "program"),
        **{label: partial(held.mean, net) for net, label in NETS.items()},
        "Avoided, but not in cash": lambda payer: Sum(held.mean("cashable", payer) - held.mean("avoided", payer)),
        f"{len(small)} smaller lines": lambda payer: Sum(sum(cells[payer] or 0.0 for cells in small)),
    }
    there = [any(cells[payer] is not None for cells in small) for payer in columns]
    return [
        lines.get(line)
        or {
            payer: sums[label](payer) if some or "smaller" not in label else None
            for payer, some in zip(columns, there, strict=True)
        }
        for label, line in named.items()
    ]


def years(held: Held, _: Given) -> list[Row]:
    rungs = ("program", "avoided", "cashable", "net", "cash_net")
    found: list[Row] = []
    for period in (*held.comparison.identity.fiscal_years, ALL):
        row: Row = {"fiscal_year": period}
        for rung in rungs:
            row |= spread(held.rung(rung, fiscal_year=period), f"{rung}_")
        found.append(row)
    return found


def lines(held: Held, rows: Given) -> list[Row]:
    years_ = held.comparison.identity.fiscal_years
    periods = {**{str(year): year for year in years_}, "all_years": ALL}
    found: list[Row] = []
    for row in rows:
        line = row["line"]
        rungs = ("cash_net",) if line == "Net in cash" else ("cashable", "program")
        keys = {} if line == "Net in cash" else {"line": line}
        values = {
            key: Sum(sum(held.mean(rung, fiscal_year=period, **keys) for rung in rungs))
            for key, period in periods.items()
        }
        found.append({**values, **({"steady_year": values[str(years_[-1])]} if row["steady_year"] else {})})
    there = {each.line for each in held.comparison.records if each.rung in ("cashable", "program") and each.line}
    changed = {line for line in there if held.mean("cashable", line=line) or held.mean("program", line=line)}
    assert {row["line"] for row in rows} == {*changed, "Net in cash"}
    return found


def unit_costs(held: Held, _: Given) -> list[Row]:
    cost = -held.mean("program")
    found: list[Row] = []
    for name, measure in {
        "participant": "",
        "participant_month": "",
        "booking_avoided": "bookings",
        "jail_day_avoided": "jail_days",
    }.items():
        each = held.record(measure=f"cost_per_{name}")
        never = held.record(measure=f"cost_per_{name}_none")
        assert never is not None
        row: Row = {"futures_without_units": never.difference.mean}
        if each is not None:
            certain = not never.difference.mean  # where some futures have no such unit, there is no range
            row |= {"dollars_each": each.difference.mean, "p05": each.difference.low if certain else None,
                    "p95": each.difference.high if certain else None}  # fmt: skip
        if measure:
            counted = held.record(measure=measure)
            row |= {"program_dollars": cost, "units": -of_record(counted).mean}
        else:
            spent = held.record(measure="dollars", rung="program", payer=ALL)
            assert each is not None and spent is not None
            row |= {"program_dollars": spent.scenario_mean, "units": Sum(spent.scenario_mean / each.difference.mean)}
        found.append(row)
    return found


def safety(held: Held, _: Given) -> list[Row]:
    """Counts, days at liberty as years, and rates for a hundred person-years."""
    told = (
        ("contacts", 1.0),
        ("arrests", 1.0),
        ("bookings", 1.0),
        ("liberty_days", 365.25),
        ("offenses_rate", 0.01),
        ("bookings_rate", 0.01),
    )
    found: list[Row] = []
    for measure, size in told:
        record = held.record(measure=measure)
        of = of_record(record)
        assert record is not None
        values = {"without": record.baseline_mean, "with": record.scenario_mean, "difference_mean": of.mean,
                  "difference_p05": of.low, "difference_p95": of.high}  # fmt: skip
        shares = {"futures_more": of.chance_positive, "futures_fewer": of.chance_negative}
        found.append({**{key: value if size == 1.0 else Sum(value / size) for key, value in values.items()}, **shares})
    return found


# -- People ---------------------------------------------------------------------------------------------------

CLOSED = {
    "area_not_covered": "Area not covered", "shift_not_covered": "No LEAD on that shift",
    "officer_not_trained": "Officer not trained", "officer_did_not_offer": "Officer did not offer it",
    "in_custody": "In custody",
}  # fmt: skip
BARRED = {
    "history_not_eligible": "Criminal history", "offense_not_eligible": "Offense",
    "already_diverted_once": "Diverted once before", "outstanding_warrant": "Wanted on a warrant",
    "amount_over_limit": "More drugs than the limit",
}  # fmt: skip
ENDS = {
    "intakes": "Completes intake: in LEAD", "drop_outs": "Leaves the waiting list",
    "intake_failures": "Intake not completed",
}  # fmt: skip


def flow(held: Held, rows: Given) -> list[Row]:
    because = held.counts("refusals")
    agrees, ends = sum(held.counts("referrals").values()), {each: sum(held.counts(each).values()) for each in ENDS}
    unoffered, barred = (sum(because[key] for key in reasons) for reasons in (CLOSED, BARRED))
    offered = agrees + because["no_consent"]
    values = {
        "Contacts and referrals": Sum(offered + unoffered + barred), "Offered": Sum(offered), "Agrees": Sum(agrees),
        "Says no": because["no_consent"], "Not offered": Sum(unoffered), "Not eligible": Sum(barred),
        **{label: because[key] for key, label in {**CLOSED, **BARRED}.items()},
        **{label: ends[measure] for measure, label in ENDS.items()},
        "Still open, or gone": Sum(agrees - sum(ends.values())),
    }  # fmt: skip
    assert {row["name"] for row in rows} == set(values)
    everything = values["Contacts and referrals"]
    return [{"mean": values[row["name"]], "share_of_all": Sum(values[row["name"]] / everything)} for row in rows]


def life(held: Held, _: Given) -> list[Row]:
    identity = held.comparison.identity
    made = (files("dashboard") / "examples" / "king-county-lives.json.gz").read_bytes()
    told = json.loads(gzip.decompress(made))[lives_id(identity, held.focus) or ""]
    start, sides = date.fromisoformat(told["typical"]["start"]), ("baseline", "scenario")
    return [
        {
            "date": (start + timedelta(days=int(mark["start"]))).isoformat(),
            "days": round(mark["end"] - mark["start"], 2),
        }
        for side in sides
        for mark in told["typical"][side]["marks"]
    ]


def level(measure: str, limit: str, held: Held, _: Given) -> list[Row]:
    found = held.series(measure)
    levels = {
        "scenario": found.scenario_mean, "baseline": found.baseline_mean, "p05": found.low, "p25": found.p25,
        "p75": found.p75, "p95": found.high, **({"limit": held.series(limit).scenario_mean} if limit else {}),
    }  # fmt: skip
    return [{"month": n + 1, **{key: each[n] for key, each in levels.items()}} for n in range(len(found.mean))]


def groups(held: Held, rows: Given) -> list[Row]:
    several = [name for name in rows[0] if name not in ("measure", "scenario")]
    found: list[Row] = []
    for measure in ("contacts", "participants", "intakes", "bookings", "jail_days"):
        for side in ("scenario_mean", "baseline_mean"):
            means = {group: getattr(held.record(measure=measure, group=group), side) for group in several}
            found.append({group: None if 0.0 < mean < 10.0 else mean for group, mean in means.items()})
    return found


# -- How sure -------------------------------------------------------------------------------------------------


def versus(held: Held, _: Given) -> list[Row]:
    shown = {key: SPREAD[key] for key in ("mean", "p05", "p95")}
    return [spread(held.versus(name), names=shown) for name in held.comparison.identity.scenarios[1:]]


def doubts(held: Held, _: Given) -> list[Row]:
    net = held.rung("net")
    assert net is not None
    values = (Sum(net.high - net.low), net.parameter_spread, net.simulation_error, net.mcse)
    return [{"dollars": value} for value in values]


def intervals(held: Held, rows: Given) -> list[Row]:
    rungs = {"Gross savings, at average cost": "gross", "Costs avoided": "avoided", "Cashable savings": "cashable",
             "Program cost": "program", **{label: net for net, label in NETS.items()}}  # fmt: skip
    counts = {"New participants": "participants", "Arrests and contacts diverted": "diversions",
              "Jail bookings": "bookings", "Jail days": "jail_days"}  # fmt: skip
    counts = {label: measure for label, measure in counts.items() if held.record(measure=measure)}
    names = {**SPREAD, "standard_error": "mcse"}
    payers_ = [name for name in ("city", "county", "state", "federal") if held.mean("cash_net", name)]
    wanted = {**{label: held.rung(rung) for label, rung in rungs.items()},
              **{payer.capitalize(): held.rung("cash_net", payer) for payer in payers_},
              **{label: of_record(held.record(measure=measure)) for label, measure in counts.items()}}  # fmt: skip
    assert [row["what"] for row in rows] == list(wanted)
    return [spread(of, names=names) for of in wanted.values()]


# -- Evidence and Runs ----------------------------------------------------------------------------------------


def inputs(held: Held, rows: Given) -> list[Row]:
    parameters = load_scenario(held.focus).parameters
    assert {row["path"] for row in rows} == set(parameters)
    found: list[Row] = []
    for row in rows:
        parameter = parameters[row["path"]]
        category, _, day = row["category"].rpartition("from ")
        value = next((each.value for each in parameter.then if str(each.from_) == day), parameter.value)
        told = {"label": parameter.label, "grade": parameter.grade, "source": parameter.source}
        if isinstance(value, dict):
            of_all = {name.replace("_", " "): each for name, each in value.items()}
            value = of_all[category.strip() if category else row["category"]]
        found.append({**told, "value": "by formula" if value is None else Sum(value)})
    return found


def answers(held: Held, rows: Given) -> list[Row]:
    """Return what is said of the answers that are ours: of others nothing is checked but who they are."""
    kept = {id_: each for id_, each in ((row["id"], _answer(held, row)) for row in rows) if each is not None}
    assert len(kept) >= 2
    return [_told(kept[row["id"]], row) if row["id"] in kept else dict(row) for row in rows]


def _answer(held: Held, row: Mapping[str, str]) -> Comparison | None:
    there = [each for each in (held.comparison, held.before) if each is not None]
    asked = (row["scenarios"], row["seed"])
    return next((c for c in there if (" ".join(c.identity.scenarios), str(c.identity.seed)) == asked), None)


def _told(of: Comparison, row: Mapping[str, str]) -> Row:
    identity, first = of.identity, Held(of, of.identity.scenarios[0], row["first_scenario_payer"])
    numbers = spread(
        first.rung(row["first_scenario_rung"]), "first_scenario_", {k: SPREAD[k] for k in ("mean", "p05", "p95")}
    )
    asked = {
        key: getattr(identity, key) for key in ("baseline", "draws", "replications", "seed", "engine", "price_year")
    }
    return {**asked, **numbers}


def moves(held: Held, _: Given) -> list[Row]:
    assert held.before is not None
    before = Held(held.before, held.before.identity.scenarios[0])
    books = [Money.of(each.comparison, each.focus) for each in (before, held)]
    found: list[Row] = []
    for row in headline_rows(books):
        then, now = (
            next((r for r in side.comparison.records if r.scenario == side.focus and row.picks(r)
                  and (r.fiscal_year, r.group) == (ALL, ALL)), None)
            for side in (before, held)
        )  # fmt: skip
        if row.notice_of is not None or (then is None and now is None):
            continue
        shown = {key: SPREAD[key] for key in ("mean", "p05", "p95")}
        moved = None if then is None or now is None else Sum(now.difference.mean - then.difference.mean)
        found.append({
            "measure": row.label.strip(), **spread(then and then.difference, "before_", shown),
            **spread(now and now.difference, "after_", shown), "moved": moved,
        })  # fmt: skip
    return found


# -- Reinvest -------------------------------------------------------------------------------------------------


def entry(held: Held, name: str, detail: str | None, year: str | int) -> float:
    found = held.record(measure=f"fund_{name}", line=detail, fiscal_year=year)
    return 0.0 if found is None else found.scenario_mean


def fund(held: Held, _: Given) -> list[Row]:
    found: list[Row] = []
    for n, year in enumerate(held.comparison.identity.fiscal_years):
        of = partial(entry, held, year=year)
        found.append({
            "fiscal_year": year, "one_time": 0.0 if n else of("opening", None),
            "from_the county": of("captured", "county"), "spending": -of("spending", "LEAD case managers"),
            "administration": -of("administration", None), "returned": -of("returned", None),
            "closing": of("closing", None),
        })  # fmt: skip
    return [{key: value + 0 for key, value in row.items()} for row in found]


def fund_ledger(held: Held, _: Given) -> list[Row]:
    wanted = (("opening", None, 1), ("captured", "county", 1), ("spending", "LEAD case managers", -1),
              ("administration", None, -1), ("closing", None, 1))  # fmt: skip
    periods = {**{str(year): year for year in held.comparison.identity.fiscal_years}, "all_years": ALL}
    return [
        {key: sign * entry(held, name, detail, year) + 0.0 for key, year in periods.items()}
        for name, detail, sign in wanted
    ]


def fund_places(held: Held, _: Given) -> list[Row]:
    levels = (held.series("places_funded_mean", name).scenario_mean for name in (held.focus, held.focus + WITHOUT))
    return [{"with": there, "without": before} for there, before in zip(*levels, strict=True)]


def fund_carrying(held: Held, _: Given) -> list[Row]:
    periods = {**{str(year): year for year in held.comparison.identity.fiscal_years}, "all_years": ALL}
    cost = {key: held.record(measure="dollars", rung="program", fiscal_year=year) for key, year in periods.items()}
    costs = {key: record.scenario_mean for key, record in cost.items() if record}
    deposits = {key: entry(held, "deposits", None, year) for key, year in periods.items()}
    return [costs, deposits, {key: Sum(deposits[key] / costs[key]) for key in costs}]


def fund_changes(held: Held, _: Given) -> list[Row]:
    found: list[Row] = []
    for name in ("participants", "jail_days", "paid_by_others"):
        record = held.record(measure=f"because_{name}")
        found.append(_change(record.baseline_mean, record.scenario_mean, record.difference) if record else {})
    for payer in (ALL, "city"):
        nets = [held.mean("cash_net", payer, name) for name in (held.focus + WITHOUT, held.focus)]
        wanted = (held.focus, held.focus + WITHOUT, "cash_net", payer)
        pairs = held.comparison.versus
        (of,) = (each for each in pairs if (each.scenario, each.other, each.rung, each.payer) == wanted)
        found.append(_change(*nets, of.difference))
    return found


def _change(without: float, there: float, of: Difference) -> Row:
    named = {"change_mean": "mean", "change_p05": "low", "change_p95": "high", "futures_more": "chance_positive",
             "futures_fewer": "chance_negative"}  # fmt: skip
    return {"without": without, "with": there, **spread(of, names=named)}


# -- Equity ---------------------------------------------------------------------------------------------------


def indexes(held: Held, _: Given) -> list[Row]:
    return [
        {
            "decision": decision.label, "group": "black", "reference": "white", "side": side,
            **_of_side(held, decision.key, mean, index),
        }
        for decision in DECISIONS
        for side, mean, index in (
            ("here/no-lead", "baseline_mean", "rri_baseline"), ("here/gain", "scenario_mean", "rri_scenario"),
        )
    ]  # fmt: skip


def _of_side(held: Held, line: str, mean: str, index: str) -> Row:
    def counted(measure: str, group: str) -> float:
        value: float = getattr(held.record(measure=measure, line=line, group=group), mean)
        return value

    own, other = ((counted("count", group), counted("feeder", group)) for group in ("black", "white"))
    found = held.record(measure=index, line=line, group="black", basis="white")
    rate = [None if found is None else Sum(1_000 * count / fed) for count, fed in (own, other)]
    return {
        "count": own[0], "feeder_count": own[1], "reference_count": other[0], "reference_feeder_count": other[1],
        "rate_per_1000": rate[0], "reference_rate_per_1000": rate[1],
        "gap_per_1000": None if None in rate else Sum(rate[0] - rate[1]),  # type: ignore[operator]
        "rri": found.scenario_mean if found else None,
        "rri_p05": found.difference.low if found else None, "rri_p95": found.difference.high if found else None,
    }  # fmt: skip


def gaps(held: Held, _: Given) -> list[Row]:
    found = []
    for decision in DECISIONS:
        for group in ("black", "other"):
            change = held.record(measure="gap_change", line=decision.key, group=group, basis="white")
            row: Row = {"decision": decision.label, "group": group, "reference": "white"}
            row |= {"gap_change": None, "gap_change_p05": None, "gap_change_p95": None}
            if change:
                row |= {"gap_baseline_per_1000": Sum(change.baseline_mean)}
                row |= {"gap_change": change.difference.mean, "gap_change_p05": change.difference.low}
                row |= {"gap_change_p95": change.difference.high}
                row |= {"gap_scenario_per_1000": Sum(change.scenario_mean)}
            elif group == "black":  # too few in the baseline alone
                row |= {"gap_scenario_per_1000": Sum(0.0)}
            found.append(row)
    return found


# -- what is asked further --------------------------------------------------------------------------------------


def of_table(held: Held, table: str, *measures: str) -> list[Record]:
    mine = (each for each in held.comparison.records if (each.table, each.scenario) == (table, held.focus))
    return [each for each in mine if not measures or each.measure in measures]


def tornado(held: Held, _: Given) -> list[Row]:
    found: list[Row] = []
    by_line = {(each.measure, each.line): each for each in of_table(held, "sensitivity")}
    for swing in of_table(held, "sensitivity", "swing"):
        low, high, net_low, net_high = (
            by_line[f"{what}_at_{end}", swing.line] for what in ("input", "net") for end in ("low", "high")
        )
        found.append({
            "path": swing.line, "stated": low.baseline_mean, "value_at_p05": low.scenario_mean,
            "value_at_p95": high.scenario_mean, "net_at_p05": net_low.scenario_mean,
            "net_at_p95": net_high.scenario_mean, "net_with_nothing_set": net_low.baseline_mean,
            "swing": swing.difference.mean, "swing_standard_error": swing.difference.mcse,
        })  # fmt: skip
    return found


def break_even(held: Held, _: Given) -> list[Row]:
    stated = {each.line: each.baseline_mean for each in of_table(held, "sensitivity", "input_at_low")}
    found: list[Row] = []
    for each in of_table(held, "sensitivity", "break_even", "break_even_none"):
        row: Row = {"path": each.line, "stated": stated[each.line], "break_even": None, "break_even_low": None}
        if each.measure == "break_even":
            ends = (each.baseline_mean + each.difference.low, each.baseline_mean + each.difference.high)
            row |= {"break_even": each.scenario_mean, "break_even_low": Sum(ends[0]), "break_even_high": Sum(ends[1])}
        found.append(row)
    return found


OF_DRAWS = {"p05": "low", "p95": "high", "standard_error": "mcse", "share_of_draws_that_save": "chance_positive"}


def frontier(held: Held, _: Given) -> list[Row]:
    found: list[Row] = []
    for each in of_table(held, "sensitivity", "frontier"):
        values = dict(pair.split("=") for pair in (str(each.line), each.group))
        row = {path: float(value) for path, value in values.items()}
        found.append({**row, "net": each.difference.mean, **spread(each.difference, names=OF_DRAWS), "draws": 10})
    return found


def effects(held: Held, _: Given) -> list[Row]:
    return [
        {"share_of_published_effects": float(str(each.line).partition("=")[2]), "mean": each.difference.mean,
         **spread(each.difference, names=OF_DRAWS)}
        for each in of_table(held, "sensitivity", "effect_ladder")
    ]  # fmt: skip


def worth(held: Held, _: Given) -> list[Row]:
    found = sorted(of_table(held, "sensitivity", "worth_knowing"), key=lambda each: -each.scenario_mean)
    return [{"path": each.line, "worth": each.scenario_mean} for each in found]


def chances(held: Held, _: Given) -> list[Row]:
    shares = {"share_of_futures_that_save": "mean", "p05": "low", "p95": "high",
              "share_of_futures_that_cost": "chance_negative", "futures": "draws"}  # fmt: skip
    there = (each for each in of_table(held, "uncertainty", "chance_of_saving") if each.reason is None)
    return [
        {"rung": each.rung, "payer": each.payer, "fiscal_year": each.fiscal_year,
         **spread(each.difference, names=shares)}
        for each in there
    ]  # fmt: skip


def acceptability(held: Held, _: Given) -> list[Row]:
    shares = {"share_of_futures": "mean", "p05": "low", "p95": "high"}
    found = of_table(held, "uncertainty", "acceptability")
    return [
        {"effect": each.line, "price": float(each.group), **spread(each.difference, names=shares)} for each in found
    ]


def capacity(measures: tuple[str, ...], held: Held, _: Given) -> list[Row]:
    found = [
        {"value": float(each.group), "measure": each.measure, "mean": each.scenario_mean,
         "p05": Sum(each.difference.low), "p95": Sum(each.difference.high),
         "standard_error": each.difference.mcse, "draws": each.difference.draws}
        for each in of_table(held, "capacity", *measures)
        if each.group != ALL
    ]  # fmt: skip
    return sorted(found, key=lambda row: (measures.index(row["measure"]), row["value"]))


SERVED, PAID = ("turned_away", "wait_p95", "target_met"), ("utilization", "program_cost", "net")
TRIED = ("turned_away", "wait_p95", "wait_p50", "target_met", "utilization", "program_cost", "net")
FIGURES: Mapping[str, Callable[[Held, Given], list[Row]]] = {
    "ladder": ladder, "dots": dots, "fan": fan, "scenarios": scenarios, "payers": payers, "years": years,
    "lines": lines, "unit-costs": unit_costs, "safety": safety,
    "flow": flow, "life": life, "groups": groups, "waiting": partial(level, "waiting_mean", ""),
    "caseload": partial(level, "participants_mean", "places_funded_mean"),
    "jail": partial(level, "jail_population_mean", ""), "units": partial(level, "units_open_mean", ""),
    "rri": indexes, "equity-gaps": gaps,
    "tornado": tornado, "break-even": break_even, "frontier": frontier, "effects": effects, "measure-next": worth,
    "chances": chances, "acceptability": acceptability, "capacity": partial(capacity, SERVED),
    "capacity-cost": partial(capacity, PAID), "capacity-tried": partial(capacity, TRIED),
    "versus": versus, "doubts": doubts, "intervals": intervals, "inputs": inputs, "answers": answers, "moves": moves,
    "fund": fund, "fund-ledger": fund_ledger, "fund-places": fund_places, "fund-carrying": fund_carrying,
    "fund-changes": fund_changes,
}  # fmt: skip
"""What vouches for every number in the file of a figure."""
