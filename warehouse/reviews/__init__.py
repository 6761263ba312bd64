"""What reviewers look at, what they say, and what it asks of later runs.

    journal    verdicts: appended at once, published as rows of `reviews` by the next run
    acts       what they ask of a run, and which sources must be cleaned again for it
    queue      what most deserves a look
    items      one thing to judge, with the text around it, and the row a verdict on it becomes
    precision  how often rules and repeats are right, estimated from sampled verdicts

Start reading at `journal`.
"""

from warehouse.reviews.acts import acting, changed_sources
from warehouse.reviews.journal import append, fold, standing, verdicts, waiting

__all__ = ["acting", "append", "changed_sources", "fold", "standing", "verdicts", "waiting"]
