"""Chromium for tests: headless, and asking nobody else for anything by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

# Without these, Chromium asks for updates and name servers of its own at every start.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def chromium_in(playwright: Playwright, *, maps: Mapping[str, str] | None = None) -> Iterator[Browser]:
    """Run Chromium while the block runs; `maps` says which host and port are found where on this machine."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    rules = ",".join(f"MAP {name} {place}" for name, place in (maps or {}).items())
    args = [*FLAGS.split(), *([f"--host-resolver-rules={rules}"] if rules else [])]
    browser = playwright.chromium.launch(executable_path=chromium, args=args)
    try:
        yield browser
    finally:
        browser.close()
