"""Goods for which warm hours do not simply add up, and how much more they are taken to cost.

Time adds up whatever its order: so strawberries and cold-smoked salmon were seen to do. Pork and poultry
were not: abuse of less than 5 % of the time cut their life by up to 30 %, where the square-root model says
10 %. Nor was baby spinach: late abuse did more than early abuse.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from alerts.science.segments import Array

MEAT_FACTOR = 2.0
"""By how much the predicted loss of meat and poultry is multiplied. [-] (house choice, after Bruckner S. et
al. (2012), International Journal of Food Science and Technology 47, 1639: up to 30 % of life lost where
the model has 10 %; the evidence is of grade P, the factor derived)"""
GREENS_FACTOR = 2.0
"""Likewise for ready-to-eat greens, abused late. [-] (house choice, the cautious end of 1.5-2, after Kou
L. et al. (2014), Postharvest Biology and Technology 91, 96; evidence of grade P, the factor derived)"""

NON_ADDITIVE_SPREAD = 0.30
"""Least spread of ln(remaining life) by a model that adds up what does not. [-] (house choice, the wide side
of ln(0.9 / 0.7) = 0.25 between what the model says of meat and what was seen; derived)"""


class Additivity(StrEnum):
    """What kind of goods, as to whether their losses add up."""

    ADDITIVE = "additive"
    MEAT = "meat"
    READY_TO_EAT_GREENS = "ready-to-eat greens"

    @property
    def factor(self) -> float:
        """Return what a predicted loss is multiplied by [-].

        >>> Additivity.ADDITIVE.factor, Additivity.MEAT.factor
        (1.0, 2.0)
        """
        factors = {Additivity.MEAT: MEAT_FACTOR, Additivity.READY_TO_EAT_GREENS: GREENS_FACTOR}
        return factors.get(self, 1.0)

    @property
    def least_spread(self) -> float:
        """Return what a model's spread is at least [-].

        >>> Additivity.ADDITIVE.least_spread, Additivity.MEAT.least_spread
        (0.0, 0.3)
        """
        return 0.0 if self is Additivity.ADDITIVE else NON_ADDITIVE_SPREAD


def guarded(used: Array, planned: Array, factor: float) -> Array:
    """Return what was used with what lies beyond plan multiplied.

    Parameters
    ----------
    used : array
        What was used, by a model that adds up. [any]
    planned : array
        What the planned temperature would have used in the same time. [likewise]
    factor : float
        What a loss beyond plan is multiplied by, at least 1. [-]

    Returns
    -------
    array
        What was used, never less than *used*. [likewise]

    Notes
    -----
    planned + factor (used - planned) where more was used than planned; see `guarded_life_used` [1]_.

    References
    ----------
    .. [1] As `guarded_life_used`.

    Examples
    --------
    >>> guarded(np.array([0.3, 0.1]), np.array([0.2, 0.2]), 1.5)
    array([0.35, 0.1 ])
    """
    excess = used - planned
    return used + (factor - 1.0) * np.where(excess < 0.0, 0.0, excess)


def guarded_life_used(used: Array, planned: Array, goods: Additivity) -> Array:
    """Return the life used with losses beyond plan multiplied as the kind of goods asks for.

    Parameters
    ----------
    used : array
        Fraction of life used, by a model that adds up. [-]
    planned : array
        Fraction that the planned temperature would have used in the same time. [-]
    goods : Additivity
        What kind of goods. [-]

    Returns
    -------
    array
        Fraction of life used, never less than *used*. [-]

    Notes
    -----
    planned + factor (used - planned) where more was used than planned. That is not exact: the model
    alone is known to be wrong for short abuse [1]_, [2]_, so the band has to be wide as well.

    References
    ----------
    .. [1] Bruckner S., Albrecht A., Petersen B., Kreyenschmidt J. (2012), "Influence of cold chain
       interruptions on the shelf life of fresh pork and poultry", IJFST 47, 1639-1646.
    .. [2] Kou L., Luo Y., Park E., Turner E.R., Barczak A., Jurick W.M. (2014), "Temperature abuse
       timing affects the rate of quality deterioration of commercially packaged ready-to-eat baby
       spinach", Postharvest Biology and Technology 91, 96-103.

    Examples
    --------
    >>> guarded_life_used(np.array([0.3, 0.1]), np.array([0.2, 0.2]), Additivity.MEAT)
    array([0.4, 0.1])
    """
    return guarded(used, planned, goods.factor)
