"""How the language pipelines were made: a teacher, the silver it labels, and the small models learned from both."""
