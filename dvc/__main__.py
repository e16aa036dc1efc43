"""`python3 -m dvc`: on a bare machine makes .venv, installs the project into it and says so; then the command
`dvcenter`.
"""

from __future__ import annotations

from dvc.bootstrap import ensure

if __name__ == "__main__":
    ensure("dvc")
    from dvc.cli import main  # only now: its libraries may have been installed a moment ago

    main()
