from operation.models.watch import Alert, Measure

__all__ = ["Alert", "Measure"]
