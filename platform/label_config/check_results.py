"""Checking what came in against the config and the task: everything that is wrong, each with the path of its field.

Fields this code doesn't know are kept as they are; they only have to be storable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from label_config.config import LabelConfig
from label_config.element import Control
from label_config.faults import MAX_FAULTS, ResultFault, quote
from label_config.storable import storage_faults

MAX_RESULTS = 5_000
LONGEST_ID = 255
ORIGINS = ("manual", "prediction", "prediction-changed")


def check_results(config: LabelConfig, results: object, data: Mapping[str, Any]) -> list[ResultFault]:
    """Return what is wrong with a list of results for a task holding `data`; an empty list when it is fine.

    At most 100 faults. `results` may be anything that JSON can hold.
    """
    if not isinstance(results, list):
        return [ResultFault("results", _l("a list of results is expected"))]
    if len(results) > MAX_RESULTS:
        return [ResultFault("results", _l("an answer has %(limit)s results at most", limit=MAX_RESULTS))]
    if faults := list(islice(storage_faults(results, "results"), MAX_FAULTS)):
        return faults
    return list(islice(Check(config, data).faults(results), MAX_FAULTS))


class Check:
    """One list of results being checked; what its results share (ids, uses of a label) is kept here."""

    def __init__(self, config: LabelConfig, data: Mapping[str, Any]) -> None:
        self.config = config
        self.shown = {name: element.content(data) for name, element in config.objects.items()}
        self.ids: set[str] = set()
        self.answered: set[str] = set()
        self.uses: Counter[tuple[str, str]] = Counter()

    def faults(self, results: list[Any]) -> Iterator[ResultFault]:
        for position, result in enumerate(results):
            at = f"results[{position}]"
            if not isinstance(result, dict):
                yield ResultFault(at, _l("a result is an object"))
                continue
            yield from self.id_faults(result, at)
            if result.get("origin", "manual") not in ORIGINS:
                yield ResultFault(f"{at}.origin", _l("it can be one of: %(options)s", options=", ".join(ORIGINS)))
            control = self.config.controls.get(str(result.get("from_name")))
            if control is None:
                name = quote(result.get("from_name", ""))
                yield ResultFault(f"{at}.from_name", _l("the config has no control named “%(name)s”", name=name))
                continue
            yield from self.result_faults(control, result, at)
        yield from self.required_faults()

    def id_faults(self, result: dict[str, Any], at: str) -> Iterator[ResultFault]:
        """Every result has an id of its own."""
        found = result.get("id")
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID:
            message = _l("an id is expected, a text of 1 to %(limit)s characters", limit=LONGEST_ID)
            yield ResultFault(f"{at}.id", message)
        elif found in self.ids:
            yield ResultFault(f"{at}.id", _l("another result has the id “%(id)s” too", id=quote(found)))
        else:
            self.ids.add(found)

    def result_faults(self, control: Control, result: dict[str, Any], at: str) -> Iterator[ResultFault]:
        """Check that names, type and value belong to the control, then what only the control knows."""
        expected = {"to_name": control.to_name, "type": control.result_type}
        for name, value in expected.items():
            if result.get(name) != value:
                message = _l(
                    "“%(expected)s” is expected for “%(control)s”", expected=value, control=quote(control.name)
                )
                yield ResultFault(f"{at}.{name}", message)
        if not isinstance(result.get("value"), dict):
            yield ResultFault(f"{at}.value", _l("an object is expected"))
            return
        if not control.is_region:
            if control.name in self.answered:
                yield ResultFault(at, _l("“%(control)s” is answered twice", control=quote(control.name)))
            self.answered.add(control.name)
        yield from control.check(result, at, self.shown[control.to_name])
        yield from self.usage_faults(control, result, at)

    def usage_faults(self, control: Control, result: dict[str, Any], at: str) -> Iterator[ResultFault]:
        """Check `maxUsages`, of the label or else of the control."""
        chosen = result["value"].get(control.result_type)
        if not control.is_region or not isinstance(chosen, list):
            return
        for key in chosen:
            label = control.label(key) if isinstance(key, str) else None
            if label is None:
                continue
            limit = label.max_usages or control.number("maxUsages")
            self.uses[control.name, key] += 1
            if limit and self.uses[control.name, key] == limit + 1:
                message = _l("“%(label)s” can be used %(limit)s times at most", label=quote(key), limit=limit)
                yield ResultFault(f"{at}.value.{control.result_type}", message)

    def required_faults(self) -> Iterator[ResultFault]:
        """Check that what has to be answered is."""
        for control in self.config.controls.values():
            if control.required and control.name not in self.answered:
                written = control.attributes.get("requiredMessage")
                message = _l("“%(control)s” has to be answered", control=quote(control.name))
                yield ResultFault("results", quote(written) if written else message)
