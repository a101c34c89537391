"""What menurut knows of English: closed-class words, cues with an example each, word forms."""
