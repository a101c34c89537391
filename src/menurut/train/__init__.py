"""The commands that made the models menurut ships; docs/models.md has a card for each."""
