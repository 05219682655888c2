"""Everything that Courtside raises on purpose.

    CourtsideError
    ├── ConfigError            mkdocs.yml cannot be read
    ├── BuildError             the files cannot become a site
    │   └── StagingError       the site's folder cannot be replaced
    ├── SecretError            the secret is missing, damaged or another one
    ├── SealError              a page or file does not open
    │   ├── UnknownSchemeError
    │   ├── WrongKeyError
    │   └── DamagedError
    ├── TypesetError           a PDF cannot be set
    │   └── MissingGlyphError
    ├── TooLongError           an agreement does not fit on its page
    ├── ActionRefusedError     a command does not apply to the project as it is
    ├── CellError              a cell of a spreadsheet cannot be understood
    ├── SpreadsheetError       a spreadsheet cannot be read
    ├── FileChangedError       a file changed while a command was at work
    ├── RollbackError          files could not be put back
    ├── CommitError            git refuses a commit
    ├── PublishError           git refuses a publication
    ├── ReminderLogError       the record of reminders is damaged
    └── MailError              an e-mail was not handed over
        ├── NoMailServerError
        ├── MailRefusedError
        └── MailLostError

Every message is a sentence for the provider. None repeats a client's words.
"""


class CourtsideError(Exception):
    """The root of all errors that Courtside raises on purpose."""


class ConfigError(CourtsideError):
    """mkdocs.yml cannot be read."""


class BuildError(CourtsideError):
    """What stops a build, a line each: problems in project files, or the missing secret."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class ActionRefusedError(CourtsideError):
    """A command does not apply to the project as it is: why, and what to do instead."""
