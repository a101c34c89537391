"""From the events of single articles to incidents: the same happening across articles."""
