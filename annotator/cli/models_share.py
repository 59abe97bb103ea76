"""`annotator models export|install|remove`: bundles from one machine to another."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options
from annotator.errors import BundleError, ModelNotFoundError, UsageError

if TYPE_CHECKING:
    from annotator.models import Bundle


def add_to(actions: Any) -> None:
    """Adds the three to `annotator models`."""
    export = actions.add_parser("export", help="one zip archive to share a model by")
    export.add_argument("model", metavar="NAME", help="model name or folder")
    export.add_argument("-o", "--output", type=Path, metavar="ZIP", help="the archive (default: NAME-VERSION.zip)")
    export.add_argument("--replace", action="store_true", help="replace a file that is there already")
    export.set_defaults(run=export_model)
    add_plugin_options(export)
    install = actions.add_parser("install", help="put a model among your own: a folder, a zip archive or an address")
    install.add_argument("source", metavar="FOLDER|ZIP|URL", help="what `annotator models export` wrote")
    install.add_argument("--sha256", metavar="HEX", help="checksum of the archive; an address needs it")
    install.add_argument("--replace", action="store_true", help="replace a model of this name")
    install.set_defaults(run=install_model)
    remove = actions.add_parser("remove", help="remove one of your own models")
    remove.add_argument("model", metavar="NAME", help="its name")
    remove.add_argument("-y", "--yes", action="store_true", help="do not ask")
    remove.set_defaults(run=remove_model)


def export_model(arguments: argparse.Namespace) -> int:
    """Writes the archive and prints its checksum."""
    from annotator.cli.console import output, shown
    from annotator.models import ModelStore, export_bundle
    from annotator.plugins import load_plugins

    bundle = ModelStore(load_plugins(arguments.plugins_dir).model_folders()).find(arguments.model)
    target = arguments.output or Path(f"{bundle.name}-{bundle.manifest.version}.zip")
    data = export_bundle(bundle, target, replace=arguments.replace)
    output.print(f"written: {shown(target)} ({len(data) / 1e6:.1f} MB)", soft_wrap=True)
    output.print(f"sha256:  {hashlib.sha256(data).hexdigest()}", soft_wrap=True)
    return 0


def install_model(arguments: argparse.Namespace) -> int:
    """Installs a model among the user's own and says where."""
    from annotator.cli.console import output, shown
    from annotator.download import is_url

    bundle = _from_url(arguments) if is_url(arguments.source) else _from_path(arguments)
    output.print(f"installed: {bundle.name} {bundle.manifest.version}, {shown(bundle.folder)}", soft_wrap=True)
    if bundle.manifest.caution:
        output.print(f"caution: {bundle.manifest.caution}", markup=False, soft_wrap=True)
    return 0


def _from_url(arguments: argparse.Namespace) -> Bundle:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from annotator.cli.console import errors
    from annotator.download import download
    from annotator.models import install_bundle, user_models

    if arguments.sha256 is None:
        raise UsageError(f"{arguments.source} needs its checksum", hint="--sha256 HEX, as whoever offers the file says")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with tempfile.TemporaryDirectory() as folder:
        with Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True) as progress:
            task = progress.add_task("fetching")

            def tell(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total or None)

            archive = download(arguments.source, arguments.sha256, Path(folder), tell)
        return install_bundle(archive, user_models(), replace=arguments.replace)


def _from_path(arguments: argparse.Namespace) -> Bundle:
    from annotator.download import file_sha256
    from annotator.models import install_bundle, user_models

    source = Path(arguments.source).expanduser()
    if arguments.sha256 is not None:
        if not source.is_file():
            raise UsageError("--sha256 is the checksum of an archive", path=source)
        found = file_sha256(source)
        if found != arguments.sha256.strip().lower():
            raise BundleError(f"its sha256 is {found[:12]}…, expected {arguments.sha256[:12]}…", path=source)
    return install_bundle(source, user_models(), replace=arguments.replace)


def remove_model(arguments: argparse.Namespace) -> int:
    """Removes a model from the user's own folder, after asking."""
    from annotator.cli.console import output, shown
    from annotator.models import remove_bundle

    folder = _own_folder(arguments.model)
    if not arguments.yes and not _agreed(arguments.model, folder):
        output.print("nothing was removed")
        return 1
    remove_bundle(folder)
    output.print(f"removed: {shown(folder)}", soft_wrap=True)
    return 0


def _own_folder(name: str) -> Path:
    """The folder of one of the user's own models, broken ones too; refuses others, saying where they are."""
    from annotator.models import ModelStore, user_models

    models = [model for model in ModelStore().list() if model.name == name]
    own = [model.folder for model in models if model.place == user_models()]
    if own:
        return own[0]
    if models:
        raise UsageError(
            f"{name} is none of your own models, and stays where it is",
            path=models[0].folder,
            hint=f"those in {user_models()} can be removed",
        )
    raise ModelNotFoundError(f"none of your own models is called {name!r}", path=user_models())


def _agreed(name: str, folder: Path) -> bool:
    """Asks the person at the terminal; where there is none, --yes has to say it."""
    from annotator.cli.console import shown

    if not sys.stdin.isatty():
        raise UsageError(f"{name} is removed only with --yes where nobody can be asked", path=folder)
    print(f"remove {name} ({shown(folder)})? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
