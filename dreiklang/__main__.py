"""`python -m dreiklang` is `dreiklang`. In: words. Out: what the command line gives."""

from dreiklang.cli import main

main()
