"""From the actors of single articles to who they are across articles: one identity for one state, body or person."""

from menurut.link.identities import block_of, identities_of
from menurut.link.records import Identity, Link, Linked, Seen

__all__ = ["Identity", "Link", "Linked", "Seen", "block_of", "identities_of"]
