"""The command line: parses and calls, nothing else."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_say = functools.partial(print, flush=True)
_WRONG = 2
_INTERRUPTED = 130

_GATEWAY = """coldframe gateway add NAME --kind KIND [--topic FILTER ...] [--host HOST] [WHERE]
       coldframe gateway list [WHERE]
       coldframe gateway remove NAME [WHERE]
       coldframe gateway files DIR [WHERE]
       coldframe gateway kinds

WHERE is --config FILE or --data DIR: which service is meant (the one of the default settings)"""

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(_parser().parse_args(["--help", *words[1:]] if words[:1] == ["help"] else words))
    except KeyboardInterrupt:
        print("coldframe: stopped before it was ready", file=sys.stderr)
        return _INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    from api.commands.expected import EXPECTED  # noqa: PLC0415 - so that --help is answered at once
    from api.commands.logs import write_logs_to  # noqa: PLC0415 - likewise

    write_logs_to(sys.stderr)
    run: Run = options.run
    try:
        return run(options)
    except EXPECTED as error:
        print(f"coldframe: {error}", file=sys.stderr)
        return _WRONG


def _demo(options: argparse.Namespace) -> int:
    from api.commands.demo import DemoOptions, demo  # noqa: PLC0415 - each command loads what it needs

    chosen = DemoOptions(options.port, options.mqtt_port, options.data, options.speed, options.seed)
    return demo(chosen, _say)


def _serve(options: argparse.Namespace) -> int:
    from api.commands.serve import serve  # noqa: PLC0415 - each command loads what it needs

    return serve(options.config, options.make_token, _say)


def _check(options: argparse.Namespace) -> int:
    from api.commands import check  # noqa: PLC0415 - each command loads what it needs

    return check.sample(_say) if options.sample else check.check(options.config, _say)


def _simulate(options: argparse.Namespace) -> int:
    from api.commands.simulate import SimulateOptions, simulate  # noqa: PLC0415 - each command loads what it needs

    return simulate(
        SimulateOptions(
            scenario=options.scenario,
            broker_url=options.broker,
            api_url=options.api,
            token=options.token,
            speed=options.speed,
            seed=options.seed,
        ),
        _say,
    )


def _token(options: argparse.Namespace) -> int:
    from api.commands import token  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    data = settings_of(options.config, options.data).data
    if options.list:
        return token.show(data, _say)
    if options.revoke:
        return token.revoke(data, options.revoke, _say)
    return token.create(data, options.name, _say)


def _gateway(options: argparse.Namespace) -> int:
    from api.commands import gateway  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    if options.action == "kinds":
        return gateway.kinds(_say)
    settings = settings_of(options.config, options.data)
    if options.action == "add":
        wish = gateway.Wish(options.name, options.kind, tuple(options.topic), options.host)
        return gateway.add(settings, wish, _say)
    if options.action == "remove":
        return gateway.remove(settings, options.name, _say)
    if options.action == "files":
        return gateway.files(settings, options.folder, _say)
    return gateway.show(settings, _say)


def _apply(options: argparse.Namespace) -> int:
    from api.commands import farm  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    ask = input if sys.stdin.isatty() else None
    settings = settings_of(options.config, options.data)
    return farm.apply(settings, options.farm, _say, ask, yes=options.yes)


def _export(options: argparse.Namespace) -> int:
    from api.commands import farm  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    return farm.export(settings_of(options.config, options.data), _say)


def _bench(options: argparse.Namespace) -> int:
    from api import bench  # noqa: PLC0415 - each command loads what it needs
    from api.commands.simulated import simulated_messages  # noqa: PLC0415 - likewise
    from api.commands.simulated_trial import simulated_trial  # noqa: PLC0415 - likewise

    return bench.main(
        options.name,
        json=options.json,
        out=sys.stdout,
        simulated=bench.Simulated(simulated_messages, lambda: simulated_trial(options.seed)),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coldframe",
        description="Greenhouses and the cold chain that follows them, in hours of shelf life.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands.add_parser("demo", help="run everything with a simulated farm"))
    _add_serve(commands.add_parser("serve", help="run the service"))
    _add_check(commands.add_parser("check", help="check a configuration, or print a sample of one"))
    _add_apply(commands.add_parser("apply", help="take over a farm file, after a look at what would change"))
    _add_export(commands.add_parser("export", help="print the farm as a farm file"))
    _add_simulate(commands.add_parser("simulate", help="let simulated gateways publish to a broker"))
    _add_token(commands.add_parser("token", help="make, list and revoke tokens"))
    _add_gateway(commands.add_parser("gateway", help="let gateways log in at the broker", usage=_GATEWAY))
    _add_bench(commands.add_parser("bench", help="measure how fast Coldframe is on this machine"))
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8321, help="port of the page (8321)")
    parser.add_argument("--mqtt-port", type=_port, default=1883, help="port of the MQTT broker (1883)")
    parser.add_argument("--data", type=Path, help="an empty folder to keep the data in (a temporary one)")
    parser.add_argument("--speed", type=_speed, default=60.0, help="how many times as fast as real (60)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (1)")
    parser.set_defaults(run=_demo)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, required=True, help="the configuration (see check --sample)")
    parser.add_argument("--make-token", metavar="NAME", help="make a token called NAME and show it")
    parser.set_defaults(run=_serve)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="the configuration (the defaults)")
    parser.add_argument("--sample", action="store_true", help="print a commented sample and do nothing else")
    parser.set_defaults(run=_check)


def _add_apply(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Show what the file would change, ask, and change it: all of it or nothing. Exit code 0: applied, or "
        "nothing to do; 1: not applied, because nobody said yes; 2: the file contradicts itself or the farm."
    )
    parser.add_argument("farm", metavar="FARM.toml", type=Path, help="the farm file (see export)")
    parser.add_argument("--yes", action="store_true", help="apply without asking")
    _add_service(parser)
    parser.set_defaults(run=_apply)


def _add_export(parser: argparse.ArgumentParser) -> None:
    _add_service(parser)
    parser.set_defaults(run=_export)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario file, or the name of a shipped one")
    parser.add_argument("--broker", required=True, metavar="URL", help="mqtt://host:port to publish to")
    parser.add_argument("--api", metavar="URL", help="a service in which lots are entered (none)")
    parser.add_argument("--token", help="the token with which they are entered")
    parser.add_argument("--speed", type=_speed, default=1.0, help="how many times as fast as real (1)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (1)")
    parser.set_defaults(run=_simulate)


def _add_token(parser: argparse.ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--name", help="make a token for this person or program, and show it")
    action.add_argument("--list", action="store_true", help="show the names of all tokens")
    action.add_argument("--revoke", metavar="NAME", help="make a token worthless")
    _add_service(parser)
    parser.set_defaults(run=_token)


def _add_gateway(parser: argparse.ArgumentParser) -> None:
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
    parser.set_defaults(run=_gateway)


def _add_service(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--config", type=Path, help="the configuration of the service (the defaults)")
    where.add_argument("--data", type=Path, help="the data folder of the service")


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", metavar="NAME", help="what to measure (everything)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=int, default=2026, help="chance of simulated weeks")
    parser.set_defaults(run=_bench)


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


if __name__ == "__main__":
    sys.exit(main())
