"""The data dictionary as one self-contained page: no script, no request to anywhere."""

from __future__ import annotations

from jinja2 import Environment, StrictUndefined

from kpitrack.wording.dictionary import CAPTIONS, Dictionary

_TEMPLATE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ found.title }}: data dictionary</title>
<style>
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; color: #1b1b1b; background: #fff;
       font: 1rem/1.5 "DejaVu Sans", Verdana, "Segoe UI", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; } h2 { margin-top: 2.5rem; } h3 { margin: 1.5rem 0 .3rem; }
code { background: #edf0f3; padding: 0 .3rem; }
h3, dd, dt { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: #4a4a4a; } dd { margin: 0; } dd p { margin: 0 0 .2rem; }
article { border-top: 1px solid #767676; break-inside: avoid; }
nav ul { columns: 2; padding-left: 1.25rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } nav ul { columns: 1; } }
</style>
</head>
<body>
<header>
<h1>{{ found.title }}: data dictionary</h1>
<ul>
{% for year in found.years %}
<li>{{ year }}</li>
{% endfor %}
</ul>
</header>
<nav aria-label="Metrics">
<ul>
{% for entry in found.entries %}
<li><a href="#{{ entry.id }}">{{ entry.title }}</a></li>
{% endfor %}
</ul>
</nav>
<main>
{% for group, entries in groups %}
<h2>{{ group }}</h2>
{% for entry in entries %}
<article id="{{ entry.id }}">
<h3>{{ entry.title }} <code>{{ entry.id }}</code></h3>
<dl>
{% for caption, lines in entry.lines %}
<dt>{{ caption }}</dt>
<dd>{% for line in lines %}<p>{{ line }}</p>{% endfor %}</dd>
{% endfor %}
</dl>
</article>
{% endfor %}
{% endfor %}
<h2>Words</h2>
<dl>
{% for term in found.terms %}
<dt>{{ term.name }}</dt>
<dd>{{ term.meaning }}</dd>
{% endfor %}
</dl>
</main>
</body>
</html>
"""
_IN_THE_HEADING = ("title", "id", "group")


def render(found: Dictionary) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    groups = [
        (group, [_entry(each) for each in found.entries if each.group == group])
        for group in dict.fromkeys(entry.group for entry in found.entries)
    ]
    return environment.from_string(_TEMPLATE).render(found=found, groups=groups)


def _entry(entry: object) -> dict[str, object]:
    lines = [
        (caption, value if isinstance(value, tuple) else (value,))
        for key, caption in CAPTIONS.items()
        if key not in _IN_THE_HEADING and (value := getattr(entry, key))
    ]
    return {"id": getattr(entry, "id"), "title": getattr(entry, "title"), "lines": lines}  # noqa: B009
