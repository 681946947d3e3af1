"""What files and names may not say, and the words in which each is refused."""

from __future__ import annotations

from tests.inputs.conftest import HEAD

A_NUMBER = "allowed: a number such as 0.25 or 1500, without quotes, commas or units"
OVERRIDE_KEYS = "allowed: value, then, price_year, uncertainty, source, assumption, grade, note"
AREAS = "north, south"
GRADES = (
    "local data · published, several studies · published, one study · derived · expert judgment · placeholder · "
    "policy choice"
)
MIX = (
    "{{drug_possession: {}, low_level_sale: {}, prostitution: 0, poverty_misdemeanor: 0, other_misdemeanor: 0, "
    "other_felony: 0}}"
)
WHOLE = MIX.format(0.5, 0.5)
UNCERTAIN = "lead.consent: {{value: 0.5, uncertainty: {{{}}}}}"
NOBODYS = "this source has money, and funding_sources in jurisdiction.yaml does not say whose"
SOURCED = "allowed: city_general_fund, county_general_fund"
NOT_LIKE = (
    "a scenario cannot change {}, or the comparison would not be of like with like; facts like this one belong in "
    "jurisdiction.yaml"
)
LATER = "lead.consent: {{value: 0.5, then: [{}]}}"

# The lines under `set:`, and what is said of them.
SETTINGS: dict[str, tuple[str, str]] = {
    "text": ("lead.consent: much", f"key set.lead.consent: not a number; found much; {A_NUMBER}"),
    "nothing": ("lead.consent:", f"key set.lead.consent: not a number; found nothing; {A_NUMBER}"),
    "a list": ("lead.consent: [0.5]", f"key set.lead.consent: not a number; found a list of 1; {A_NUMBER}"),
    "a quoted number": ("lead.consent: '0.5'", f"key set.lead.consent: not a number; found 0.5; {A_NUMBER}"),
    "commas in a number": (
        "lead.annual_budget: {value: 1,000, price_year: 2025}",
        f"key set.lead.annual_budget.000: there is no such key; {OVERRIDE_KEYS}",
    ),
    "nan": ("lead.consent: .nan", "key set.lead.consent: a number must be finite; found .nan"),
    "nan as a word": ("lead.consent: nan", f"key set.lead.consent: not a number; found nan; {A_NUMBER}"),
    "infinity": ("lead.consent: .inf", "key set.lead.consent: a number must be finite; found .inf"),
    "a number too large": ("lead.consent: 1e999", "key set.lead.consent: the number is too large; found 1e999"),
    "ten trillion": (
        "lead.annual_budget: {value: 1.0e13, price_year: 2025}",
        "key set.lead.annual_budget.value: this is too high; found 10000000000000.0; "
        "allowed: 1,000,000,000,000 or less",
    ),
    "a share above 1": ("lead.consent: 1.2", "key set.lead.consent: 1.2 is outside 0 to 1 (share)"),
    "a share below 0": ("lead.consent: -0.1", "key set.lead.consent: -0.1 is outside 0 to 1 (share)"),
    "true for a share": (
        "lead.consent: true",
        "key set.lead.consent: true and false only answer yes or no; found true; allowed: a number (share)",
    ),
    "false for one share of several": (
        "police.booked_share: {value: {felony: 0.9, misdemeanor: false}}",
        "key set.police.booked_share.value.misdemeanor: true and false only answer yes or no; found false; "
        "allowed: a number (share)",
    ),
    "true for days, later": (
        "lead.wind_down: {value: 30, then: [{from: 2028-01-01, value: true}]}",
        "key set.lead.wind_down.then.0.value: true and false only answer yes or no; found true; "
        "allowed: a number (days)",
    ),
    "half a yes": ("lead.hire_to_demand: 0.5", "key set.lead.hire_to_demand: 0.5 is neither 0 (no) nor 1 (yes)"),
    "money without a year": (
        "lead.annual_budget: 1000000",
        "key set.lead.annual_budget: money needs a price_year, as in {value: 1000000, price_year: 2025}",
    ),
    "money in a year without an index": (
        "lead.annual_budget: {value: 1, price_year: 1999}",
        "key set.lead.annual_budget.price_year: there is no price index for this year; found 1999; "
        "allowed: 2000 to 2025",
    ),
    "money in no year": (
        "lead.annual_budget: {value: 1, price_year: 3000}",
        "key set.lead.annual_budget.price_year: this is too high; found 3000; allowed: 2100 or less",
    ),
    "a year with a decimal point": (
        "lead.annual_budget: {value: 1, price_year: 2020.0}",
        "key set.lead.annual_budget.price_year: not a whole number; found 2020.0; "
        "allowed: a whole number, without quotes or commas",
    ),
    "a year that is true": (
        "lead.annual_budget: {value: 1, price_year: true}",
        "key set.lead.annual_budget.price_year: not a whole number; found true; "
        "allowed: a whole number, without quotes or commas",
    ),
    "a price year for a share": (
        "lead.consent: {value: 0.5, price_year: 2020}",
        "key set.lead.consent: only money has a price_year, and this is not money (share)",
    ),
    "an unknown parameter": (
        "lead.anual_budget: 1",
        "key set.lead.anual_budget: there is no such parameter; found lead.anual_budget; "
        "did you mean lead.annual_budget?",
    ),
    "an unknown area": (
        "lead.coverage.suoth: 1",
        "key set.lead.coverage.suoth: there is no such parameter; found lead.coverage.suoth; "
        "did you mean lead.coverage.south?",
    ),
    "a name with capitals": (
        "Lead.Consent: 1",
        "key set.Lead.Consent: not a valid name; found Lead.Consent; "
        "allowed: lowercase words joined by dots, such as lead.consent",
    ),
    "a topic alone": (
        "lead: 1",
        "key set.lead: not a valid name; found lead; allowed: lowercase words joined by dots, such as lead.consent",
    ),
    "an area with a space": (
        "lead.coverage: {West Side: 1}",
        "key set.lead.coverage.West Side: not a valid name; found West Side; "
        "allowed: lowercase letters, digits and _, beginning with a letter",
    ),
    "one number for all areas": (
        "lead.coverage: 0.5",
        "key set.lead.coverage: not the kind of value this parameter has; found 0.5; "
        f"allowed: a number for each of {AREAS}",
    ),
    "areas for one number": (
        "lead.consent: {north: 1, south: 0}",
        "key set.lead.consent: not the kind of value this parameter has; found the keys north, south; "
        "allowed: one number",
    ),
    "areas for a derived number": (
        "lead.case_managers: {north: 3}",
        "key set.lead.case_managers: not the kind of value this parameter has; found the keys north; "
        "allowed: one number",
    ),
    "some areas only": (
        "lead.coverage: {north: 1}",
        f"key set.lead.coverage: the category south is missing; allowed: all of {AREAS}",
    ),
    "a category that is none": (
        "police.booked_share: {felonies: 0.9, misdemeanor: 0.8}",
        "key set.police.booked_share: there is no such category; found felonies; allowed: all of felony, misdemeanor; "
        "did you mean felony?",
    ),
    "no category": ("lead.coverage: {}", "key set.lead.coverage: a value by category needs at least one category"),
    "text for an area": (
        "lead.coverage: {north: x}",
        f"key set.lead.coverage.north: not a number; found x; {A_NUMBER}",
    ),
    "shares above a whole": (
        f"police.offense_mix: {MIX.format(0.5, 0.6)}",
        "key set.police.offense_mix: the shares add up to 1.1, not 1",
    ),
    "one share of a whole": (
        "police.offense_mix.prostitution: 1",
        "key set.police.offense_mix.prostitution: the shares add up to 1.97, not 1",
    ),
    "money from nobody": (
        "funding.state_grant: {value: 100000, price_year: 2025}",
        f"key set.funding.state_grant: {NOBODYS}; found state_grant; {SOURCED}",
    ),
    "money from nobody, later": (
        "funding.sales_tax: {value: 0, price_year: 2025, then: [{from: 2028-01-01, value: 100000}]}",
        f"key set.funding.sales_tax: {NOBODYS}; found sales_tax; {SOURCED}",
    ),
    "money from nobody, in some draws": (
        "funding.federal_grant: {value: 0, price_year: 2025, uncertainty: {distribution: uniform, low: 0, high: 9}}",
        f"key set.funding.federal_grant: {NOBODYS}; found federal_grant; {SOURCED}",
    ),
    "a match from nobody": (
        "funding.matching_grant: {value: 100000, price_year: 2025}",
        f"key set.funding.matching_grant: {NOBODYS}; found matching_grant; {SOURCED}",
    ),
    "a source that is none": (
        "funding.county_generalfund: {value: 100000, price_year: 2025}",
        "key set.funding.county_generalfund: there is no such parameter; found funding.county_generalfund; "
        "did you mean funding.county_general_fund?",
    ),
    "money of a source without a year": (
        "funding.city_general_fund: 100000",
        "key set.funding.city_general_fund: money needs a price_year, as in {value: 100000, price_year: 2025}",
    ),
    "a source that takes": (
        "funding.city_general_fund: {value: -1, price_year: 2025}",
        "key set.funding.city_general_fund: -1 is outside 0 to 100,000,000,000 (dollars per year)",
    ),
    "a source by payer": (
        "funding.city_general_fund: {city: 100000, county: 50000}",
        "key set.funding.city_general_fund: not the kind of value this parameter has; "
        "found the keys city, county; allowed: one number",
    ),
    "a budget by payer": (
        "lead.annual_budget: {city: 100000, county: 50000}",
        "key set.lead.annual_budget: not the kind of value this parameter has; found the keys city, county; "
        "allowed: one number",
    ),
    "a federal share above 1": (
        "medicaid.federal_share: 1.2",
        "key set.medicaid.federal_share: 1.2 is outside 0 to 1 (share)",
    ),
    "one area above 1": (
        "lead.coverage.south: 1.5",
        "key set.lead.coverage.south: 1.5 for south is outside 0 to 1 (share)",
    ),
    "one area that is true": (
        "lead.coverage.south: true",
        "key set.lead.coverage.south: true and false only answer yes or no; found true; allowed: a number (share)",
    ),
    "one area with a note": (
        "lead.coverage.south: {value: 0.5, note: new}",
        "key set.lead.coverage.south: a single category takes a single number",
    ),
    "who the people are": (
        "population.pool: 50",
        f"key set.population.pool: {NOT_LIKE.format('who the people are')}",
    ),
    "where the people are": (
        "population.areas.north: 0.4",
        f"key set.population.areas.north: {NOT_LIKE.format('who the people are')}",
    ),
    "who else is in jail": (
        "jail.background_population: 500",
        f"key set.jail.background_population: {NOT_LIKE.format('who else is in jail')}",
    ),
    "how many more are in jail every year": (
        "jail.background_trend: {value: 1.01, then: [{from: 2027-07-01, value: 1}]}",
        f"key set.jail.background_trend: {NOT_LIKE.format('who else is in jail')}",
    ),
    "other cases in one court": (
        "courts.background_cases.superior: 100",
        f"key set.courts.background_cases.superior: {NOT_LIKE.format('whose other cases are in court')}",
    ),
    "how many more cases are in court every year": (
        "courts.background_trend: 1.01",
        f"key set.courts.background_trend: {NOT_LIKE.format('whose other cases are in court')}",
    ),
    "who else is in a state bed": (
        "competency.background_patients: 3",
        f"key set.competency.background_patients: {NOT_LIKE.format('who else is in a state bed')}",
    ),
    "a share that is captured later": (
        "capture.share: {value: 0, then: [{from: 2028-01-01, value: 1}]}",
        "key set.capture.share: this holds for the whole run and takes no later value; found 2028-01-01",
    ),
    "notice that gets shorter": (
        "fund.notice_months: {value: 3, then: [{from: 2027-09-01, value: 1}]}",
        "key set.fund.notice_months: this holds for the whole run and takes no later value; found 2027-09-01",
    ),
    "a zero to divide by": (
        "lead.caseload: 0",
        "key set.lead.caseload: the model divides by this, so it cannot be 0 or drawn as 0; allowed: above 0",
    ),
    "a later zero to divide by": (
        "lead.patience: {value: 90, then: [{from: 2028-01-01, value: 0}]}",
        "key set.lead.patience: the model divides by this, so it cannot be 0 or drawn as 0; allowed: above 0",
    ),
    "a misspelled key": (
        "lead.consent: {value: 0.5, price_yeer: 2020}",
        f"key set.lead.consent.price_yeer: there is no such key; {OVERRIDE_KEYS}; did you mean price_year?",
    ),
    "no value": ("lead.consent: {note: why}", "key set.lead.consent: the key value is missing"),
    "a formula": (
        "lead.consent: {formula: 1 + 1}",
        f"key set.lead.consent.formula: there is no such key; {OVERRIDE_KEYS}",
    ),
    "published without source": (
        "lead.consent: {value: 0.5, grade: 'published, one study', assumption: hearsay}",
        "key set.lead.consent: the grade 'published, one study' needs a source",
    ),
    "source and assumption": (
        "lead.consent: {value: 0.5, grade: derived, source: a, assumption: b}",
        "key set.lead.consent: give a grade with a source or an assumption, or none of the three",
    ),
    "a source without a grade": (
        "lead.consent: {value: 0.5, source: a}",
        "key set.lead.consent: give a grade with a source or an assumption, or none of the three",
    ),
    "a grade without a source": (
        "lead.consent: {value: 0.5, grade: derived}",
        "key set.lead.consent: give a grade with a source or an assumption, or none of the three",
    ),
    "no such grade": (
        "lead.consent: {value: 0.5, grade: guess, assumption: x}",
        f"key set.lead.consent.grade: not one of the words allowed here; found guess; allowed: {GRADES}",
    ),
    "a note that is a number": (
        "lead.consent: {value: 0.5, note: 3}",
        "key set.lead.consent.note: not text; found 3; allowed: text; a number is put in quotes to be one",
    ),
    "a month that is none": (
        LATER.format("{from: 2029-13-01, value: 1}"),
        "key set.lead.consent.then.0.from: not a date; found 2029-13-01; allowed: a date such as 2027-01-01",
    ),
    "a date in words": (
        LATER.format("{from: January 2029, value: 1}"),
        "key set.lead.consent.then.0.from: not a date; found January 2029; allowed: a date such as 2027-01-01",
    ),
    "a year for a date": (
        LATER.format("{from: 2029, value: 1}"),
        "key set.lead.consent.then.0.from: not a date; found 2029; allowed: a date such as 2027-01-01",
    ),
    "no date": (LATER.format("{value: 1}"), "key set.lead.consent.then.0: the key from is missing"),
    "later values without a list": (
        "lead.consent: {value: 0.5, then: {from: 2029-01-01, value: 1}}",
        "key set.lead.consent.then: not a list; found the keys from, value; "
        "allowed: entries that each begin with a '-'",
    ),
    "dates that go back": (
        LATER.format("{from: 2029-01-01, value: 1}, {from: 2028-01-01, value: 0}"),
        "key set.lead.consent.then.1.from: later values stand in the order of their dates, each date once; "
        "found 2028-01-01; allowed: a date after 2029-01-01",
    ),
    "a date twice": (
        LATER.format("{from: 2029-01-01, value: 1}, {from: 2029-01-01, value: 0}"),
        "key set.lead.consent.then.1.from: later values stand in the order of their dates, each date once; "
        "found 2029-01-01; allowed: a date after 2029-01-01",
    ),
    "a later share above 1": (
        LATER.format("{from: 2029-01-01, value: 3}"),
        "key set.lead.consent: 3 from 2029-01-01 is outside 0 to 1 (share)",
    ),
    "later shares above a whole": (
        f"police.offense_mix: {{value: {WHOLE}, then: [{{from: 2029-01-01, value: {MIX.format(1, 1)}}}]}}",
        "key set.police.offense_mix: the shares from 2029-01-01 add up to 2, not 1",
    ),
    "a later value with fewer categories": (
        "police.booked_share: {value: {felony: 1, misdemeanor: 1}, then: [{from: 2029-01-01, value: {felony: 1}}]}",
        "key set.police.booked_share.then.0.value: the category misdemeanor is missing; "
        "allowed: all of felony, misdemeanor",
    ),
    "a later value of another kind": (
        "police.booked_share: {value: {felony: 1, misdemeanor: 1}, then: [{from: 2029-01-01, value: 1}]}",
        "key set.police.booked_share: either all values are by category or none is",
    ),
    "uncertainty in a word": (
        "lead.consent: {value: 0.5, uncertainty: small}",
        "key set.lead.consent.uncertainty: 'key: value' lines belong here; found small",
    ),
    "no such distribution": (
        UNCERTAIN.format("distribution: gama, low: 0.4, high: 0.6"),
        "key set.lead.consent.uncertainty.distribution: not one of the words allowed here; found gama; "
        "allowed: fixed · beta · gamma · lognormal · normal · uniform · triangular · dirichlet; did you mean gamma?",
    ),
    "no distribution": (
        UNCERTAIN.format("low: 0.4, high: 0.6"),
        "key set.lead.consent.uncertainty: the key distribution is missing",
    ),
    "half a range": (
        UNCERTAIN.format("distribution: beta, low: 0.4"),
        "key set.lead.consent.uncertainty: give both low and high",
    ),
    "a range upside down": (
        UNCERTAIN.format("distribution: beta, low: 0.6, high: 0.4"),
        "key set.lead.consent.uncertainty: low must be below high; found 0.6 and 0.4",
    ),
    "a value outside its range": (
        UNCERTAIN.format("distribution: beta, low: 0.6, high: 0.8"),
        "key set.lead.consent: the value 0.5 is outside its range 0.6 to 0.8",
    ),
    "a range no beta has": (
        UNCERTAIN.format("distribution: beta, standard_error: 0.6"),
        "key set.lead.consent.uncertainty: a beta distribution needs a mean between 0 and 1 and an interval narrow "
        "enough for it",
    ),
    "a range too narrow to draw from": (
        UNCERTAIN.format("distribution: beta, standard_error: 1.0e-300"),
        "key set.lead.consent.uncertainty: nothing can be drawn from a range this narrow or wide",
    ),
    "a range that draws a zero to divide by": (
        "lead.patience: {value: 90, uncertainty: {distribution: normal, standard_error: 60}}",
        "key set.lead.patience: the model divides by this, so it cannot be 0 or drawn as 0; allowed: above 0",
    ),
    "a negative standard error": (
        UNCERTAIN.format("distribution: beta, standard_error: -1"),
        "key set.lead.consent.uncertainty.standard_error: this is too low; found -1; allowed: above 0",
    ),
    "an uncertain choice": (
        "lead.waiting_list: {value: 1, uncertainty: {distribution: uniform, low: 0, high: 1}}",
        "key set.lead.waiting_list: yes or no is a choice, so its uncertainty is fixed",
    ),
    "uncertainty of an unknown category": (
        "police.booked_share: {value: {felony: 1, misdemeanor: 1}, uncertainty: {felon: {distribution: fixed}}}",
        "key set.police.booked_share: uncertainty for an unknown category: felon; allowed: felony, misdemeanor",
    ),
    "one range for several shares": (
        "police.booked_share: {value: {felony: 0.5, misdemeanor: 0.5}, "
        "uncertainty: {distribution: beta, low: 0.4, high: 0.6}}",
        "key set.police.booked_share: a value by category takes its uncertainty by category",
    ),
    "dirichlet for shares that are no whole": (
        "police.booked_share: {value: {felony: 1, misdemeanor: 1}, "
        "uncertainty: {felony: {distribution: dirichlet, concentration: 3}}}",
        "key set.police.booked_share: dirichlet is for shares of a whole only",
    ),
    "shares of a whole that would not add up": (
        f"police.offense_mix: {{value: {WHOLE}, "
        "uncertainty: {drug_possession: {distribution: beta, standard_error: 0.1}}}",
        "key set.police.offense_mix: shares of a whole take dirichlet for all together, or fixed",
    ),
    "a concentration of nothing": (
        f"police.offense_mix: {{value: {WHOLE}, uncertainty: {{distribution: dirichlet, concentration: 1.0e-9}}}}",
        "key set.police.offense_mix.uncertainty: nothing can be drawn with a concentration this small",
    ),
}  # fmt: skip

