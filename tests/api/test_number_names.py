"""Every number of rules and products has a Chinese name on the dashboard."""

from __future__ import annotations

import re

from alerts.goods_terms import GOODS
from alerts.product import load_products
from alerts.recipe import load_recipes
from alerts.sourced import numbers_of
from api.building import DASHBOARD


def test_every_part_of_every_path_has_a_chinese_name() -> None:
    """The English page reads a path as it stands; the Chinese one has a word for each of its parts."""
    paths = [path for one in load_products().values() for path in one.numbers]
    for recipe in load_recipes().values():
        paths += [*recipe.numbers, *recipe.file.absent()]
    paths += [*(path for path, _ in numbers_of(GOODS)), *GOODS.absent()]
    parts = {part for path in paths for part in path.split(".") if not re.fullmatch(r"at_\d+(_\d+)?", part)}
    catalogue = (DASHBOARD / "src" / "words" / "zh" / "numbers.ts").read_text(encoding="utf-8")
    named = dict(re.findall(r'^  (\w+): "(.+)",$', catalogue, flags=re.MULTILINE))
    assert sorted(parts - named.keys()) == [], "name them in src/words/zh/numbers.ts"
