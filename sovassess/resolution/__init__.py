"""From observations to dependencies: join what one file says with what another gives it, and ask who that is.

The precedence of addresses, the joining of environment variables, components and strengths are decided here and
nowhere else. Nothing here reads a file.
"""
