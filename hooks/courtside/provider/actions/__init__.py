"""What a provider does with a project, as edits of its file.

    action     the frame: a project before an action, an action, a refusal
    quote      proposal, signature, dates
    record     what happened: handovers, rounds, waits, log, notes, the end of the page
    payments   money that came or went back
    agree      what both agree on: changes, pauses, restarts, waivers
    ending     a project that ends early, with its final account
    copying    a new project out of an earlier one
    outcome    what an action means now, in a sentence or two

Nothing here reads a file or a clock, and nothing is written: a whole project can be played without
a terminal.
"""
