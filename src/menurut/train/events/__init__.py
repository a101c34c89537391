"""How the network of events was learned."""
