"""What lint noticed, in words: one sentence why it matters, one suggestion what to write."""

from __future__ import annotations

from collections.abc import Mapping

from kpitrack.model.findings import RULES, Finding, Noticed

# code -> (why, what to do); the names in braces are facts of the finding
WORDS: Mapping[str, tuple[str, str]] = {
    "unusable": ("{problem}.", "{hint}"),
    "placeholder": ("{problem}.", "write the figure that was promised, or take the target out until there is one"),
    "ambiguous_step": ("{problem}.", "{hint}"),
    "two_values": (
        "“{metric}” promises two things for one day: {one} and {other}.",
        "keep one, or give the other another `role` (floor, checkpoint, stretch) and say why in `reading`",
    ),
    "two_dates": (
        "“{metric}” promises the same twice as final: {one} and {other}.",
        "make the earlier one `role: checkpoint`, or take one out",
    ),
    "falls_back": (
        "“{metric}” asks for less later than before: {one}, then {other}.",
        "check both figures; a lower bound beside the plan is `role: floor`",
    ),
    "count_and_share": (
        "“{metric}” promises {count}, but {share} of {size} {of} are {is}.",
        "decide which of the two holds and say so in `reading`, or accept it with a reason",
    ),
    "category_without_target": (
        "“{metric}” has targets for some of {dimension}, but none speaks of {category}.",
        "add a target with `scope: {{{dimension}: {category}}}`, or accept it with a reason",
    ),
    "old_figure": (
        "“{metric}” was changed on {day}, but this target of the same statement still says {old}.",
        "change it too, with `changed`, or accept it with a reason",
    ),
    "differs_from_statement": (
        "{statement} says {said}; here stands {written}.",
        "correct the definition, or write `differs: why`",
    ),
    "nobody_claims": (
        "No definition fulfils {statement}: {name}{said}.",
        "name it in `inventory` of what fulfils it, or add the metric",
    ),
    "not_measurable": (
        "“{metric}” does not say what is counted, out of how many.",
        "write a `measure` with the people counted (`of`) and what makes them count (`having`)",
    ),
    "no_target": (
        "“{metric}” has no target, and does not say that none is meant.",
        "add `targets`, or write `track: true`",
    ),
    "no_start": (
        "“{metric}” is to improve on a baseline that is not named, so it can never be judged.",
        "add `baseline: {{period: …}}`, or compare to a period with `compared_to`",
    ),
    "activity_as_evidence": (
        "“{metric}” says that something took place (“{word}”), not what changed by it.",
        "measure what people do differently now, or call it `benchmark: activity`",
    ),
    "no_evidence": (
        "“{metric}” is entered by hand, and nothing says what proves it.",
        "add `evidence:`, such as minutes of the board or a signed agreement",
    ),
    "no_owner": ("Nobody answers for “{metric}”.", "add `owner:` with the person or office"),
    "above_scale": ("{problem}.", "{hint}"),
    "cohort_too_small": (
        "“{metric}” promises {wanted}, but {of} hold {most}.",
        "lower the target, or promise as many as are needed",
    ),
    "beyond_ceiling": (
        "“{metric}” is to rise by {step} {times} time(s) from {start}, beyond the top of the scale.",
        "lower the step, or add `or: {{at_least: …}}` for whoever is near the top",
    ),
    "no_room": (
        "“{metric}” wants everybody to improve, and whoever is at the top already cannot.",
        "let `any_of` also accept the top of the scale, or ask for less than 100%",
    ),
    "stops_at_top": (
        "“{metric}” would pass the top of the scale in {when}; from then on the top itself is asked for.",
        "nothing, if that is meant; else end `until` before it",
    ),
    "not_timed": ("Nobody knows by when “{target}” is to be reached.", "add `due:` with a period or a day"),
    "carried_along": (
        "“{metric}” is told for each {every}, but counts everything to date, so old answers are carried along.",
        "write `window: in_period`, or accept it with a reason",
    ),
    "seldom_measured": (
        "“{metric}” is {type}, but measured once a {every}; the plan wants it monthly or quarterly.",
        "write `every: month` or `every: quarter`, with `window: in_period`",
    ),
    "too_many": (
        "{owner} answers for {number} metrics with targets in {year}; one team can follow about {most}.",
        "keep the few that matter most as targets, or share them out",
    ),
    "leads_nowhere": (
        "“{metric}” is a leading indicator, but does not say which outcome it leads to.",
        "add `supports:` with the metric it should move",
    ),
    "unknown_code": ("“{code}” is accepted, but no finding has that code{meant}", "write the code that lint prints"),
    "needless_acceptance": ("“{code}” is accepted, but was not found.", "take it out of `accepted`"),
}


def in_words(noticed: Noticed) -> Finding:
    """The finding as it is printed."""
    why, advice = WORDS[noticed.code]
    if noticed.code == "cohort_too_small" and "needed" in noticed.facts:
        advice += f" ({noticed.facts['needed']})"
    rule = RULES[noticed.code]
    return Finding(
        code=noticed.code,
        severity=rule.severity,
        place=noticed.place,
        subject=noticed.subject,
        criterion=rule.criterion.value,
        sentence=why.format(**noticed.facts),
        suggestion=advice.format(**noticed.facts),
        accepted=noticed.accepted,
    )
