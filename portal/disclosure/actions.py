"""The writers of publishing: note that something changed, and render a topic once for all that changed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from connectors.hints import hint
from portal.disclosure import store
from portal.disclosure.edition import edition
from portal.disclosure.models import Change, Publication
from portal.disclosure.topics import TOPICS, Topic

TASK = "portal.tasks.publish"


def note(topic: str, *, at: datetime, about: str = "") -> None:
    """Something under `topic` changes in the caller's transaction: it is published when, and only if, that commits."""
    Change.objects.create(topic=topic, about=about, at=at)
    if any(getattr(one[1], "topic", None) == topic for one in connection.run_on_commit):
        return

    def publish_soon() -> None:
        wake(topic)

    publish_soon.topic = topic  # type: ignore[attr-defined]
    transaction.on_commit(publish_soon, robust=True)


def wake(topic: str) -> None:
    """Ask a worker to publish now. Only a hint: without a broker the next round finds the change."""
    hint(TASK, topic=topic, expires_s=60)


def publish(topic: str, *, at: datetime) -> int:
    """Render what changed and what is no longer fresh. Whoever comes while another is at it has nothing to do.

    After the lock is let go the changes are looked at again, so that none falls between two. Returns the renders.
    """
    renders = 0
    Publication.objects.get_or_create(topic=topic)
    while (is_due(topic, at=at) or _has_changed(topic)) and _render(TOPICS[topic], at=at):
        renders += 1
    return renders


def is_due(topic: str, *, at: datetime) -> bool:
    """Never rendered, by other code, or longer ago than its words stay true."""
    row = Publication.objects.filter(topic=topic).first()
    if row is None or row.rendered_at is None or row.edition != edition():
        return True
    return at - row.rendered_at >= TOPICS[topic].fresh_for


def _has_changed(topic: str) -> bool:
    return Change.objects.filter(topic=topic).exists()


@transaction.atomic
def _render(topic: Topic, *, at: datetime) -> bool:
    """One render for every change seen; a failed one leaves them all for the next."""
    row = Publication.objects.held(topic.name)
    if row is None:
        return False
    changes = list(Change.objects.filter(topic=topic.name).values_list("pk", "about"))
    if not changes and not is_due(topic.name, at=at):
        return False
    Change.objects.filter(pk__in=[pk for pk, _about in changes]).delete()
    about = {about for _pk, about in changes}
    topic.prepare(at, about)
    with store.only_one(topic.name):
        for sheet in topic.sheets(at, about if row.edition == edition() else None):
            store.put(sheet)
    Publication.objects.filter(pk=row.pk).update(renders=F("renders") + 1, rendered_at=at, edition=edition())
    return True


def fill(address: str, topic: Topic, *, at: datetime) -> None:
    """Make what is missing on this machine, once for everybody who waits for it. Writes files and no row."""
    with store.only_one(topic.name):
        if is_there(address):
            return
        for sheet in topic.sheets_of(address, at):
            store.put(sheet)


def is_there(address: str) -> bool:
    path = store.file_of(address, "zh")
    return path is not None and path.is_file()
