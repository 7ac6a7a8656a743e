"""The compiled kernel. All else is in pyproject.toml.

The extension is optional: where it cannot be compiled the package installs without it, and jieba
itself cuts, with the same tokens. POLICYTEXT_REQUIRE_KERNEL=1 makes a failed build an error.
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup

FOLDER = Path("src/policytext/segmentation/kernel")

setup(
    ext_modules=[
        Extension(
            "policytext.segmentation._kernel",
            sorted(map(str, FOLDER.glob("*.c"))),
            depends=sorted(map(str, FOLDER.glob("*.h"))),
            # A sum must be rounded after each step, as in jieba and pkuseg: no fused operations.
            extra_compile_args=["/O2"]
            if sys.platform == "win32"
            else ["-O3", "-std=c11", "-ffp-contract=off"],
            optional=os.environ.get("POLICYTEXT_REQUIRE_KERNEL") != "1",
        )
    ]
)
