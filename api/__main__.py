"""The command line: parses and calls, nothing else."""

from __future__ import annotations

import argparse
import functools
import gc
import os
import sys
from collections.abc import Mapping, Sequence

from api.arguments import Run, parser_of

_say = functools.partial(print, flush=True)
_COLLECT_AFTER = (20_000, 20, 50)
"""How much is made before Python looks for cycles among it. What readings make has none, and by default a
quarter of the evaluator's time went into looking."""

_NOT_OURS = ("rich", "pygments", "pydantic.v1")
"""What libraries load only because it is there: to colour tracebacks (structlog; ours are plain, see
api/commands/logs.py), to colour error pages (Mako, of which Alembic makes none here), and to know models of
an old kind (FastAPI; we have none). 12 MB that a service can spare."""

_WRONG = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:  # whoever does not know what to type is told what there is
        parser_of(RUNS).print_help(sys.stderr)
        return _WRONG
    try:
        return _run(parser_of(RUNS).parse_args(["--help", *words[1:]] if words[:1] == ["help"] else words))
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
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
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
    from api.commands import backups, check  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    if options.data is not None:
        return backups.check_data(settings_of(options.config, options.data), _say)
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


def _product(options: argparse.Namespace) -> int:
    from api.commands import product  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    if options.action == "check":
        return product.check(options.files, _say)
    settings = settings_of(options.config, options.data)
    if options.action == "list":
        return product.list_all(settings, options.word, _say)
    return product.show(settings, options.name, options.png, _say)


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


def _migrate(options: argparse.Namespace) -> int:
    from api.commands import migrate  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    return migrate.migrate(settings_of(options.config, options.data), options.to, _say)


def _rehearse(options: argparse.Namespace) -> int:
    from api.commands import rehearse  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    wish = rehearse.Wish(options.place, options.by, options.wait)
    return rehearse.rehearse(settings_of(options.config, options.data).data, wish, _say)


def _backup(options: argparse.Namespace) -> int:
    from api.commands import backups  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    return backups.backup(settings_of(options.config, options.data), options.file, _say)


def _restore(options: argparse.Namespace) -> int:
    from api.commands import backups  # noqa: PLC0415 - each command loads what it needs

    return backups.restore(options.file, options.data, _say)


def _rollback(options: argparse.Namespace) -> int:
    from api.commands import backups  # noqa: PLC0415 - each command loads what it needs

    return backups.rollback(options.data, _say)


def _backtest(options: argparse.Namespace) -> int:
    from api.commands import backtest  # noqa: PLC0415 - each command loads what it needs
    from api.commands.beside import settings_of  # noqa: PLC0415 - likewise

    wish = backtest.Wish(options.place, dict(options.set), options.days, options.product, options.lot)
    return backtest.backtest(settings_of(options.config, options.data), wish, _say)


def _bench(options: argparse.Namespace) -> int:
    from api import bench  # noqa: PLC0415 - each command loads what it needs
    from api.commands.simulated import simulated_messages  # noqa: PLC0415 - likewise
    from api.commands.simulated_trial import simulated_trial  # noqa: PLC0415 - likewise

    return bench.main(
        options.name,
        json=options.json,
        out=sys.stdout,
        simulated=bench.Simulated(
            simulated_messages,
            lambda: simulated_trial(options.seed),
            bench.Chaos(options.minutes, options.seed),
        ),
        store=options.store,
        workers=options.workers,
    )


RUNS: Mapping[str, Run] = {
    "apply": _apply,
    "backtest": _backtest,
    "rehearse": _rehearse,
    "backup": _backup,
    "bench": _bench,
    "check": _check,
    "demo": _demo,
    "export": _export,
    "gateway": _gateway,
    "migrate": _migrate,
    "product": _product,
    "restore": _restore,
    "rollback": _rollback,
    "serve": _serve,
    "simulate": _simulate,
    "token": _token,
}
"""What each command does."""


if __name__ == "__main__":
    for name in _NOT_OURS:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say: not to be imported
    gc.set_threshold(*_COLLECT_AFTER)
    sys.exit(main())