# A whole scenario file, and what is said of it.
HEADS: dict[str, tuple[str, str]] = {
    "an unknown key": (
        f"{HEAD}sett: {{}}\n",
        "line 3, key sett: there is no such key; allowed: title, sentence, extends, jurisdiction, set, "
        "cost_lines, reinvestment; did you mean set?",
    ),
    "no title": ("sentence: One.\n", "line 1: the key title is missing"),
    "an empty title": ("title: ''\nsentence: One.\n", "line 1, key title: this is empty; found an empty text"),
    "a title of nothing": (
        "title:\nsentence: One.\n",
        "line 1, key title: not text; found nothing; allowed: text; a number is put in quotes to be one",
    ),
    "a long title": (
        f"title: {'x' * 121}\nsentence: One.\n",
        f"line 1, key title: this is too long; found {'x' * 79}…; allowed: at most 120 characters",
    ),
    "settings of nothing": (f"{HEAD}set:\n", "line 3, key set: 'key: value' lines belong here; found nothing"),
    "settings in a list": (f"{HEAD}set: [1]\n", "line 3, key set: 'key: value' lines belong here; found a list of 1"),
    "extending what is not there": (
        f"{HEAD}extends: no-led\n",
        "line 3, key extends: there is no such scenario to extend; found no-led; allowed: mine, no-lead; "
        "did you mean no-lead?",
    ),
    "extending the jurisdiction": (
        f"{HEAD}extends: jurisdiction\n",
        "line 3, key extends: there is no such scenario to extend; found jurisdiction; allowed: mine, no-lead",
    ),
    "extending itself": (
        f"{HEAD}extends: mine\n",
        "line 3, key extends: scenarios extend each other in a circle; found mine",
    ),
    "climbing": (
        f"{HEAD}extends: ../x\n",
        "line 3, key extends: not a valid name; found ../x; "
        "allowed: lowercase letters and digits, with single hyphens between",
    ),
    "an absolute path": (
        f"{HEAD}extends: /etc/passwd\n",
        "line 3, key extends: not a valid name; found /etc/passwd; "
        "allowed: lowercase letters and digits, with single hyphens between",
    ),
    "another place than the one beside": (
        f"{HEAD}jurisdiction: king-county\n",
        "line 3, key jurisdiction: this scenario lies beside another jurisdiction.yaml; found king-county; "
        "allowed: my-county, or a file in a folder of its own",
    ),
}  # fmt: skip

