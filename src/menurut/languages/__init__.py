"""What menurut knows of each language it reads: data files in one folder per language, and one loader."""

from menurut.languages.language import Complement, Construction, Cue, Language, load_language

__all__ = ["Complement", "Construction", "Cue", "Language", "load_language"]
