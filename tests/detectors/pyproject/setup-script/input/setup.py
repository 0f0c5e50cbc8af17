"""install_requires=["in-a-docstring"] is no list of anything."""

from setuptools import setup

# install_requires = ["commented"]
WORKED_OUT = open("requirements.in").read().splitlines()
setup(
    name="shop",
    install_requires=[
        "httpx>=0.27",  # for "another-one"
        'boto3[crt]==1.35.0',
    ],
    setup_requires=["wheel"],
    extras_require={"cloud": ["kubernetes"], "test": ["pytest"], "all": WORKED_OUT},
)
