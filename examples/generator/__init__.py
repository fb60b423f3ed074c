"""An invented district and the files its systems deliver: first who there is, then what each system exports."""

from examples.generator.everything import write_exports

__all__ = ["write_exports"]
