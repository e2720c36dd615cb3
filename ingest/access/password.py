"""Passwords of gateways: made here, shown once, kept as a salted hash that Mosquitto reads too.

A password is drawn from more than 128 random bits, so nobody can guess it, however fast a guess is
checked. The hash therefore repeats as little as Mosquitto's own tool does by default (101 times): a tenth
of a millisecond, which holds up neither the broker nor a small machine when all gateways come back at once.
A password that a person chose gets many more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without 0, O, 1, l, I and o, which people mistake when they type from a screen."""

_LENGTH = 24
"""24 of 56 letters are 139 bits, and fit into the 32 characters that some gateways keep."""

_SALT_BYTES = 12
"""What Mosquitto 2.0 wants: it takes an entry with another length out."""

_HASH_BYTES = 64
_ROUNDS = 101
_ROUNDS_OF_A_CHOSEN_ONE = 50_000
_MOST_ROUNDS = 1_000_000
_FIELDS = 5


def new_password() -> str:
    """Return a new password."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def hashed(password: str, *, is_chosen: bool = False) -> str:
    """Return the hash of *password*, as a line of Mosquitto's password file has it.

    Args:
        password: what to hash.
        is_chosen: whether a person thought of it.
    """
    rounds = _ROUNDS_OF_A_CHOSEN_ONE if is_chosen else _ROUNDS
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"$7${rounds}${_encoded(salt)}${_encoded(_derived(password, salt, rounds))}"


def is_right(password: str, known: str) -> bool:
    """Tell whether *known* is a hash of *password*; never, where it is no hash."""
    fields = known.split("$")
    if len(fields) != _FIELDS or fields[:2] != ["", "7"] or not fields[2].isdecimal():
        return False
    try:
        salt, wanted = (base64.b64decode(field, validate=True) for field in fields[3:])
    except (binascii.Error, ValueError):
        return False
    rounds = int(fields[2])
    if not 0 < rounds <= _MOST_ROUNDS or len(wanted) != _HASH_BYTES:
        return False
    return hmac.compare_digest(_derived(password, salt, rounds), wanted)


def _derived(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode("utf-8", "surrogatepass"), salt, rounds, _HASH_BYTES)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
