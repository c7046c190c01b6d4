"""YAML that people write beside their documents, read so that a slip is an error and never another meaning."""

from __future__ import annotations

from collections.abc import Hashable

import yaml

from ingest.errors import LoadError


def read_yaml(text: str, where: str) -> object:
    """What the YAML `text` says; `where` names it in errors.

    Raises:
        LoadError: It is no YAML, is nested too deeply, or a mapping has a key twice: of two `groups`, which holds?
    """
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:
        raise LoadError(f"got {where} that is no valid YAML ({str(error).splitlines()[0]}); correct it") from error
    except RecursionError as error:
        raise LoadError(f"got {where} that is nested too deeply, expected a few levels; write it flat") from error


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"the key '{twice}' stands twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)
