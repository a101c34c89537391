"""What menurut knows of Indonesian: closed-class words, cues with an example each, word forms."""
