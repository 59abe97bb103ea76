"""The studio: renders people who sign, with the exact truth of what is signed and where every joint is.

    script + signs -> motion -> pose -> body -> renderer -> frames
                         |        '-> landmarks (exact)
                         '-> segments (exact)

Needs the extra `studio`. Nothing in annotator needs the studio.
"""
