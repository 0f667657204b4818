"""The command that prints published findings beside what the models show."""

from __future__ import annotations

import sys
import textwrap

from plnkit.cli.words import clean, say, say_json

EVIDENCE = """\
Prints published findings: the paper's numbers, what the models of the lessons show and in
which interval, whether that agrees, and where evidence conflicts.

  plnkit evidence                       in some twenty seconds
  plnkit evidence --runs 100 --seed 7   other runs, and more of them
  plnkit evidence --json

Nothing is tuned to agree: what had to be chosen is said. Nothing is written."""


def add_commands(command) -> None:
    """Enter the command; `command(name, run, about, line)` makes a parser."""
    made = command("evidence", _evidence, EVIDENCE, "published findings beside the models")
    made.add_argument("--runs", type=int, default=20, metavar="N", help="runs of each model (20)")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="where chance begins (1)")
    made.add_argument("--json", action="store_true", help="print the table as JSON")


def _evidence(args) -> None:
    from dataclasses import asdict

    from plnkit.model.dynamics.evidence import results

    rows = []
    for finding, result in results(args.seed, args.runs):
        if args.json:
            rows.append(asdict(finding) | {"result": result and asdict(result)})
            print(clean(f"plnkit: {finding.key}"), file=sys.stderr)  # it takes a while
            continue
        doi = f", doi {finding.doi}" if finding.doi else ""
        say(*_wrapped(finding.finding, ""), *_wrapped(f"{finding.source}{doi}"))
        second = " (from another source than the paper)" if finding.secondary else ""
        say(*_wrapped(f"Numbers: {finding.numbers}{second}."))
        if result:
            say(
                *_wrapped(
                    f"Ours: {result.mean:,.3g} ({result.low:,.3g} to {result.high:,.3g} in 95% of "
                    f"{result.runs} runs, seed {result.seed}): {finding.ours}."
                ),
                *_wrapped(f"Free: {finding.free}."),
                f"  Agrees: {result.agrees}.",
            )
        else:
            say("  No model here illustrates it.")
        say(*_wrapped(f"Conflicts: {finding.conflicts}"), "")
    if args.json:
        say_json(rows)


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, 88, initial_indent=indent, subsequent_indent="    ")
