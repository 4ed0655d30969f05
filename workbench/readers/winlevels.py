"""The levels of Windows events, in the words of the languages Event Viewer is met in, with their severities."""

from __future__ import annotations

LEVELS = {
    "critical": 21, "error": 17, "warning": 13, "information": 9, "verbose": 5, "audit success": 9, "audit failure": 13,
    "success audit": 9, "failure audit": 13, "kritisch": 21, "fehler": 17, "warnung": 13, "informationen": 9,
    "ausführlich": 5, "critique": 21, "erreur": 17, "avertissement": 13, "informations": 9, "crítico": 21, "advertencia": 13,
    "información": 9, "critico": 21, "errore": 17, "avviso": 13, "informazioni": 9, "fout": 17, "waarschuwing": 13,
    "informatie": 9, "log always": 9, "0": 9, "1": 21, "2": 17, "3": 13, "4": 9, "5": 5,
}  # fmt: skip
WORDS_OF_LEVELS = (
    "|".join(sorted((word[0].upper() + word[1:] for word in LEVELS if word[0].isalpha()), key=len, reverse=True))
    .replace("Audit success", "Audit Success")
    .replace("Audit failure", "Audit Failure")
)
