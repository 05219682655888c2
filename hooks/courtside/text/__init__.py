"""The reader's language and form: catalogs, dates, money, Markdown, HTML, templates."""
