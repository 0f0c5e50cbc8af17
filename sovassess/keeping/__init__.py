"""Keep what was worked out, so that the next run need not work it out again; it never decides what is true.

Whatever is kept can vanish, be damaged or be of another release at any time: then it is worked out anew.
"""
