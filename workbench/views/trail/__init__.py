"""The faces of a trail: painted lists of spans, requests, session steps and e-mail lanes. They take values only."""
