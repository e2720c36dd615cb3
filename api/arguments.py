"""What can be typed after ``coldframe``: commands, their arguments, and the help on them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

Run = Callable[[argparse.Namespace], int]

_EPILOG = "In parentheses: what counts where nothing is said."

_GATEWAY = """coldframe gateway add NAME --kind KIND [--topic FILTER ...] [--host HOST] [WHERE]
       coldframe gateway list [WHERE]
       coldframe gateway remove NAME [WHERE]
       coldframe gateway files DIR [WHERE]
       coldframe gateway kinds

WHERE is --config FILE or --data DIR: which service is meant (the one of the default settings)"""


_PRODUCT = """coldframe product list [WORD] [WHERE]
       coldframe product show NAME [--png FILE] [WHERE]
       coldframe product check FILE [FILE ...]

WHERE is --config FILE or --data DIR: which service is meant (the one of the default settings)"""


def parser_of(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Return the parser of the command line; *runs*: what each command does."""
    parser = argparse.ArgumentParser(
        prog="coldframe",
        description="Greenhouses and the cold chain that follows them, in hours of shelf life.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (explained, add) in _COMMANDS.items():
        sentence = f"{explained[0].upper()}{explained[1:]}."
        command = commands.add_parser(name, help=explained, description=sentence, epilog=_EPILOG)
        add(command)
        command.set_defaults(run=runs[name])
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8321, help="port of the page (8321)")
    parser.add_argument("--mqtt-port", type=_port, default=1883, help="port of the MQTT broker (1883)")
    parser.add_argument("--data", type=Path, help="an empty folder to keep the data in (a temporary one)")
    parser.add_argument("--speed", type=_speed, default=60.0, help="how many times as fast as real (60)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (1)")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="the configuration (see check --sample)")
    parser.add_argument("--make-token", metavar="NAME", help="make a token called NAME and show it")


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="the configuration (the defaults)")
    parser.add_argument("--data", type=Path, help="verify everything in this folder, of a stopped service")
    parser.add_argument("--sample", action="store_true", help="print a commented sample and do nothing else")


def _add_apply(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Show what the file would change, ask, and change it: all of it or nothing. Exit code 0: applied, or "
        "nothing to do; 1: not applied, because nobody said yes; 2: the file contradicts itself or the farm."
    )
    parser.add_argument("farm", metavar="FARM.toml", type=Path, help="the farm file (see export)")
    parser.add_argument("--yes", action="store_true", help="apply without asking")
    _add_service(parser)


def _add_export(parser: argparse.ArgumentParser) -> None:
    _add_service(parser)


def _add_migrate(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Copy every reading to the store that NEW.toml names, and verify numbers and checksums. The service "
        "may run meanwhile; interrupted, the copy goes on where it was. Exit code 0: everything is the same; "
        "1: run it again."
    )
    parser.add_argument("--to", metavar="NEW.toml", type=Path, required=True, help="names the other store")
    _add_service(parser)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario file, or the name of a shipped one")
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://host:port to publish to")
    parser.add_argument("--api", metavar="URL", help="a service in which lots are entered (none)")
    parser.add_argument("--token", help="the token with which they are entered")
    parser.add_argument("--speed", type=_speed, default=1.0, help="how many times as fast as real (1)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (1)")


