"""How much heat the walls of a box let in, by what they are made of."""

from __future__ import annotations

EPS_W_M_K = 0.035
"""Heat conductivity of expanded polystyrene. [W/(m K)] (textbook, EN 13163 values 0.033 to 0.038; grade S)"""
STILL_AIR_W_M2_K = 10.0
"""Heat transfer from air to an outer wall, radiation included. [W/(m2 K)] (textbook, EN ISO 6946: 7.7 to
25; grade S)"""


def wall_u_w_m2_k(
    thickness_m: float, conductivity_w_m_k: float = EPS_W_M_K, transfer_w_m2_k: float = STILL_AIR_W_M2_K
) -> float:
    """Return how much heat a wall lets through.

    Parameters
    ----------
    thickness_m : float
        Thickness, at least 0. [m]
    conductivity_w_m_k : float
        Heat conductivity of the wall, above 0. [W/(m K)]
    transfer_w_m2_k : float
        Heat transfer from the air to the wall, above 0. [W/(m2 K)]

    Returns
    -------
    float
        Heat per area and kelvin. [W/(m2 K)]

    Raises
    ------
    ValueError
        A thickness below 0, a conductivity or a transfer that is not above 0.

    Notes
    -----
    1 / U = L / lambda + 1 / h [1]_.

    References
    ----------
    .. [1] Burgess G. (1999), "Practical thermal resistance and ice requirement calculations for insulating
       packages", Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> round(wall_u_w_m2_k(0.03), 3)
    1.045
    """
    if not (thickness_m >= 0.0 and conductivity_w_m_k > 0.0 and transfer_w_m2_k > 0.0):
        raise ValueError(f"thickness_m {thickness_m}: expected at least 0, in a wall that lets heat through")
    return 1.0 / (thickness_m / conductivity_w_m_k + 1.0 / transfer_w_m2_k)


def box_conductance_w_k(
    sides_m: tuple[float, float, float],
    thickness_m: float,
    conductivity_w_m_k: float = EPS_W_M_K,
    transfer_w_m2_k: float = STILL_AIR_W_M2_K,
) -> float:
    """Return how much heat leaks into a box of even walls.

    Parameters
    ----------
    sides_m : (float, float, float)
        Outer length, width, height, above 0. [m]
    thickness_m, conductivity_w_m_k, transfer_w_m2_k : float
        As in `wall_u_w_m2_k`. [m], [W/(m K)], [W/(m2 K)]

    Returns
    -------
    float
        Heat per kelvin. [W/K]

    Raises
    ------
    ValueError
        A side that is not above 0; a wall that `wall_u_w_m2_k` refuses.

    Notes
    -----
    U A, summed over the six outer faces: a little too much for thick walls, whose inner faces are smaller,
    and nothing for a lid that leaks air [1]_. A fit of the first hours is better than any of this.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    A box of 0.40 x 0.30 x 0.25 m, 30 mm thick: 15.4 W at 25 K.

    >>> round(25.0 * box_conductance_w_k((0.40, 0.30, 0.25), 0.03), 1)
    15.4
    """
    length_m, width_m, height_m = sides_m
    if not min(sides_m) > 0.0:
        raise ValueError(f"sides_m: {sides_m}, expected lengths above 0")
    area_m2 = 2.0 * (length_m * width_m + length_m * height_m + width_m * height_m)
    return area_m2 * wall_u_w_m2_k(thickness_m, conductivity_w_m_k, transfer_w_m2_k)
