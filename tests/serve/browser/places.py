"""The pages of a store, one address for each kind."""

from __future__ import annotations

from tests.serve.browser.conftest import Site

QUERIES = {
    "article": "SELECT article FROM events GROUP BY article ORDER BY count(*) DESC, article LIMIT 1",
    "actor": "SELECT identity FROM identity_actors WHERE identity IS NOT NULL GROUP BY identity"
    " ORDER BY count(*) DESC, identity LIMIT 1",
    "incident": "SELECT id FROM incidents ORDER BY articles DESC, sources DESC, id LIMIT 1",
    "copies": "SELECT id FROM copy_groups ORDER BY articles DESC, id LIMIT 1",
}


def pages(site: Site) -> dict[str, str]:
    """Addresses by name."""
    known = {kind: f"/{kind}/{site.one(query)}" for kind, query in QUERIES.items()}
    pair = site.rows("SELECT state, other FROM relations GROUP BY state, other ORDER BY count(*) DESC, state LIMIT 1")
    stand = site.rows("SELECT incident, identity FROM incident_positions WHERE identity IS NOT NULL LIMIT 1")
    event = site.one("SELECT id FROM events ORDER BY id LIMIT 1")
    attribution = site.one("SELECT id FROM attributions ORDER BY id LIMIT 1")
    actor = site.one("SELECT id FROM actors ORDER BY id LIMIT 1")
    return {
        "home": "/",
        "everything": "/?all=1&across=country",
        **known,
        "pair": f"/pair/{pair[0][0]}/{pair[0][1]}",
        "position": f"/position/{stand[0][0]}/{stand[0][1]}",
        "timeline": "/timeline",
        "network": "/network",
        "map": "/map",
        "search": "/search?q=serangan",
        "corrections": "/corrections",
        "correct-event": f"/correct/event/{event}",
        "correct-attribution": f"/correct/attribution/{attribution}",
        "correct-actor": f"/correct/actor/{actor}",
        "correct-article": f"/correct/article/{site.one(QUERIES['article'])}",
        "problems": "/problems",
        "codebook": "/codebook",
        "about": "/about",
    }
