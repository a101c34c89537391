"""How the attribution networks are learned; needs the ``train`` extra (torch). Nothing here runs when menurut reads."""
