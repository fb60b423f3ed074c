"""Chromium without a window, driven by its DevTools protocol: pages as people meet them, with keys and with axe."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_PATIENCE = 60  # seconds; a busy machine starts a browser slowly


class Page:
    """One tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def call(self, method: str, **facts: Any) -> dict[str, Any]:
        """What a method of the protocol answers; events in between are passed over."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        self._socket.send(json.dumps({"id": number, "method": method, "params": facts, **session}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv(_PATIENCE))
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, path: Path, *, width: int = 1200, height: int = 900) -> None:
        """Show a page in a window of this size."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.call("Page.navigate", url=path.as_uri())
        end = time.monotonic() + _PATIENCE
        while self.run("location.href + document.readyState") != f"{path.as_uri()}complete":
            assert time.monotonic() < end, "the page does not load"
            time.sleep(0.02)

    def run(self, script: str) -> Any:
        """The value of a script, waited for."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press_tab(self) -> None:
        """As from the keyboard: the focus it gives is one that must be seen."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)


@contextmanager
def browser() -> Iterator[Page]:
    """A tab of a browser with a profile of its own, which ends with the block."""
    assert CHROMIUM is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0")
        process = subprocess.Popen(
            [CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            with connect(_address(Path(profile) / "DevToolsActivePort"), max_size=None) as socket:
                page = Page(socket)
                yield page
                with suppress(Exception):
                    socket.send(json.dumps({"id": 0, "method": "Browser.close"}))
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _address(told: Path) -> str:
    """Where the browser listens, on the loopback; it writes that down when it does."""
    end = time.monotonic() + _PATIENCE
    while not (told.is_file() and len(lines := told.read_text().splitlines()) == 2):
        assert time.monotonic() < end, "the browser does not start"
        time.sleep(0.05)
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
