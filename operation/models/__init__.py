from operation.models.beat import Sending
from operation.models.watch import Alert, Measure

__all__ = ["Alert", "Measure", "Sending"]
