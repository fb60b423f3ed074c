"""`kpitrack trend`: one metric over time."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from kpitrack.cli import options, streams
from kpitrack.cli.ending import ending
from kpitrack.cli.publish import StoreOption


def trend(  # noqa: PLR0913 - one argument per option
    metric: Annotated[str, typer.Argument(metavar="METRIC", help="Id of the metric.")],
    *,
    every: Annotated[
        str | None, typer.Option("--every", metavar="RHYTHM", help="week, month, quarter …; default: as measured.")
    ] = None,
    points: Annotated[int, typer.Option("--points", min=2, max=200, help="How many periods to look back.")] = 12,
    audience: options.AudienceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    targets: options.TargetsOption = None,
    exports: options.ExportsOption = None,
    as_of: options.AsOfOption = None,
    store: StoreOption = None,
    verbose: options.VerboseOption = False,
) -> None:
    """Show a metric over time.

    From dated data where the exports have dates, else from the history; with a forecast only where there is enough.
    """
    with ending(verbose=verbose):
        from kpitrack import pipeline  # noqa: PLC0415 - heavy
        from kpitrack.pipeline.trends import TrendQuestion  # noqa: PLC0415
        from kpitrack.pipeline.trends import trend as observe  # noqa: PLC0415
        from kpitrack.reports.bulletin import series  # noqa: PLC0415
        from kpitrack.wording import glyphs_for  # noqa: PLC0415

        program = pipeline.load_program(targets)
        day = options.as_of(as_of, program.program.pinned_as_of)
        question = pipeline.Question(audience=audience.value if audience else None, exports=exports)
        found = observe(program, TrendQuestion(metric, day, every, points, question, store))
        if as_json:
            typer.echo(json.dumps(series.as_json(found), indent=1, ensure_ascii=False))
            return
        encoding = sys.stdout.encoding
        text = series.render(found, glyphs_for(encoding), streams.width_of(sys.stdout) or 80, encoding)
        typer.echo(text, nl=False)


def add_to(app: typer.Typer) -> None:
    app.command(epilog="Example: kpitrack trend champions_certified --every month")(trend)
