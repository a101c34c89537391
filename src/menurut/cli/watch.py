"""``menurut watch``: what feeds bring, into a store, again and again."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path

import click

from menurut.cli.options import store_option
from menurut.config import Config
from menurut.errors import InputError
from menurut.link.everything import link
from menurut.read.feeds import feeds_named
from menurut.run.watch import Plan, Round, watch

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SHORTEST, _LONGEST = 60.0, 31 * 86_400.0


@click.command("watch")
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS...")
@click.option("--every", default="15m", show_default=True, metavar="TIME", help="How often each feed is looked at.")
@click.option("--once", is_flag=True, help="Look once and end, as for cron.")
@click.option("--feeds-only", is_flag=True, help="Store what the feeds themselves hold, and fetch no page.")
@click.option("--pause", default="2s", show_default=True, metavar="TIME", help="Between two requests to one host.")
@click.option("--contact", metavar="ADDRESS", help="An address of mail or web that servers are told, to reach you.")
@store_option
@click.option("--fast", is_flag=True, help="Take the faster, somewhat less exact setting of the language pipelines.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    *,
    feeds: tuple[str, ...],
    every: str,
    once: bool,
    feeds_only: bool,
    pause: str,
    contact: str | None,
    store_path: Path,
    fast: bool,
    quiet: bool,
) -> None:
    """Watch RSS, Atom and JSON feeds, and read the pages of their new entries into a store.

    FEEDS are addresses, or files with one a line (or OPML). Ctrl-C ends it; the same command goes on where it was. What
    cannot be fetched or read becomes a problem (see: menurut problems), and the rest is read.
    """
    plan = Plan(
        feeds_named(feeds),
        every=_seconds("--every", every, _SHORTEST),
        pause=_seconds("--pause", pause, 0.0),
        contact=contact,
        once=once,
        feeds_only=feeds_only,
    )

    def on_round(done: Round) -> None:
        if not quiet and (once or done.asked or done.summary.seen):
            click.echo(_line(done, once=once))

    try:
        watch(plan, store_path, Config(fast=fast), link=link, on_round=on_round)
    except KeyboardInterrupt:
        click.echo(f"Stopped. What was read is stored in {store_path}; the same command goes on from there.", err=True)
        sys.exit(130)
    if not once and not quiet:
        click.echo("No feed is left to be watched: all are gone for good.", err=True)


def _seconds(option: str, value: str, least: float) -> float:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*([smhd])", value.strip().lower(), re.ASCII)
    seconds = float(match[1]) * _UNITS[match[2]] if match else -1.0
    if not least <= seconds <= _LONGEST:
        raise InputError(f"{option} {value!r} is not a time from {least:.0f}s to 31d, such as 90s, 15m, 2h or 1d")
    return seconds


def _line(done: Round, *, once: bool) -> str:
    """One line on a round: "17:40  3 feeds (1 unchanged), 12 new entries: 11 articles stored; 1 not read …"."""
    summary = done.summary
    of_feeds = [f"{done.unchanged:,} unchanged"] * bool(done.unchanged) + [f"{done.failed:,} failed"] * bool(
        done.failed
    )
    parts = [_count(done.asked, "feed") + (f" ({', '.join(of_feeds)})" if of_feeds else "")]
    parts.append(_count(done.entries, "new entry", "new entries"))
    parts.append(f"{_count(summary.stored, 'article')} stored")
    if summary.not_read:
        counts = ", ".join(f"{count:,} {code}" for code, count in sorted(summary.not_read.items()))
        parts.append(f"not read: {counts}")
    if done.waiting:
        parts.append(f"{_count(done.waiting, 'entry', 'entries')} still to be fetched")
    now = datetime.now().astimezone()
    if not once and done.next_at is not None:
        parts.append(f"next at {datetime.fromtimestamp(done.next_at).astimezone():%H:%M}")
    return f"{now:%Y-%m-%d %H:%M}  {'; '.join(parts)}"


def _count(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
