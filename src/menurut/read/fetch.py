"""One HTTP request, bounded in time, size and reach: addresses → answers. Who may ask what when is ``run.visits``'s.

A host's name is looked up here and the connection made to the addresses that came of it, so that what was checked (that
they are public) is what is asked. Bodies are decompressed as they come and cut off at the limit, so that no body
unfolds in memory. A watchdog closes the connection when the whole takes too long, whatever the server does meanwhile.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from menurut.errors import InputError, StepError
from menurut.records import Problem
from menurut.version import __version__

if TYPE_CHECKING:
    import httpx

_BLOCK = 65_536
_MOST_ADDRESSES = 4  # of a host that are tried
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,*/*;q=0.5"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a request may take: seconds to connect, between two reads, and in all; bytes, decompressed."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    size: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: status, headers (names in lower case), and of status 200 the body, decompressed.

    ``private`` is whether the host lies in a private network or on this machine.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    private: bool = False

    @property
    def charset(self) -> str | None:
        """The encoding that the server names, right or wrong."""
        match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", self.headers.get("content-type", ""), re.IGNORECASE)
        return match[1] if match else None


def agent_name(contact: str | None) -> str:
    """How menurut names itself to servers. ``contact`` is an address of mail or web; raises ``InputError``."""
    if contact is None:
        return f"menurut/{__version__} (news reader; contact: set --contact)"
    if not re.fullmatch(r"[!-'*-~]{3,200}", contact):
        raise InputError(f"{contact!r} is no contact; give an address of mail or web, in plain letters without spaces")
    return f"menurut/{__version__} (news reader; contact: {contact})"


class Fetcher:
    """Asks servers, one request a call, from as many threads as one likes. Use as a context manager."""

    def __init__(self, agent: str, limits: Limits | None = None) -> None:
        """Takes the name to give to servers (``agent_name``) and the limits of each request. Raises ``InputError``."""
        self._limits = limits or Limits()
        self._agent = agent
        self._lines: set[_Line] = set()
        self._lock = threading.Lock()
        self._clients = {
            proxied: self._client(proxied=proxied) for proxied in ((False, True) if _proxies() else (False,))
        }

    def _client(self, *, proxied: bool) -> httpx.Client:
        """A client that keeps neither connections (they are told apart by address alone) nor cookies."""
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        limits = self._limits
        try:
            return httpx.Client(
                trust_env=proxied,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                limits=httpx.Limits(max_keepalive_connections=0),
                timeout=httpx.Timeout(limits.read, connect=limits.connect),
                headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            )
        except (ImportError, ValueError) as error:
            message = f"the proxy that the settings of the system name cannot be used: {error}"
            raise InputError(message) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cuts off what is under way."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            line.cut()
        for client in self._clients.values():
            client.close()

    def get(self, address: str, headers: Mapping[str, str], *, private: bool) -> Answer | Problem:
        """What the server answers to a GET of ``address``; redirects are not followed.

        Args:
            address: http or https.
            headers: more headers, such as those of a conditional request.
            private: whether the host may lie in a private network or on this machine.

        What fails is a ``Problem`` with one of the codes that docs/watching.md lists.
        """
        import httpx

        line = _Line()
        with self._lock:
            self._lines.add(line)
        try:
            return self._try(_url(address), headers, line, private=private)
        except StepError as error:
            return Problem(error.step, error.code, error.message, address)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, RuntimeError, ValueError) as error:
            return self._failed(error, line, address)
        finally:
            line.close()
            with self._lock:
                self._lines.discard(line)

    def _try(self, url: httpx.URL, headers: Mapping[str, str], line: _Line, *, private: bool) -> Answer:
        """Asks the host's addresses one after the other until one takes the connection."""
        import httpx

        host = url.raw_host.decode("ascii")
        proxied = _is_proxied(url.scheme, host)
        asked = [host] if proxied else _addresses(host, url.port or (443 if url.scheme == "https" else 80))
        allowed = [at for at in asked if private or not is_private(at)]
        if not allowed:
            message = f"{host} lies in a private network or on this machine; only feeds there may point there"
            raise StepError("read", "private_address", message)
        line.cut_after(self._limits.total)
        for number, at in enumerate(allowed, 1):
            try:
                return self._ask(url, at, headers, line, proxied=proxied)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(allowed) or line.was_cut:
                    raise
        raise AssertionError  # the last one returned or raised

    def _ask(self, url: httpx.URL, at: str, headers: Mapping[str, str], line: _Line, *, proxied: bool) -> Answer:
        import httpx

        client = self._clients[proxied]
        request = client.build_request(
            "GET",
            url if proxied else url.copy_with(host=at),
            headers={**headers, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii"), "trace": line.trace},
        )
        response = client.send(request, stream=True)
        try:
            names = {name.lower(): value for name, value in response.headers.items()}
            body = self._body(response, names) if response.status_code == 200 else b""
            if line.was_cut:  # a body without a stated length ends like this, too
                raise httpx.ReadTimeout("cut off")
            return Answer(str(url), response.status_code, names, body, is_private(at))
        finally:
            response.close()

    def _body(self, response: httpx.Response, headers: Mapping[str, str]) -> bytes:
        limit = self._limits.size
        length = headers.get("content-length", "0")
        if length.isdecimal() and len(length) < 20 and int(length) > limit:
            raise StepError("read", "too_large", _too_large(limit))
        parts, size = [], 0
        for part in _decompressed(response.iter_raw(_BLOCK), headers.get("content-encoding", "")):
            size += len(part)
            if size > limit:
                raise StepError("read", "too_large", _too_large(limit))
            parts.append(part)
        return b"".join(parts)

    def _failed(self, error: Exception, line: _Line, address: str) -> Problem:
        """The problem that an error of the connection is."""
        import httpx

        if line.was_cut or isinstance(error, httpx.TimeoutException):
            message = f"the server took too long (at most {self._limits.total:.0f} s in all); it is asked again later"
            return Problem("read", "timed_out", message, address)
        if (fault := _tls_fault(error)) is not None:
            message = f"no secure connection: {fault}; look whether the address is right and the outlet's site is well"
            return Problem("read", "tls_failed", message, address)
        message = f"the connection failed ({str(error)[:200] or type(error).__name__}); it is tried again later"
        return Problem("read", "not_connected", message, address)


class _Line:
    """The connection of one request, so that it can be cut off from another thread."""

    def __init__(self) -> None:
        self.was_cut = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def cut_after(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True
        self._timer.start()

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Takes down each connection that httpcore makes (its "trace" extension calls this)."""
        if name != "connection.connect_tcp.complete":
            return
        own = info["return_value"].get_extra_info("socket").dup()  # TLS takes the socket itself over
        with self._lock:
            self._sockets.append(own)
        if self.was_cut:
            self.cut()

    def cut(self) -> None:
        self.was_cut = True
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            for each in self._sockets:
                each.close()
            self._sockets.clear()


def is_private(address: str) -> bool:
    """Whether an IP address, or the name of this machine, is not a public one; of other names nothing is known."""
    try:
        at = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return address.lower().rstrip(".").endswith("localhost")
    if isinstance(at, ipaddress.IPv6Address):
        inner = at.ipv4_mapped or at.sixtofour or (at.teredo[1] if at.teredo else None)
        if inner is None and at in _NAT64:
            inner = ipaddress.IPv4Address(int(at) & 0xFFFFFFFF)
        if inner is not None:
            return not inner.is_global or inner.is_multicast
    return not at.is_global or at.is_multicast


def _url(address: str) -> httpx.URL:
    import httpx

    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise StepError("read", "bad_address", f"this is no address: {error}") from error
    if url.scheme not in ("http", "https") or not url.raw_host:
        raise StepError("read", "bad_address", "only http and https addresses that name a host are fetched")
    return url


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        message = f"there is no host {host} to be found ({said}); check the address, and the network"
        raise StepError("read", "host_not_found", message) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))[:_MOST_ADDRESSES]


def _proxies() -> Mapping[str, str]:
    from urllib.request import getproxies

    return getproxies()


def _is_proxied(scheme: str, host: str) -> bool:
    """Whether the system's settings send requests of that kind to a proxy, which then looks the host up."""
    from urllib.request import proxy_bypass

    proxies = _proxies()
    return (scheme in proxies or "all" in proxies) and not proxy_bypass(host)


def _too_large(limit: int) -> str:
    return f"more than {limit:,} bytes, decompressed, the most that is fetched"


def _decompressed(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The blocks of a body, decompressed, none longer than ``_BLOCK`` where it was compressed."""
    kinds = [kind.strip().lower() for kind in encoding.split(",")]
    kinds = [kind for kind in kinds if kind not in ("", "identity")]
    if not kinds:
        yield from blocks
        return
    if len(kinds) > 1 or kinds[0] not in ("gzip", "x-gzip", "deflate"):
        message = f"the server compresses in a way that was not asked for: {encoding[:80]}"
        raise StepError("read", "bad_compression", message)
    decoder = None
    for block in blocks:
        data = block
        while data:
            if decoder is None:
                decoder = zlib.decompressobj(_window(kinds[0], data))
            try:
                yield decoder.decompress(data, _BLOCK)
            except zlib.error as error:
                raise StepError("read", "bad_compression", f"the compressed data is damaged ({error})") from error
            data = decoder.unconsumed_tail
            if decoder.eof:  # another member may follow
                data, decoder = decoder.unused_data, None
                if data and not data.startswith(b"\x1f\x8b"):
                    return
    if decoder is not None:
        raise StepError("read", "bad_compression", "the compressed data breaks off before its end")


def _window(kind: str, data: bytes) -> int:
    """The ``wbits`` of zlib: what is called deflate comes with zlib's header or, from some servers, without."""
    if kind != "deflate":
        return 31
    return 15 if data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0 else -15


def _tls_fault(error: BaseException | None) -> str | None:
    """What went wrong in securing the connection, if that is what an error comes from."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or "its certificate is not valid"
        if isinstance(error, ssl.SSLError):
            return (error.reason or "the server speaks no TLS").replace("_", " ").lower()
        error = error.__cause__ or error.__context__
    return None
