"""Which of a task's annotations a file holds."""

from exports.exported import ExportedAnswer, ExportedTask
from exports.losses import Losses


def counted_answers(task: ExportedTask, losses: Losses) -> list[ExportedAnswer]:
    """Return the task's answers; skips are none, extra and rejected ones are left out and counted."""
    answers = []
    for answer in task.answers:
        if answer.state == "skipped":
            losses.count("skipped", task.id)
        elif answer.state == "rejected":
            losses.count("rejected", task.id)
        elif not answer.counted:
            losses.count("extra", task.id)
        else:
            answers.append(answer)
    return answers


def training_answer(task: ExportedTask, losses: Losses) -> ExportedAnswer | None:
    """Return the one answer a training file holds: the accepted one, else the first; the others are counted."""
    answers = counted_answers(task, losses)
    if not answers:
        return None
    if len(answers) > 1:
        losses.count("further_answers", task.id, times=len(answers) - 1)
    return next((answer for answer in answers if answer.state == "accepted"), answers[0])
