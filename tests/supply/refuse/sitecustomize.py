"""Refuses the network to every Python that is started with this folder on its path, and notes what it tried.

Two guards. An audit hook raises where Python's own socket module is asked to reach somebody, and adds a line to the
file that ``REFUSED_LOG`` names. A seccomp filter of the kernel (Linux on x86-64 and ARM) ends the process with SIGSYS
where anything else in it does, a library in C or a thread of its own. Processes that it starts inherit both. A server
may listen and answer.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_REACHES = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto")
# machine: its name in audit.h, and the numbers of the calls connect and sendto
_CALLS = {"x86_64": (0xC000003E, 42, 44), "aarch64": (0xC00000B7, 203, 206)}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # of the Berkeley packet filter
_NUMBER, _MACHINE, _ADDRESS = 0, 4, 48  # offsets in what the kernel shows the filter; the address is sendto's fifth
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in _REACHES:
        with open(os.environ["REFUSED_LOG"], "a", encoding="utf-8") as log:  # noqa: PTH123
            log.write(f"{event} {arguments!r}\n")
        raise OSError(f"refused: {event} {arguments!r}")


def _refuse_in_the_kernel() -> None:
    machine, connect, sendto = _CALLS[platform.machine()]
    steps = (
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 0, 7, machine),
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 6, 0, connect),
        (_EQUAL, 0, 4, sendto),  # with an address; without one it answers on a connection
        (_LOAD, 0, 0, _ADDRESS),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _ADDRESS + 4),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL),
    )
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(held)))
    libc = ctypes.CDLL(None, use_errno=True)
    one, nothing, two = (ctypes.c_ulong(number) for number in (1, 0, _FILTER))
    if libc.prctl(_NO_NEW_PRIVILEGES, one, nothing, nothing, nothing) or libc.prctl(_SECCOMP, two, program):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")


sys.addaudithook(_note)
if sys.platform == "linux" and platform.machine() in _CALLS:
    _refuse_in_the_kernel()
