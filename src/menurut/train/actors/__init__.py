"""How the network of actors, dates and places was learned."""
