"""Visits to servers, as polite as they are bounded: one request at a time to a host, with a pause, as robots.txt says.

Visits wait in a queue a host. A host that fails or asks for patience (``Retry-After``) is left alone, longer each time,
also by later runs: what hosts want is kept in the store. Redirects are visits of their own, under the rules of the host
they lead to (RFC 9309 for robots.txt, RFC 9110 for the rest).
"""

from __future__ import annotations

import math
import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from urllib.parse import urldefrag, urljoin, urlsplit

from menurut.read.fetch import Answer, Fetcher, Limits
from menurut.read.robots import Rules, rules_in
from menurut.records import Problem
from menurut.store.feeds import FeedStore, HostRow

HOST_FAULTS = frozenset(("host_not_found", "not_connected", "timed_out", "tls_failed", "robots_not_read"))
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_HOPS = 5
_AT_ONCE = 8  # requests under way, each to another host
_ROBOTS_LAST = 86_400.0  # seconds that a robots.txt holds
_ROBOTS_KEPT = 512_000  # characters of it, as RFC 9309 asks
_HOST_WAIT, _HOST_LONGEST = 60.0, 21_600.0  # seconds that a failing host is left alone, doubled each time
_LONGEST_ASKED = 86_400.0  # of a Retry-After
_PATIENCE = 30.0  # seconds that a round waits for a host that is left alone since it failed


@dataclass(frozen=True, slots=True)
class World:
    """What tests replace: the clock (seconds since 1970), sleeping, chance (0 to 1), and the limits of a request."""

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Visit:
    """An address to be asked for, and what for: ``about`` is the caller's own.

    ``private`` is whether it may lie in a private network. ``moved_to`` is where it has moved to for good, as far as
    the answers so far say; ``hops`` is how many redirects they were.
    """

    address: str
    about: object
    headers: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    moved_to: str | None = None
    hops: int = 0
    robots_of: str | None = None  # the host whose robots.txt this asks for


@dataclass(slots=True)
class _Host:
    row: HostRow
    rules: Rules | None
    ready: float
    queue: deque[Visit] = field(default_factory=deque)
    busy: bool = False
    asks_robots: bool = False

    @property
    def waits(self) -> bool:
        """Whether its next visit may begin once it is ready."""
        return bool(self.queue) and not self.busy and not (self.asks_robots and self.queue[0].robots_of is None)


def waiting_time(failures: int, first: float, longest: float, chance: float) -> float:
    """Seconds to wait after so many failures: doubled each time up to ``longest``, a quarter more at most by chance."""
    return min(first * 2.0 ** min(failures - 1, 30), longest) * (1 + chance / 4)


def retry_after(headers: Mapping[str, str], now: float) -> float:
    """The seconds that a server asks to be left alone for, 0 where it does not say; a day at most."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return min(float(value), _LONGEST_ASKED)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - now, 0.0), _LONGEST_ASKED)
    except (ValueError, IndexError, OverflowError, OSError):
        return 0.0


def host_of(address: str) -> str:
    """The host of an address, with its port where that is not the usual one; empty where it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.hostname or ''}{'' if port in (None, usual) else f':{port}'}"


