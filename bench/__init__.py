"""The benchmarks: what a page costs on the server as it is deployed, over a synthetic corpus of three sizes.

    make bench SIZE=S        one size (S, L, XL), figures into bench/results/
    make bench QUICK=1       short rounds, for trying
    make bench-growth        what a page costs more at L and XL than at S
    make bench-mixed         ten minutes of readers, members and writers together

wrk drives the load (Debian: apt install wrk); nginx is measured as well where it is installed.
"""

PAGE_BYTES = 40_000  # of the yardstick: about what a question page weighs uncompressed
