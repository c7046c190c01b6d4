"""Which extension is code of which language, and how a line of it looks that gives something a name."""

from __future__ import annotations

import re

# What is named on a line: the first group that matched.
_NO_NAMES = r"(?!(?:if|for|while|switch|catch|return|else|throw|new|case|await|delete|function)\b)"
_C_LIKE = (
    r"^\s*(?:[\w.]+\s+)*?(?:class|struct|union|enum|interface|record|namespace)\s+(?:class\s+)?(\w[\w:.]*)(?!.*;\s*$)"
)
_METHOD = rf"^\s*{_NO_NAMES}(?:[\w.<>\[\],?*&:]+\s+)+[*&]*{_NO_NAMES}(~?\w[\w:~]*)\s*\([^;]*$"
_PYTHON = r"^\s*(?:async\s+)?(?:def|class)\s+(\w+)\s*[(\[:]"
_SCRIPT = (
    r"^\s*(?:export\s+|default\s+|declare\s+|abstract\s+|async\s+)*"
    r"(?:(?:function\*?|class|interface|enum|namespace)\s+(\w+)"
    r"|(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:function|.*=>))"
    r"|^\s+(?:(?:async|static|get|set|public|private|protected|readonly)\s+)*"
    rf"{_NO_NAMES}(#?\w+)\s*\([^;]*\)[^;=]*\{{\s*$"
)
_GO = r"^func\s+(?:\([^)]*\)\s*)?(\w+)|^type\s+(\w+)"
_RUST = (
    r"^\s*(?:pub(?:\([^)]*\))?\s+)?(?:(?:async|const|unsafe|extern(?:\s+\"C\")?)\s+)*"
    r"(?:(?:fn|struct|enum|trait|mod|union)\s+(\w+)|impl(?:<[^>]*>)?\s+(.*?)\s*(?:\{|where|$))"
)
_RUBY = r"^\s*(?:def|class|module)\s+([\w.:]+[?!=]?)"
_SHELL = r"^\s*(?:function\s+)?([\w-]+)\s*\(\)|^\s*function\s+([\w-]+)"
_SQL = (
    r"(?i)^\s*(?:create|alter)\s+(?:or\s+replace\s+|temp\w*\s+|unique\s+|materialized\s+)*"
    r"(?:table|view|function|procedure|trigger|index|type|schema)\s+(?:if\s+(?:not\s+)?exists\s+)?([\w.\"\[\]`]+)"
)
_YAML = r"^\s*(?:-\s+)?([\w.\"'/-]+):\s*(?:[&!|>#].*)?$"
_TOML = r"^\s*\[\[?([^\[\]]+)\]\]?"

_NAMES = {
    "python": (_PYTHON, ".py"),
    "javascript": (_SCRIPT, ".js .mjs .cjs .jsx"),
    "typescript": (_SCRIPT, ".ts .tsx"),
    "java": (f"{_C_LIKE}|{_METHOD}", ".java"),
    "csharp": (f"{_C_LIKE}|{_METHOD}", ".cs"),
    "c": (f"{_C_LIKE}|{_METHOD}", ".c .h"),
    "cpp": (f"{_C_LIKE}|{_METHOD}", ".cpp .cc .hpp"),
    "go": (_GO, ".go"),
    "rust": (_RUST, ".rs"),
    "ruby": (_RUBY, ".rb"),
    "shell": (_SHELL, ".sh .bash"),
    "sql": (_SQL, ".sql"),
    "yaml": (_YAML, ".yaml .yml"),
    "toml": (_TOML, ".toml"),
}
LANGUAGES = {extension: name for name, (_, extensions) in _NAMES.items() for extension in extensions.split()}
NAMING = {name: re.compile(pattern) for name, (pattern, _) in _NAMES.items()}
