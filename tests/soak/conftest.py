"""What the soak tests share with the tests of the DAGs. In: nothing. Out: the demo newsroom as a fixture."""

from tests.dags.conftest import newsroom

__all__ = ["newsroom"]
