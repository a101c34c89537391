"""What was done by whom to whom: events by PLOVER."""