PAYERS = "allowed: city, county, state, funders, former_funders, medicaid, service_funders"
SOURCES = (
    "allowed: city_general_fund, county_general_fund, sales_tax, state_grant, federal_grant, philanthropy, "
    "matching_grant"
)
NO_FEDERAL = "Medicaid is paid by federal and state, and this place has no payer federal"
LINE_KEYS = "allowed: agency, counts, price, function, backfill, program, society"
# What stands in the jurisdiction's file, what is put in its place, and what is said of it.
JURISDICTIONS: dict[str, tuple[str, str, str]] = {
    "a start in words": (
        "start: 2027-01-01", "start: soon",
        "line 3, key start: not a date; found soon; allowed: a date such as 2027-01-01",
    ),
    "a start within a month": (
        "start: 2027-01-01", "start: 2027-01-15",
        "line 3, key start: a run starts on the first day of a month from 1950 to 2100; found 2027-01-15",
    ),
    "a start before all calendars": (
        "start: 2027-01-01", "start: 0001-01-01",
        "line 3, key start: a run starts on the first day of a month from 1950 to 2100; found 0001-01-01",
    ),
    "no horizon": ("horizon_years: 1\n", "", "line 1: the key horizon_years is missing"),
    "a horizon of zero": (
        "horizon_years: 1", "horizon_years: 0",
        "line 4, key horizon_years: this is too low; found 0; allowed: 1 or more",
    ),
    "a year and a half": (
        "horizon_years: 1", "horizon_years: 1.5",
        "line 4, key horizon_years: not a whole number; found 1.5; allowed: a whole number, without quotes or commas",
    ),
    "a thirteenth month": (
        "fiscal_start_month: 1", "fiscal_start_month: 13",
        "line 6, key fiscal_start_month: this is too high; found 13; allowed: 12 or less",
    ),
    "dollars of a year without an index": (
        "currency_year: 2025", "currency_year: 1999",
        "line 7, key currency_year: there is no price index for this year; found 1999; allowed: 2000 to 2025",
    ),
    "a baseline that climbs": (
        "baseline: no-lead", "baseline: ../no-lead",
        "line 8, key baseline: not a valid name; found ../no-lead; "
        "allowed: lowercase letters and digits, with single hyphens between",
    ),
    "a key too many": (
        "payers:", "note: hm\npayers:",
        "line 9, key note: there is no such key; allowed: title, sentence, start, horizon_years, warm_up_years, "
        "fiscal_start_month, currency_year, baseline, payers, caveats, private_payers, funding_sources, facts, "
        "cost_lines",
    ),
    "an unknown fact": (
        "population.pool:", "population.pol:",
        "line 17, key facts.population.pol: there is no such parameter; found population.pol; "
        "did you mean population.pool?",
    ),
    "a fact without grade": (
        "    grade: placeholder\n", "",
        "line 17, key facts.population.pool: a local fact needs a grade, and a source or an assumption",
    ),
    "a fact with both": (
        "    grade: placeholder\n", "    grade: placeholder\n    source: a\n",
        "line 17, key facts.population.pool: a local fact needs a grade, and a source or an assumption",
    ),
    "a fact published nowhere": (
        "    grade: placeholder\n", "    grade: published, one study\n",
        "line 17, key facts.population.pool: the grade 'published, one study' needs a source",
    ),
    "a fact without value": (
        "    value: 60\n", "", "line 17, key facts.population.pool: the key value is missing",
    ),
    "minus one person": (
        "value: 60", "value: -1",
        "line 17, key facts.population.pool: -1 is outside 0 to 200,000 (persons)",
    ),
    "true people": (
        "value: 60", "value: true",
        "line 18, key facts.population.pool.value: true and false only answer yes or no; found true; "
        "allowed: a number (persons)",
    ),
    "areas above a whole": (
        "south: 0.3", "south: 0.4", "line 21, key facts.population.areas: the shares add up to 1.1, not 1",
    ),
    "an area with two names": (
        "south: 0.3", "souht: 0.3",
        "line 25, key facts.population.area_is_city: there is no such category; found south; "
        "allowed: all of north, souht; did you mean souht?",
    ),
    "an area without coverage": (
        "{north: 1, south: 0.5}", "{north: 1}",
        "line 29, key facts.lead.coverage: the category south is missing; allowed: all of north, south",
    ),
    "a fact in dollars of no year": (
        "    price_year: 2025\n", "",
        "line 33, key facts.funding.city_general_fund: money needs a price_year, "
        "as in {value: 480000, price_year: 2025}",
    ),
    "a category of the model renamed": (
        "cost_lines:",
        "  police.booked_share: {value: {felonies: 1, misdemeanor: 1}, grade: placeholder, assumption: why}\n"
        "cost_lines:",
        "line 43, key facts.police.booked_share: there is no such category; found felonies; "
        "allowed: all of felony, misdemeanor; did you mean felony?",
    ),
    "a source of a funder that is not listed": (
        "county_general_fund: county", "county_general_fund: contry",
        "line 15, key funding_sources.county_general_fund: there is no such payer; found contry; "
        "allowed: city, county, state; did you mean county?",
    ),
    "a source of all funders": (
        "county_general_fund: county", "county_general_fund: funders",
        "line 15, key funding_sources.county_general_fund: there is no such payer; found funders; "
        "allowed: city, county, state",
    ),
    "a source that is none": (
        "county_general_fund: county", "county_general: county",
        f"line 15, key funding_sources.county_general: there is no such source of funding; found county_general; "
        f"{SOURCES}; did you mean county_general_fund?",
    ),
    "money from nobody": (
        "  county_general_fund: county\n", "",
        f"line 37, key facts.funding.county_general_fund: {NOBODYS}; found county_general_fund; "
        "allowed: city_general_fund",
    ),
    "money from nobody at all": (
        "funding_sources:\n  city_general_fund: city\n  county_general_fund: county\n", "",
        f"line 30, key facts.funding.city_general_fund: {NOBODYS}; found city_general_fund; "
        "allowed: no source at all",
    ),
    "money from nobody, later": (
        "cost_lines:",
        "  funding.philanthropy: {value: 0, price_year: 2025, then: [{from: 2028-01-01, value: 1}], "
        "grade: placeholder, assumption: why}\ncost_lines:",
        f"line 43, key facts.funding.philanthropy: {NOBODYS}; found philanthropy; {SOURCED}",
    ),
    "sources in a list": (
        "funding_sources:\n  city_general_fund: city\n  county_general_fund: county\n", "funding_sources: [city]\n",
        "line 13, key funding_sources: 'key: value' lines belong here; found a list of 1",
    ),
    "an amount for a funder": (
        "county_general_fund: county", "county_general_fund: 0.4",
        "line 15, key funding_sources.county_general_fund: not text; found 0.4; "
        "allowed: text; a number is put in quotes to be one",
    ),
    "a payer that stands for several": (
        "  state: The state\n", "  state: The state\n  medicaid: Medicaid\n",
        "line 13, key payers.medicaid: this name stands for several payers and is none by itself",
    ),
    "Medicaid in a place without its payers": (
        "prison_days: state", "prison_days: medicaid",
        f"line 52, key cost_lines.prison bed.counts.prison_days: {NO_FEDERAL}; found medicaid",
    ),
    "Medicaid's part of services in a place without its payers": (
        "case_manager_months: funders", "case_manager_months: service_funders",
        f"line 56, key cost_lines.case managers.counts.case_manager_months: {NO_FEDERAL}; found service_funders",
    ),
    "an unknown payer of a line": (
        "prison_days: state", "prison_days: stat",
        f"line 52, key cost_lines.prison bed.counts.prison_days: there is no such payer; found stat; {PAYERS}; "
        "did you mean state?",
    ),
    "an unknown price": (
        "price: costs.prison_day", "price: costs.prison_bed",
        "line 50, key cost_lines.prison bed.price: there is no such parameter; found costs.prison_bed; "
        "did you mean costs.prison_day?",
    ),
    "an unknown marginal share": (
        "share: costs.jail_day_marginal_share", "share: costs.jail_marginal",
        "line 46, key cost_lines.jail bed.function.share: there is no such parameter; found costs.jail_marginal; "
        "did you mean costs.jail_day_marginal_share?",
    ),
    "a price that is no money": (
        "price: costs.prison_day", "price: lead.consent",
        "line 50, key cost_lines.prison bed.price: a price is one amount of money; found lead.consent (share)",
    ),
    "a marginal share that is a price": (
        "share: costs.jail_day_marginal_share", "share: costs.booking",
        "line 46, key cost_lines.jail bed.function.share: not the kind of number that belongs here; "
        "found costs.booking (dollars); allowed: share",
    ),
    "the key that there was before functions": (
        "function: {kind: marginal, share: costs.jail_day_marginal_share}", "marginal: costs.jail_day_marginal_share",
        f"line 46, key cost_lines.jail bed.marginal: there is no such key; {LINE_KEYS}",
    ),
    "a fact that changes in the middle of an agreement": (
        "cost_lines:",
        "  capture.lag: {value: 12, then: [{from: 2027-07-01, value: 6}], grade: placeholder, assumption: why}\n"
        "cost_lines:",
        "line 43, key facts.capture.lag: this holds for the whole run and takes no later value; found 2027-07-01",
    ),
    "a private payer that is none": (
        "funding_sources:", "private_payers: [county, stat]\nfunding_sources:",
        "line 13, key private_payers: there is no such payer; found stat; allowed: city, county, state; "
        "did you mean state?",
    ),
    "a payer that is the fund": (
        "  state: The state\n", "  state: The state\n  fund: LEAD's fund\n",
        "line 13, key payers.fund: this name stands for several payers and is none by itself",
    ),
    "a line that counts nothing": (
        "counts: {prison_days: state}", "counts: {}",
        "line 52, key cost_lines.prison bed.counts: this is empty; found nothing; allowed: at least one entry",
    ),
    "a line without agency": (
        "    agency: LEAD\n", "", "line 53, key cost_lines.case managers: the key agency is missing",
    ),
    "yes for true": (
        "program: true", "program: yes",
        "line 57, key cost_lines.case managers.program: neither true nor false; found yes; allowed: true, false",
    ),
    "a misspelled key of a line": (
        "program: true", "programme: true",
        "line 57, key cost_lines.case managers.programme: there is no such key; "
        f"{LINE_KEYS}; did you mean program?",
    ),
}  # fmt: skip

