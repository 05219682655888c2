"""Everything people read: page, timeline, agreement, statement, history, calendar, e-mail."""
