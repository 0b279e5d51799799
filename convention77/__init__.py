"""Assembles the portal and decides nothing. The Celery application must exist as soon as Django does."""

from convention77.celery import app as celery_app

__all__ = ("celery_app",)
