"""The web app on a store: pages made on the server, each also as JSON and CSV. ``app.create_app`` makes it."""
