"""The words of the monitor and what everybody stands on. In: nothing. Out: model, outcomes, clock, store, taxonomy."""
