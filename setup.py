"""How the kernels are built; all else is in pyproject.toml."""

from Cython.Build import cythonize
from setuptools import setup
from setuptools.command.build_ext import build_ext


class Kernels(build_ext):
    """Cython first, one file after the other, as its compiler does not bear threads; then C on all cores."""

    def build_extensions(self):
        """Compile all."""
        for extension in self.extensions:
            extension.sources = cythonize(extension, force=self.force)[0].sources
            extension.extra_compile_args.append("-g0")  # debug information: two thirds of a file that is installed
        self.parallel = self.parallel or True
        super().build_extensions()


setup(cmdclass={"build_ext": Kernels})
