"""Kinds of holes of alarms."""
