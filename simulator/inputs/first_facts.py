"""What a new place has to say of itself first: parameters in the order of what matters most, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping

FIRST_FACTS: Mapping[str, Mapping[str, str]] = {
    "How many people this is about. Nearly every number grows with it.": {
        "population.pool": "a count of people booked, say, twice or more in two years, from your jail's records",
        "population.areas": "the precincts or towns where these people are met, and the share of contacts in each",
        "population.area_is_city": "1 where misdemeanors go to a city's court and 0 where they go to the county's",
    },
    "What is spent on LEAD, whose money it is, and how many places it makes.": {
        "funding.city_general_fund": "what the city's budget gives LEAD in a year, or 0",
        "funding.county_general_fund": "what the county's budget gives LEAD in a year, or 0",
        "funding.sales_tax": "what a dedicated local tax gives LEAD in a year, or 0",
        "funding.state_grant": "the state's grant for a year, or 0, and the date on which it ends",
        "funding.federal_grant": "the federal grant for a year, or 0, and the date on which it ends",
        "funding.philanthropy": "what foundations and donors give in a year, or 0, and the date on which it ends",
        "costs.case_manager": "a case manager with benefits, supervision and overhead, from the provider's budget",
        "costs.services_month": "what is spent on a participant in a month beside staff, from the provider's ledger",
        "costs.program_fixed": "what management and the liaison prosecutor cost in a year, from the program's budget",
        "lead.caseload": "participants to a case manager, from the provider's staffing and census",
        "lead.duration": "mean time in the program, from the provider's entry and exit dates",
    },
    "How often these people are arrested, and for what.": {
        "police.arrest_rate": "new-offense arrests of one of them in a year at liberty, from arrest records",
        "police.offense_mix": "the shares of their arrests by class of offense, from arrest records by charge",
        "police.felony": "your state's law: 1 for what is charged as a felony, 0 for a misdemeanor",
        "police.booked_share": "booked arrests over all arrests, from arrest records matched with bookings",
    },
    "How long they stay in jail, and what a day and a unit there cost.": {
        "jail.long_stay_share": "the share of stays longer than about two weeks, from booking and release times",
        "jail.long_stay_median": "the median of those long stays, from booking and release times",
        "jail.warrant_long_stay_share": "the same share of bookings on a warrant, from jail records",
        "jail.background_population": "the jail's average daily population less the part of the pool in it",
        "costs.jail_day": "the jail's cost of a person and day, from its budget, and the price year",
        "costs.booking": "the jail's cost of a booking, from a cost study or a fee schedule, and the price year",
        "costs.jail_day_marginal_share": "what varies with one person more: food, supplies, some health care",
        "jail_unit.beds": "the beds of a unit of your jail that can be closed and staffed as a whole",
        "jail_unit.bed_day": "the staff and upkeep that closing such a unit frees, for each of its beds and days",
        "savings.jail_backfill": "how many freed beds fill again, from daily counts before and after a change",
    },
    "How people come to LEAD.": {
        "lead.coverage": "the share of contacts in each area that are with an agency that takes part",
        "lead.officer_trained": "the share of contacts by officers trained for LEAD, from training rosters",
        "lead.officer_offers": "offers over eligible arrests, from the program's records and arrest records",
        "lead.social_referral_rate": "referrals by social contact over the size of the pool, from referral logs",
        "lead.community_referral_rate": "referrals by others over the size of the pool, from referral logs",
    },
    "What follows an arrest in court.": {
        "prosecution.filed": "cases filed over charges referred by people in custody, from prosecutors' records",
        "courts.warrant_rate": "warrants issued in a year with an open case, from court records",
        "courts.warrant_service_rate": "warrants served in a year that one is outstanding, from warrant records",
    },
    "Who they are. Groups are labels for counting and never change what a person does.": {
        "population.groups": "the groups of your booking records and their shares of the pool",
        "population.age_mean": "the mean age of the pool, from booking records",
        "population.female_share": "the share of women, from booking records",
        "population.unhoused_share": "the share without housing, from a match of bookings with shelter records",
        "population.mental_illness_share": "the share with a serious mental illness, from a jail health screening",
        "population.excluded_history_share": "the share whose record excludes them, from criminal history checks",
    },
}
"""What replaces each parameter, by what a group of them is about."""

OTHER_FACTS = "Whatever else {source} says of itself."
OTHERWISE = "what is true of your place, with its source"

__all__ = ["FIRST_FACTS", "OTHERWISE", "OTHER_FACTS"]
