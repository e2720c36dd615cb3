"""Every formula and every number of the science says where it comes from."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from types import FunctionType

import pytest

from alerts import science

FOLDER = Path(inspect.getfile(science)).parent
NAMES = sorted(module.name for module in pkgutil.iter_modules(science.__path__))
UNIT = re.compile(r"\[[^\]\n]+\]")
SOURCE = re.compile(r"grade [PGSTNW]|house\schoice|by definition|derived")
"""A published number has a grade; one of our own says so."""
PARTS = ("Parameters\n---", "Returns\n---", "Notes\n---", "References\n---", ".. [1]", "Examples\n---", ">>>")
PLUMBING = {
    "segments": {"checked_starts", "spans_h"},
    "ramps": {"gauss_points"},
    "ranges": {"within", "more_than", "as_given", "numbers"},
    "exposure": {"spell_hours"},
    "running": {"advance", "pending"},
    "product_series": {"go_on"},
    "dry_down": {"days_to_draw"},
}
"""Functions that other modules of the science use and that are no formulas; a doctest shows what they do."""


def _constants(name: str) -> list[tuple[str, str]]:
    """Return the constants of a module with the docstrings that follow them."""
    body = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")).body
    found = []
    for at, node in enumerate(body):
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name) and target.id.lstrip("_").isupper():
            after = body[at + 1] if at + 1 < len(body) else None
            told = after.value if isinstance(after, ast.Expr) else None
            text = told.value if isinstance(told, ast.Constant) else ""
            found.append((f"{name}.{target.id}", str(text)))
    return found


def _formulas(name: str) -> list[FunctionType]:
    module = importlib.import_module(f"alerts.science.{name}")
    return [
        value
        for key, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and not key.startswith("_")
        if key not in PLUMBING.get(name, set())
    ]


@pytest.mark.parametrize(
    ("constant", "text"), [pair for name in NAMES for pair in _constants(name)], ids=lambda text: text[:40]
)
def test_every_constant_has_a_unit_and_a_source(constant: str, text: str) -> None:
    """A number without unit, or without a source and its grade, is refused."""
    assert UNIT.search(text), f"{constant} has no unit: {text!r}"
    assert SOURCE.search(text), f"{constant} has neither a graded source nor says that it is ours: {text!r}"


@pytest.mark.parametrize(
    "formula",
    [formula for name in NAMES if name != "scalar" for formula in _formulas(name)],
    ids=lambda formula: f"{formula.__module__.rpartition('.')[2]}.{formula.__name__}",
)
def test_every_formula_documents_itself(formula: FunctionType) -> None:
    """Each states parameters and result with units, what it refuses, notes, a reference and an example."""
    text = inspect.getdoc(formula) or ""
    assert [part for part in PARTS if part not in text] == []
    assert UNIT.search(text)
    refuses = "raise ValueError" in inspect.getsource(formula)
    assert not refuses or "Raises\n---" in text, f"{formula.__name__} does not say what it refuses"