def _add_token(parser: argparse.ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--name", help="make a token for this person or program, and show it")
    action.add_argument("--list", action="store_true", help="show the names of all tokens")
    action.add_argument("--revoke", metavar="NAME", help="make a token worthless")
    _add_service(parser)


def _add_gateway(parser: argparse.ArgumentParser) -> None:
    parser.usage = _GATEWAY
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action", prog="coldframe gateway")
    add = actions.add_parser("add", help="make credentials for a gateway, and say what to type into it")
    add.add_argument("name", metavar="NAME", help="how the gateway is called, and logs in")
    add.add_argument("--kind", required=True, help="what kind of gateway it is; `gateway kinds` lists them")
    add.add_argument(
        "--topic",
        metavar="FILTER",
        action="append",
        default=[],
        help="where it may publish, in place of where its kind does; may be repeated",
    )
    add.add_argument("--host", help="the address at which the gateway reaches the broker (guessed)")
    actions_with_name = [
        add,
        actions.add_parser("remove", help="make credentials worthless, end the session"),
    ]
    actions_with_name[1].add_argument("name", metavar="NAME", help="the gateway's name")
    listing = actions.add_parser("list", help="show all gateways that have credentials")
    files = actions.add_parser("files", help="write the password and access files of Mosquitto")
    files.add_argument("folder", metavar="DIR", type=Path, help="where to write them")
    actions.add_parser("kinds", help="show all kinds of gateways")
    for action in (*actions_with_name, listing, files):
        _add_service(action)


def _add_product(parser: argparse.ArgumentParser) -> None:
    parser.usage = _PRODUCT
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action", prog="coldframe product")
    listing = actions.add_parser("list", help="show the products that lots can be made of")
    listing.add_argument("word", metavar="WORD", nargs="?", default="", help="only those with it in a name")
    show = actions.add_parser("show", help="show what is known of one, from where, and how sure")
    show.add_argument("name", metavar="NAME", help="its id, or its name in English, Chinese or Latin")
    show.add_argument("--png", metavar="FILE", type=Path, help="draw its life against temperature")
    check = actions.add_parser("check", help="tell every mistake of product files before they are used")
    check.add_argument("files", metavar="FILE", type=Path, nargs="+", help="a file, or a folder of them")
    for action in (listing, show):
        _add_service(action)


def _add_service(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--config", type=Path, help="the configuration of the service (the defaults)")
    where.add_argument("--data", type=Path, help="the data folder of the service")


def _add_rehearse(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Let an alarm go the whole way to people, marked as a test and counted in no report, and show what "
        "becomes of it. Exit code 0: somebody answered; 1: nobody has yet; 2: there is no such place."
    )
    parser.add_argument("place", metavar="PLACE", help="the id of the place that the alarm is about")
    parser.add_argument("--by", default="the operator", metavar="NAME", help="who rehearses (the operator)")
    parser.add_argument(
        "--wait", type=float, default=600.0, metavar="S", help="for how long to look on (600)"
    )
    _add_service(parser)


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a new file on this machine")
    _add_service(parser)


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="what backup wrote")
    parser.add_argument("--data", type=Path, required=True, help="an empty folder, or a new one")


def _add_rollback(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the data folder of a stopped service")


def _add_backtest(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Replay stored readings through the rules of a place (of all places), or of the lots of a product or "
        "of one lot, and list the alerts that they would have raised; with --set, beside those that other "
        "numbers would have. Nothing is changed."
    )
    parser.add_argument("--place", metavar="ID", help="the place (all of them)")
    parser.add_argument("--product", metavar="ID", help="a product: what its lots are judged by")
    parser.add_argument("--lot", metavar="ID", help="a lot: what it is judged by")
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        type=_setting,
        action="append",
        default=[],
        help="another number of the rules, such as limits.air_temperature_c.high=5; may be repeated",
    )
    parser.add_argument("--days", type=float, default=30.0, help="how many of the last days (30)")
    _add_service(parser)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="what to measure (everything)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=int, default=2026, help="chance of simulated weeks, and of chaos")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long chaos lasts (5)")
    parser.add_argument(
        "--store",
        choices=("embedded", "influxdb"),
        default="embedded",
        help="where charts, ingest, latency, memory, pipeline and scale keep readings (embedded)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        choices=range(2, 17),
        default=2,
        metavar="N",
        help="how many processes `workers` compares with one (2)",
    )


def _setting(text: str) -> tuple[str, float | None]:
    path, equals, value = text.partition("=")
    try:
        if equals and path:
            return path, None if value == "" else float(value)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"expected PATH=NUMBER (PATH= for the recipe's own), not {text!r}")


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 65_535:  # noqa: PLR2004 - what a port can be
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return number


def _speed(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.001 <= number <= 10_000:  # noqa: PLR2004 - from nearly standing still to a day in nine seconds
        raise argparse.ArgumentTypeError(f"a speed is a number from 0.001 to 10000, not {text!r}")
    return number


_COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "demo": ("run everything with a simulated farm", _add_demo),
    "serve": ("run the service", _add_serve),
    "check": ("check a configuration, or print a sample of one", _add_check),
    "apply": ("take over a farm file, after a look at what would change", _add_apply),
    "export": ("print the farm as a farm file", _add_export),
    "migrate": ("bring every reading from one store to another", _add_migrate),
    "simulate": ("let simulated gateways publish to a broker", _add_simulate),
    "token": ("make, list and revoke tokens", _add_token),
    "gateway": ("let gateways log in at the broker", _add_gateway),
    "product": ("show what is known of products, and check product files", _add_product),
    "rehearse": ("call whoever is on duty, as a test", _add_rehearse),
    "backup": ("write a backup of the service, whether it runs or not", _add_backup),
    "restore": ("make a data folder of a backup", _add_restore),
    "rollback": ("put back what the last upgrade changed", _add_rollback),
    "backtest": ("list the alerts that rules would have raised", _add_backtest),
    "bench": ("measure how fast Coldframe is on this machine", _add_bench),
}
"""Every command: what it does in a line, and its arguments."""
