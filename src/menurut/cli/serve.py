"""``menurut serve``: the store as pages in a browser."""

from __future__ import annotations

import secrets
import webbrowser
from pathlib import Path

import click

from menurut.cli.options import store_option
from menurut.errors import InputError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command("serve")
@store_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; others can then read.")
@click.option("--name", "names", multiple=True, metavar="NAME", help="A name under which others reach it (repeatable).")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option("--language", type=click.Choice(["id", "en"]), help="Of the pages; by default what the browser prefers.")
def command(
    store_path: Path, port: int, host: str, names: tuple[str, ...], open_browser: bool, language: str | None
) -> None:
    """Serve a store as pages: who says what, in whose words, to search, follow, correct and take away.

    The address that is printed lets you correct; the same without its token can only be read. Ctrl-C ends it.
    """
    import socket

    import uvicorn

    from menurut.serve.app import create_app
    from menurut.serve.render import compile_templates

    token = secrets.token_urlsafe(24)
    app = create_app(store_path, token=token, language=language, hosts=[*names, f"[{host}]" if ":" in host else host])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # so named, asyncio sends at once
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who opens the address before the app is ready waits
    except OSError as error:
        listener.close()
        raise InputError(f"cannot listen on {host}:{port} ({error.strerror}); name another with --port") from error
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    click.echo(f"{store_path} is served at {address}  (Ctrl-C ends it)")
    click.echo(f"To correct, open {address}?token={token}")
    if host not in _LOOPBACK:
        click.echo("Everyone who reaches this machine can read it; only who has the token can correct.", err=True)
        if not names:
            click.echo("It answers under the address above alone; give others' addresses for it with --name.", err=True)
    if open_browser:
        webbrowser.open(f"{address}?token={token}")
    compile_templates()
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, limit_concurrency=200, timeout_keep_alive=10, lifespan="on"
    )
    uvicorn.Server(config).run(sockets=[listener])
