"""How a site is let out: whether it is safe, and the push to another repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from courtside.cli import common
from courtside.cli.common import plan_of, today_of, valid_studio
from courtside.cli.terminal import confirm, refuse
from courtside.engine.as_of import Clock, is_open
from courtside.engine.assess import Portfolio
from courtside.pipeline import BuildPlan
from courtside.resources import contains_engine
from courtside.sealing.keys import SecretError
from courtside.site import build, publish
from courtside.site.site_checks import conflicts_of_templates, gone_message
from courtside.source.problems import Problem
from courtside.workspace import git, keyring, versions
from courtside.workspace.config import (
    SHARED_ORIGIN,
    SiteConfig,
    read_site_config,
    shares_origin,
    wrong_address,
)
from courtside.workspace.deleted import vanished
from courtside.workspace.link_history import LinkHistory
from courtside.workspace.upstream import UpstreamError, standing


def refuse_unsafe(config_file: Path, visibility: str | None) -> None:
    """End the command with every reason for which it is not safe to publish."""
    config = read_site_config(config_file)
    portfolio, problems = valid_studio(config.projects, undone="published")
    wrong = list(_never_published(config, portfolio, problems))
    if visibility == "public":
        wrong.append(
            "The repository is public, so everybody can read the project files in it. Make it "
            "private; Courtside's README says under 'Publishing' which plans can publish from it."
        )
    if not portfolio.studio.key_id:
        wrong.append(
            "_studio.yml has no key_id. Build once on your computer (courtside build), save the "
            "secret in your password manager, and commit the line."
        )
    if not config.site_url:
        wrong.append(f"mkdocs.yml has no site_url. Add the address of your site: {common.SITE_URL}")
    elif why := wrong_address(config.site_url):
        wrong.append(f"site_url in mkdocs.yml: {why}")
    if wrong:
        refuse(*wrong)
    if shares_origin(config.site_url):
        click.echo(f"site_url in mkdocs.yml: {SHARED_ORIGIN} (warning)", err=True)


def push_site(config_file: Path, repository: str, branch: str, *, plain: bool, yes: bool) -> None:
    """Check a built site for leaks, and push it to another repository."""
    config = read_site_config(config_file)
    portfolio, problems = valid_studio(config.projects, undone="published")
    if wrong := tuple(_never_published(config, portfolio, problems, pushes=True)):
        refuse(*wrong)
    target = publish.Target(
        repository=repository,
        branch=branch,
        domain=publish.own_domain(config.site_url),
        key=os.environ.get(publish.KEY_VARIABLE, ""),
    )
    if not (config.site / publish.MARK).is_file():
        refuse(f"There is no site yet. Run: {common.build_command(plain=plain)}")
    plan = _verified(config, plain=plain)
    if plan.today != Clock(now=common.now()).today(portfolio.studio):
        click.echo(
            f"The site shows {plan.today}, not today: unset COURTSIDE_TODAY (warning)",
            err=True,
        )
    confirm(f"Replace the branch {branch} with the site, {plan.summary}?", yes=yes, undone="pushed")
    moved = publish.push(config.site, target, name=config.look.site_name, day=plan.today)
    if loose := versions.uncommitted(config.projects):
        click.echo(
            f"Not committed yet: {', '.join(loose)}. Commit them, or git will not know which links "
            "are out (warning)",
            err=True,
        )
    click.echo("Published." if moved else "Nothing has changed; nothing was pushed.", err=True)


def _never_published(
    config: SiteConfig, portfolio: Portfolio, problems: Iterable[Problem], *, pushes: bool = False
) -> Iterator[str]:
    """Yield what no way of publishing lets through: the examples' day, a page of two clients, a
    secret in git, the files of a clone that is behind, lost projects, old links, git's
    conflicts."""
    yield from _of_examples(config, portfolio)
    yield from (str(problem) for problem in problems if problem.name == "shared-page")
    yield from _secret_in_git(config.root)
    yield from _of_others(config.projects, pushes=pushes)
    yield from _of_history(config.projects, portfolio)
    yield from map(str, conflicts_of_templates(config))


def _secret_in_git(root: Path) -> Iterator[str]:
    files = f"{keyring.KEY_FILE.as_posix()}*"
    if kept := versions.tracked(root, files):
        yield (
            f"git tracks the secret ({', '.join(kept)}), so everybody who can read the repository "
            f"can read all pages: git rm --cached '{files}', then courtside key replace"
        )
        return
    try:
        secret = keyring.present(root, os.environ)
        if secret and versions.ever_committed(root, files, secret.text):
            yield (
                "the secret is in git's history, so everybody who can read the repository can read "
                "all pages: courtside key replace"
            )
    except SecretError:
        return  # a damaged one is named where it is used
    except git.HistoryError as error:
        yield f"Only git knows whether it ever had the secret, and {error}"


def _verified(config: SiteConfig, *, plain: bool) -> BuildPlan:
    """The plan of the site; ends the command where the built one leaks, or is not today's."""
    plan = plan_of(config)
    if leaks := build.verify_site(config.site, config, plan, plain=plain):
        command = common.build_command(plain=plain)
        refuse(*leaks, f"The site does not match today's files. Run: {command}")
    if not build.is_current(config.site, config, plan):
        refuse(common.other_build(plan, plain=plain))
    return plan


def _of_examples(config: SiteConfig, portfolio: Portfolio) -> Iterator[str]:
    # In the repository of the engine itself are the examples, and nobody's projects.
    if portfolio.studio.example_day and not contains_engine(config.root):
        yield (
            "_studio.yml has example_day: every page would stand as of that day for good, and "
            "never say that it is old. Delete that line."
        )


def _of_others(projects: Path, *, pushes: bool) -> Iterator[str]:
    """Yield what would undo the work of others, or let them undo this; `pushes` says that the site
    goes out from here, and not from what was pushed."""
    try:
        behind, ahead = standing(projects)
    except UpstreamError:
        # CI has just cloned, and often may not ask again.
        if not os.environ.get("CI"):
            click.echo(
                "The repository that this one follows does not answer, so nobody knows whether "
                "others have pushed newer project files. Without them, old dates and replaced "
                "links come back. See: git fetch (warning)",
                err=True,
            )
        return
    if behind:
        yield (
            "There are newer project files on the branch that others push to. A site without them "
            "would bring back old dates, and links that were replaced. First: git pull (or git "
            "switch main, where git is on an older commit); then: courtside build"
        )
    elif ahead and pushes:
        yield (
            "Some commits of project files are not pushed yet. Whoever publishes without them "
            "would bring back old dates, and links that were replaced. First: git push"
        )


def _of_history(projects: Path, portfolio: Portfolio) -> Iterator[str]:
    """Projects that were deleted without being closed, and links that open, or would open again,
    what their holders must not read."""
    day = today_of(portfolio)
    shown = [project for project in portfolio.projects if is_open(project, day)]
    try:
        history = LinkHistory.read(projects)
        gone = vanished(projects, history.pages)
        yield from (f"{name}: {gone_message(one)}" for name, one in gone.items())
        yield from history.problems(shown)
    except git.DistrustedRepositoryError as error:
        yield f"{error}"
    except git.HistoryError as error:
        yield f"Only git knows which projects and links there were, and {error}"
