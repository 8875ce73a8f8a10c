"""Learns from strikes of wildlife which of them do damage, and scores every one of them.

A logistic regression over the phase of flight, the animal's size, the time of day and the speed. It learns from the strikes
before HELD_OUT_FROM that say whether there was damage; how good it is, the later ones tell. The same rows give the same scores.
"""

import json
import os
import sys
from pathlib import Path

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

CATEGORIES = ["phase", "size", "time_of_day"]
NUMBERS = ["speed_knots"]
ORDER = ["struck_on", "airport", "species"]
# Exit codes: 1 is a wrong input, which is not tried again.
WRONG_INPUT = 1


def main() -> int:
    inputs, outputs = Path(os.environ["HEADRACE_INPUTS"]), Path(os.environ["HEADRACE_OUTPUTS"])
    job = json.loads((inputs / "job.json").read_text())
    # When the newest of these strikes came: of several scores of a strike, the one that knew most.
    known_until = max(
        json.loads((inputs / path).read_text())["committed_at"] for path in job["datasets"]["strikes"]["manifests"]
    )
    # A folder of Parquet, as pandas reads it; the manifests beside the rows begin with an underscore.
    strikes = pd.read_parquet(inputs / "strikes")
    strikes = strikes.sort_values([*ORDER, *NUMBERS, *CATEGORIES, "aircraft"], ignore_index=True)
    known = strikes["damage"].notna()
    damaged = strikes["damage"].ne("none")
    held_out = pd.to_datetime(strikes["struck_on"]) >= os.environ.get("HELD_OUT_FROM", "2000-01-01")
    learned, judged = known & ~held_out, known & held_out
    if damaged[learned].nunique() < 2:
        print(f"{len(strikes)} strikes are too few to learn from: some must have done damage, and some not.", file=sys.stderr)
        return WRONG_INPUT

    features = ColumnTransformer(
        [
            ("categories", make_pipeline(SimpleImputer(strategy="constant", fill_value="unknown", missing_values=None), OneHotEncoder(handle_unknown="ignore")), CATEGORIES),
            ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), NUMBERS),
        ]
    )
    model = make_pipeline(features, LogisticRegression(max_iter=1000))
    table = strikes[[*CATEGORIES, *NUMBERS]].astype({"speed_knots": "float64"})
    model.fit(table[learned], damaged[learned])
    probability = model.predict_proba(table)[:, 1]

    scores = strikes[ORDER].assign(
        execution=job["execution"],
        known_until=known_until,
        damaged=damaged.where(known),
        probability=probability.round(6),
        held_out=held_out,
    )
    scores.to_csv(outputs / "scores.csv", index=False)
    told = {"learned_from": int(learned.sum()), "scored": len(scores)}
    if damaged[judged].nunique() == 2:
        told["auc_held_out"] = round(float(roc_auc_score(damaged[judged], probability[judged])), 4)
    print(json.dumps(told))
    return 0


sys.exit(main())
