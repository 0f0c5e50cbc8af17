region = "fr-par"
zones  = ["fr-par-1", "fr-par-2"]
