"""Who may publish what: kinds of gateways, their accounts, passwords, and what a broker is told of them.

Everything in here is a function of its arguments, except that passwords and salts come from the system's
randomness, and that ``files`` writes files.
"""
