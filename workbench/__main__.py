"""Lets `python -m workbench` do what the console script does."""

from workbench.cli.main import main

raise SystemExit(main())
