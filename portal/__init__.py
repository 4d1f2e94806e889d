"""The front door. Imports the Celery app, so that every task of every room finds it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