class Visits:
    """The visits of one round."""

    def __init__(self, fetcher: Fetcher, store: FeedStore, world: World, pause: float) -> None:
        """``pause`` is the least time in seconds between two requests to a host; ``store`` keeps what hosts want."""
        self._fetcher, self._store, self._world, self._pause = fetcher, store, world, pause
        self._hosts: dict[str, _Host] = {}
        self._ended: SimpleQueue[tuple[Visit, Answer | Problem, float]] = SimpleQueue()
        self._running = 0
        self._last = world.clock()

    def add(self, visit: Visit, *, first: bool = False) -> None:
        """Queues a visit, ``first`` before all others of its host."""
        queue = self._host(host_of(visit.address)).queue
        (queue.appendleft if first else queue.append)(visit)

    def results(self, until: float) -> Iterator[tuple[Visit, Answer | Problem]]:
        """Each visit as it ends (the last of its redirects), with what came of it. Visits may be added meanwhile.

        Visits that cannot begin by ``until`` are left out, and those to a host that is left alone for a while.
        """
        while True:
            until -= self._set_back()
            yield from self._begin(until)
            now = self._world.clock()
            hosts = [h for h in self._hosts.values() if h.waits and h.row.next_at <= now + _PATIENCE]
            ready = min((h.ready for h in hosts), default=math.inf)
            if self._running:
                full = self._running >= _AT_ONCE or ready >= until
                try:
                    ended = self._ended.get(timeout=None if full else max(ready - now, 0.01))
                except Empty:
                    continue
                yield from self._end(*ended)
            elif ready < until:
                self._world.sleep(max(ready - now, 0.0))
            else:
                return

    def _set_back(self) -> float:
        """By how many seconds the clock was set back since the last look; hosts are not left alone longer for it."""
        now = self._world.clock()
        back, self._last = max(self._last - now, 0.0), now
        for host in self._hosts.values() if back else ():
            host.ready -= back
        return back

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            row = self._store.host(name)
            fresh = row.robots is not None and row.robots_until > self._world.clock()
            rules = rules_in(row.robots or "", "menurut") if fresh else None
            self._hosts[name] = _Host(row, rules, row.next_at)
        return self._hosts[name]

    def _begin(self, until: float) -> Iterator[tuple[Visit, Problem]]:
        """Begins what may begin now; gives back what robots.txt forbids."""
        for name, host in list(self._hosts.items()):
            while host.waits and self._running < _AT_ONCE and host.ready <= self._world.clock() < until:
                if host.queue[0].robots_of is None and host.rules is None:
                    host.asks_robots = True
                    private = any(visit.private for visit in host.queue)
                    visit = Visit(urljoin(host.queue[0].address, "/robots.txt"), None, private=private, robots_of=name)
                else:
                    visit = host.queue.popleft()
                if visit.robots_of is None and host.rules is not None and not host.rules.allow(visit.address):
                    message = f"the robots.txt of {name} does not allow menurut to fetch it"
                    yield visit, Problem("read", "robots_forbid", message, visit.address)
                    continue
                host.busy = True
                self._running += 1
                threading.Thread(target=self._fetch, args=(visit,), daemon=True).start()

    def _fetch(self, visit: Visit) -> None:
        """Runs in a thread of its own; whatever happens there, the visit ends."""
        answer: Answer | Problem = Problem("read", "internal_error", "menurut failed to fetch it", visit.address)
        try:
            answer = self._fetcher.get(visit.address, visit.headers, private=visit.private)
        finally:
            self._ended.put((visit, answer, self._world.clock()))

    def _end(self, visit: Visit, answer: Answer | Problem, ended: float) -> Iterator[tuple[Visit, Answer | Problem]]:
        host = self._host(host_of(visit.address))
        host.busy = False
        self._running -= 1
        host.ready = ended + max(self._pause, host.rules.delay if host.rules else 0.0)
        self._note(host, answer, ended)
        if isinstance(answer, Answer) and answer.status in _REDIRECTS:
            following = _following(visit, answer)
            if isinstance(following, Visit):
                self.add(following, first=True)
                return
            answer = following
        if visit.robots_of is not None:
            yield from self._learn(self._host(visit.robots_of), answer)
        else:
            yield visit, answer

    def _note(self, host: _Host, answer: Answer | Problem, ended: float) -> None:
        """Leaves a host alone that fails or asks for it, and forgets its failures where it does not."""
        row = host.row
        if isinstance(answer, Answer):
            asked, faulty = retry_after(answer.headers, ended), answer.status in PASSING
        else:
            asked, faulty = 0.0, answer.code in HOST_FAULTS
        if faulty:
            row.failures += 1
            wait = waiting_time(row.failures, _HOST_WAIT, _HOST_LONGEST, self._world.chance())
            host.ready = max(host.ready, ended + max(wait, asked))
            row.next_at = host.ready
            self._store.save_host(row)
        elif row.failures:
            row.failures, row.next_at = 0, 0.0
            self._store.save_host(row)

    def _learn(self, host: _Host, answer: Answer | Problem) -> Iterator[tuple[Visit, Problem]]:
        """Takes in what a host's robots.txt says. Where it cannot be read, nothing of the host may be (RFC 9309)."""
        host.asks_robots = False
        if isinstance(answer, Problem):
            absent, problem = answer.code in ("too_many_redirects", "bad_redirect"), answer
        else:
            absent = 400 <= answer.status < 500 and answer.status not in PASSING
            message = f"the server answered {answer.status} to the request for robots.txt; it is asked again later"
            problem = Problem("read", "robots_not_read", message)
        if absent or (isinstance(answer, Answer) and answer.status == 200):
            text = answer.body.decode("utf-8", "replace") if isinstance(answer, Answer) and not absent else ""
            host.rules = rules_in(text, "menurut")
            now = self._world.clock()
            host.ready = max(host.ready, now + host.rules.delay)
            host.row.robots, host.row.robots_until = text[:_ROBOTS_KEPT], now + _ROBOTS_LAST
            self._store.save_host(host.row)
            return
        own = [visit for visit in host.queue if visit.robots_of is None]
        host.queue = deque(visit for visit in host.queue if visit.robots_of is not None)
        for visit in own:
            yield visit, replace(problem, origin=visit.address)


def _following(visit: Visit, answer: Answer) -> Visit | Problem:
    """The visit that a redirect leads to."""
    if visit.hops >= _HOPS:
        message = f"it redirects more than {_HOPS} times; look whether the address is right"
        return Problem("read", "too_many_redirects", message, visit.address)
    try:
        address = urldefrag(urljoin(visit.address, answer.headers.get("location", ""))).url
        fits = urlsplit(address).scheme in ("http", "https") and host_of(address)
    except ValueError:
        fits = False
    if not fits or not answer.headers.get("location"):
        message = f"it redirects to no address of the web: {answer.headers.get('location', 'none')[:200]!r}"
        return Problem("read", "bad_redirect", message, visit.address)
    so_far = visit.hops == 0 or visit.moved_to == visit.address
    moved_to = address if so_far and answer.status in _FOR_GOOD else visit.moved_to
    return replace(visit, address=address, private=answer.private, moved_to=moved_to, hops=visit.hops + 1)
