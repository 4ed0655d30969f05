"""The errors that a user can cause, as one tree; each says what happened, where, and what to do.

    WorkbenchError
    ├── CaseError            a case can't be opened, written or found as asked
    │   ├── CaseLocked       another process holds the case for writing
    │   ├── CaseTooNew       a newer program wrote it
    │   └── CaseReadOnly     an edit was asked of a case opened for reading
    ├── SourceError          a file or stream can't be read as asked
    │   └── SourceChanged    it no longer is what was brought in
    ├── QueryError           the filter text can't be understood
    ├── CitationError        a citation points at nothing here
    ├── CodeError            a repository, revision or path can't be read
    ├── ExportError          an article or picture can't be written
    └── SettingsError        a settings or keymap file is wrong

Everything else is our own fault: it is logged and reported, never swallowed.
"""


class WorkbenchError(Exception):
    """A user's fault or the input's: one sentence each of what, where and what to do.

    what:   what went wrong, in plain words, without a full stop
    where:  the file, line or thing it went wrong at; empty if there is none
    remedy: what the user can do now; empty if nothing can be done
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line for a status bar or stderr."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.remedy}" if self.remedy else text


class CaseError(WorkbenchError):
    """A case can't be opened, written or found as asked."""


class CaseLocked(CaseError):
    """Another process holds the case for writing."""


class CaseTooNew(CaseError):
    """A newer program wrote this case; it is left untouched."""


class CaseReadOnly(CaseError):
    """An edit was asked of a case that is open for reading only."""


class SourceError(WorkbenchError):
    """A file or stream can't be read as asked."""


class SourceChanged(SourceError):
    """A source no longer is what was brought in."""


class QueryError(WorkbenchError):
    """The filter text can't be understood; `position` is the character it went wrong at."""

    def __init__(self, what: str, where: str = "", remedy: str = "", position: int = 0) -> None:
        super().__init__(what, where, remedy)
        self.position = position


class CitationError(WorkbenchError):
    """A citation points at nothing in this case."""


class CodeError(WorkbenchError):
    """A repository, revision or path can't be read."""


class ExportError(WorkbenchError):
    """An article or picture can't be written."""


class SettingsError(WorkbenchError):
    """A settings or keymap file is wrong."""
