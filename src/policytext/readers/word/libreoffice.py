"""Conversion by LibreOffice, where it is installed, of formats that nothing else here reads."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["to_docx"]

#: A long document takes ten seconds; what takes longer hangs.
_SECONDS = 120
#: Nothing in a document may run, and nothing may be fetched: macros off, links neither followed nor
#: updated, and a proxy that is not there.
_SETTINGS: dict[str, dict[str, object]] = {
    "Common/Security/Scripting": {
        "MacroSecurityLevel": 3,
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Writer/Content/Update": {"Link": 0},
}
_PROXY: dict[str, object] = {
    "ooInetProxyType": 2,
    "ooInetHTTPProxyName": "127.0.0.1",
    "ooInetHTTPProxyPort": 9,
    "ooInetHTTPSProxyName": "127.0.0.1",
    "ooInetHTTPSProxyPort": 9,
    "ooInetNoProxy": "",
}


def to_docx(data: bytes, ending: str) -> bytes | None:
    """Convert a document to .docx; None where LibreOffice is absent or cannot.

    Parameters
    ----------
    data : bytes
        The document.
    ending : str
        The ending of its name, such as ".doc".
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with TemporaryDirectory(prefix="policytext-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder, "profile")
        _write_settings(profile)
        # The name is ours: the user's may hold anything.
        document = Path(folder, f"document{ending}")
        document.write_bytes(data)
        converted = Path(folder, "converted", "document.docx")
        _run([
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nologo", "--convert-to", "docx:MS Word 2007 XML",
            "--outdir", str(converted.parent), str(document),
        ])  # fmt: skip
        return converted.read_bytes() if converted.is_file() else None


def _run(command: list[str]) -> None:
    """Run a program that may start others, and end them all when the time is up."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_SECONDS)
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()


def _write_settings(profile: Path) -> None:
    """Write a profile under which a document is safe to open."""
    groups = {f"org.openoffice.Office.{name}": values for name, values in _SETTINGS.items()}
    groups["org.openoffice.Inet/Settings"] = _PROXY
    items = "".join(
        f'<item oor:path="/{group}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for group, values in groups.items()
        for name, value in values.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )
