"""What a language model is told before each text of an export: the project's own words, or these."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from foundation.database import db
from foundation.errors import Invalid
from projects.models import Project
from tenants.audit import record

LABELS = "{labels}"  # stands for the labels of the config, in their order
LONGEST = 10_000
DEFAULTS = {
    ("text_classification", "zh"): "请对以下文本进行分类，可选的标签有：{labels}。只回答标签。",
    ("text_classification", "en"): "Classify the following text. The labels are: {labels}. Answer with the label only.",
    ("ner", "zh"): "请找出以下文本中的实体，类型有：{labels}。用 JSON 数组回答，每个实体含 text、label、start、end。",
    ("ner", "en"): "Find the entities in the following text. The types are: {labels}. "
    "Answer with a JSON array in which each entity has text, label, start and end.",
}
SEPARATORS = {"zh": "、", "en": ", "}


def has_prompt(task_type: str) -> bool:
    """Whether exports for language models exist for a task type: those of texts."""
    return (task_type, "en") in DEFAULTS


def default_template(task_type: str, language: str) -> str:
    """Return the prompt of a task type in the organization's language, English where there is none."""
    return DEFAULTS[task_type, language if language in SEPARATORS else "en"]


def save_prompt_template(project: Project, text: str) -> None:
    """Keep the project's own prompt; an empty one means the default again. Raises Invalid when it is too long."""
    if len(text) > LONGEST:
        raise Invalid.field("prompt_template", _l("At most %(limit)s characters.", limit=LONGEST))
    template = text.strip() or None
    if template != project.prompt_template:
        project.prompt_template = template
        record("project.prompt_changed", project)
        db.session.flush()
