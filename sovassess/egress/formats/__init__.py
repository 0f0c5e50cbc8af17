"""One module for each format of recorded egress; `sovassess.egress.registry` lists them."""