ALLOWED_NAME = "allowed: a name that `leadsim scenarios` lists, or a .yaml file"
# A scenario as it is asked for, and how the answer begins.
NAMES: dict[str, tuple[str, str]] = {
    "misspelled": (
        "king-county/pilto",
        f"there is no such scenario; found king-county/pilto; {ALLOWED_NAME}; did you mean king-county/pilot",
    ),
    "climbing": (
        "../king-county/pilot",
        f"there is no such scenario; found ../king-county/pilot; {ALLOWED_NAME}; did you mean king-county/pilot",
    ),
    "climbing and coming back": (
        "king-county/../king-county/pilot",
        f"there is no such scenario; found king-county/../king-county/pilot; {ALLOWED_NAME}",
    ),
    "the jurisdiction": (
        "king-county/jurisdiction",
        f"there is no such scenario; found king-county/jurisdiction; {ALLOWED_NAME}",
    ),
    "nothing": ("", f"there is no such scenario; found nothing; {ALLOWED_NAME}"),
    "a jurisdiction's file": (
        "somewhere/jurisdiction.yaml",
        "somewhere/jurisdiction.yaml: this file is a jurisdiction, not a scenario; its scenarios lie beside it",
    ),
    "a file that is not there": ("nowhere/pilot.yaml", "nowhere/pilot.yaml: no such file"),
}
