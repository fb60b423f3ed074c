"""The order of the stages, one short function per product."""
