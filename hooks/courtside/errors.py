"""Everything that Courtside raises on purpose.

    CourtsideError
    ├── ConfigError            mkdocs.yml cannot be read
    ├── BuildError             the files cannot become a site
    ├── StagingError           the site's folder cannot be replaced
    ├── NoBaselineError        there is no build without projects to compare with
    ├── SecretError            the secret is missing, damaged or another one
    ├── SealError              a page or file does not open
    │   ├── UnknownSchemeError
    │   ├── WrongKeyError
    │   └── DamagedError
    ├── TypesetError           a PDF cannot be set
    │   ├── LogoError
    │   └── MissingGlyphError
    ├── TooLongError           an agreement does not fit on its page
    ├── ActionRefusedError     a command does not apply to the project as it is
    ├── MigrationError         files cannot be brought to the next format
    ├── CellError              a cell of a spreadsheet cannot be understood
    ├── MoneyError             a text is not an amount of money
    ├── SpreadsheetError       a spreadsheet cannot be read
    ├── NoRecordError          nobody knows which files were shipped to a studio
    ├── FileChangedError       a file changed while a command was at work
    ├── RollbackError          files could not be put back
    ├── CommitError            git refuses a commit
    ├── HistoryError           git does not have the whole history
    │   └── DistrustedRepositoryError
    ├── PublishError           git refuses a publication
    ├── UpstreamError          git cannot share the record of reminders
    │   └── NoUpstreamError
    ├── ReminderLogError       the record of reminders is damaged
    ├── UnsentError            reminders did not go out
    └── MailError              an e-mail was not handed over
        ├── NoMailServerError
        ├── MailRefusedError
        └── MailLostError

Every message is a sentence for the provider. None repeats a client's words.
"""


class CourtsideError(Exception):
    """The root of all errors that Courtside raises on purpose, with a line for each problem."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class ConfigError(CourtsideError):
    """mkdocs.yml cannot be read."""


class BuildError(CourtsideError):
    """The files cannot become a site: problems in project files, or the missing secret."""


class ActionRefusedError(CourtsideError):
    """A command does not apply to the project as it is: why, and what to do instead."""
