"""`python -m cleaners.repeats` compiles the engine ahead, so that no run has to wait for it."""

import numpy as np
import pyarrow as pa

from cleaners.repeats import components, engine
from schemas.config import RepeatOptions

if __name__ == "__main__":
    text = engine.text_of(pa.array(["编译一次，以后每次运行都不必再等，读者也不必知道这件事。"] * 2))
    for name in ("lsh", "exact"):
        engine.pairs_of(text, RepeatOptions(engine=name))
    engine.signatures(text, RepeatOptions())
    components.groups(2, [(np.zeros(1), np.ones(1))], 1)
