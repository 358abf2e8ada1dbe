"""YAML as plain texts, lists and mappings; no value is ever a float."""

import yaml


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def entries(section):
    """A section that goes by name: a list of names, or a mapping."""
    if isinstance(section, list):
        return {name: "" for name in section}
    return dict(section or {})


def field(entry, name, short=None):
    """A field of an entry, or what it is in short when it is a plain text."""
    if isinstance(entry, dict):
        return entry.get(name)
    return entry if name == short and entry != "" else None
