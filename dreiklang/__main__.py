"""`python -m dreiklang` is `dreiklang`."""

from dreiklang.cli import main

main()
