"""The demo county's past, filled in beside the running portal: once, and after a stop from where it was."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from portal.servers import Program

BEGINS = "\nThe county's past year is being filled in meanwhile: figures, ratings and reports grow for a minute or two."
DONE = "The county's past year is filled in."
FAILED = "The county's past year could not be filled in; see var/log/history.log. `make run` tries again."


@dataclass
class Filling:
    """One job that ends by itself. `mark` remembers for which code and data it was done."""

    program: Program
    mark: Path
    code: str
    is_over: bool = False

    @classmethod
    def of(cls, environment: dict[str, str], *, prepared: Path, log: Path) -> Filling:
        """What is still to do for the county that was prepared last; over at once where there is no demo."""
        command = [sys.executable, "manage.py", "load_demo", "--history"]
        mark, code = prepared.with_name("history.done"), prepared.read_text()
        is_over = environment["DEMO"] != "1" or (mark.exists() and mark.read_text() == code)
        return cls(Program("history", command, log, environment=environment), mark, code, is_over)

    def news(self) -> str:
        """A line for the person who waits: when it begins, and when it has just ended; else nothing."""
        if self.is_over:
            return ""
        if self.program.process is None:
            self.program.start()
            return BEGINS
        if self.program.is_alive():
            return ""
        self.is_over = True
        if self.program.process.returncode:
            return FAILED
        self.mark.write_text(self.code)
        return DONE
