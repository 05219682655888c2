"""Rules 2 to 8: pure functions of files and a day.

    2  working days           workdays, regions
    3  the plan               schedule, windows
    4  what has happened      as_of, schedule, course, added_stages
    5  what follows           consequences, slots, course; cost_of_delay looks ahead
    6  changes and pauses     changes, schedule; effects looks ahead
    7  why the finish moved   ledger, attribution
    8  money                  money, receivables

`assess` puts them together for a project and for all, `forecast` for later days, and `portals` for
the pages. `reminders`, `workload` and `availability` answer the provider's questions.
"""
