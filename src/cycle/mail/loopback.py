"""Gives the mail room the wall's word for this machine."""

from __future__ import annotations

from cycle.wall import is_loopback

__all__ = ["is_loopback"]
