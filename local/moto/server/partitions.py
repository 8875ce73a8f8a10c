"""moto's Glue refuses an empty expression of GetPartitions, which AWS takes for none: Trino's clients send it."""


def install() -> None:
    from moto.glue.models import FakeTable

    original = FakeTable.get_partitions

    def get_partitions(self, expression):
        return original(self, expression or None)

    FakeTable.get_partitions = get_partitions
