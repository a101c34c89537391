"""From the actors of single articles to who they are across articles: one identity for one state, body or person."""

from menurut.link.identities import block_of, identities_of
from menurut.link.records import Identity, Link, Linked, Seen, SeenName, SeenRole

__all__ = ["Identity", "Link", "Linked", "Seen", "SeenName", "SeenRole", "block_of", "identities_of"]
