"""What is measured, in the form that Prometheus reads. Numbers of machines: no name, no address, no case."""

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from journal.health import readiness
from operation.measures import MEANINGS
from operation.models import Alert, Measure
from operation.version import VERSION

PREFIX = "convention77_"


class Latest(Collector):
    """Of each name the latest values; beside them what is asked at this moment."""

    def collect(self) -> Iterator[Metric]:
        rows = list(Measure.objects.order_by("pk"))
        for name, meaning in MEANINGS.items():
            family = GaugeMetricFamily(f"{PREFIX}{name}", meaning.help, labels=["of"])
            for row in rows:
                if row.name == name:
                    family.add_metric([row.label], row.value)
            yield family
        alerts = GaugeMetricFamily(f"{PREFIX}alert", "What is wrong, by kind", labels=["of"])
        for kind in Alert.objects.values_list("kind", flat=True):
            alerts.add_metric([kind], 1)
        yield alerts
        ready = GaugeMetricFamily(f"{PREFIX}ready", "Whether what the portal stands on is there", labels=["of"])
        for part, is_there in readiness().items():
            ready.add_metric([part], is_there)
        yield ready
        age = GaugeMetricFamily(f"{PREFIX}measured_seconds", "Age of these measures: the worker takes them each minute")
        if rows:
            age.add_metric([], (timezone.now() - max(row.at for row in rows)).total_seconds())
        yield age
        info = GaugeMetricFamily(f"{PREFIX}info", "The version of the portal", labels=["version"])
        info.add_metric([VERSION], 1)
        yield info


def exposition() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Latest())
    return bytes(generate_latest(registry))
