"""The frozen nouns every room shares, and pure arithmetic on them.

The nouns of the definitions (Metric, Target, Source, Program ...) are pydantic models, because their keys
*are* the YAML language; the nouns of the flow (Cell, Verdict, Shown ...) are plain frozen dataclasses.
Nothing here reads a file, a clock or the environment.
"""
