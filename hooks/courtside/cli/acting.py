"""A command that acts on a project: from what was typed to an action, and to the file.

@click.command()
@project_argument
@acts()
def resume(ctx: ActionContext) -> Action: ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from courtside.cli.options import EditOptions, writes

if TYPE_CHECKING:
    from courtside.provider.actions.action import Action


def acts(
    *, whole: bool = False, date_help: str = "The date it happened (default: today)."
) -> Callable[[Callable[..., Action]], Callable[..., None]]:
    """Make a command out of a function from an ActionContext, and what was typed, to an Action.

    `whole` if the other projects decide what is written, as for places in the calendar: then none
    of their files may have an error.
    """

    def decorate(action_of: Callable[..., Action]) -> Callable[..., None]:
        @writes(date_help=date_help)
        @functools.wraps(action_of)
        def command(project: str, options: EditOptions, **typed: Any) -> None:
            from courtside.cli.editing import run_action

            run_action(project, options, functools.partial(action_of, **typed), whole=whole)

        return command

    return decorate
