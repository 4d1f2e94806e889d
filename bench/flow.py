"""The same number of steps by viewflow's flow engine: a program of its own, since it has settings of its own.

It reads a line and answers with the milliseconds of one process from its start to its end.
"""

from __future__ import annotations

import os
import sys
import time

from bench.walk import STEPS


def settings() -> None:
    import environ
    from django.conf import settings as known

    known.configure(
        DATABASES={"default": environ.Env().db_url("FLOW_DATABASE_URL")}, USE_TZ=True, SECRET_KEY="-",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow", "bench"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip


def main() -> None:
    settings()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.connection_flow import Connection

    for _line in sys.stdin:
        began = time.perf_counter()
        process = Connection.start.run()
        for n in range(1, STEPS):
            task = process.task_set.get(finished=None)
            getattr(Connection, f"step_{n}").run(task)
        took = (time.perf_counter() - began) * 1000
        process.refresh_from_db()
        if process.finished is None:
            raise SystemExit("the flow has not come to its end")
        sys.stdout.write(f"{took}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("FLOW_DATABASE_URL", "")
    main()
