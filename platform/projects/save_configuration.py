"""Keeping all that the configure page holds, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.database import db
from projects.configure import confirm_config, save_config
from projects.instructions import save_instructions
from projects.models import Project
from projects.prompt_templates import has_prompt, save_prompt_template


@dataclass(frozen=True)
class Configuration:
    """What the page sends; None leaves a text as it is. `based_on` is the version its author began with."""

    xml: str
    based_on: int
    instructions: str | None = None
    prompt_template: str | None = None


def save_configuration(
    project: Project, configuration: Configuration, *, confirm: bool = False, despite_vanishing: bool = False
) -> None:
    """Save the config as a new version, the instructions and the prompt; `confirm` puts the config in force.

    Raises what `save_config`, `confirm_config`, `save_instructions` and `save_prompt_template` raise, and has changed
    nothing then.
    """
    with db.session.begin_nested():
        if configuration.instructions is not None:
            save_instructions(project, configuration.instructions)
        if configuration.prompt_template is not None and has_prompt(project.task_type):
            save_prompt_template(project, configuration.prompt_template)
        save_config(project, configuration.xml, based_on=configuration.based_on)
        if confirm:
            confirm_config(project, despite_vanishing=despite_vanishing)
