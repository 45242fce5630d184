"""The script that PyInstaller freezes. It lies in a folder of its own, because PyInstaller searches
the folder of the script for modules before all others."""

import sys

from inspector_app.__main__ import main

sys.exit(main())
