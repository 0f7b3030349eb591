"""Asking servers. In: URLs that are due and leased hosts. Out: answers, archived and stored, an Outcome each."""
