"""What a buyer's rule asks for: a share of the life that fresh goods have, to be left at delivery. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alerts.errors import InvalidCommand
from alerts.fresh_life import life_at
from alerts.lot import Lot
from alerts.product import Product
from alerts.science.shelf_life import DAY_H


def required_days(rule_id: str, goods: Iterable[tuple[Lot, Product | None]]) -> float:
    """Return the life that a rule requires on arrival, of several lots the most [d as planned].

    Raises:
        InvalidCommand: a lot's product has no such rule; names those that it has.
    """
    return max(_required_days(rule_id, lot, product) for lot, product in goods)


def common_rules(products: Iterable[Product | None]) -> Mapping[str, str]:
    """Return the titles of the rules that all *products* have, by their ids; none where one is not known."""
    rules = [{} if product is None else product.facts.buyer for product in products]
    shared = set.intersection(*(set(one) for one in rules)) if rules else set()
    return {rule_id: rules[0][rule_id].title for rule_id in sorted(shared)}


def _required_days(rule_id: str, lot: Lot, product: Product | None) -> float:
    if product is None:
        raise InvalidCommand(f"buyer_rule: nothing is known of {lot.product_id}: say required_life_days")
    rule = product.facts.buyer.get(rule_id)
    if rule is None:
        known = ", ".join(sorted(product.facts.buyer)) or "none: say required_life_days"
        raise InvalidCommand(f"buyer_rule: {product.id} has no rule {rule_id!r}; it has {known}")
    return rule.share_left.value * life_at(product, lot.planned_temperature_c).life_h.p50 / DAY_H
