"""The Spark job that imports the files of a dataset: as many as there are, of any size.

Spark deals out files, tries a share again that failed, and counts. What a file becomes is decided by the code of the
function `stage`, which each executor runs for its share; each file is committed by itself, by its manifest.

Arguments: --dataset NAME, --settings BASE64 (the environment of that code, as JSON), --source s3://BUCKET/PREFIX (the dataset's folder in
landing where it is left out, or "landing").
"""

import base64
import json
import sys

import headrace_stage
from pyspark.sql import SparkSession

# Shares are small enough that one that is tried again costs little, and large enough that starting Node costs little.
MOST_BYTES = 512 * 1024**2
MOST_FILES = 200


def arguments(words):
    """--NAME VALUE pairs; Glue adds some of its own."""
    found = {}
    for at, word in enumerate(words):
        if word.startswith("--") and at + 1 < len(words):
            found[word[2:]] = words[at + 1]
    return found


def dealt(files, slots):
    """Shares of files, by their bytes: largest first, each to the share that has least."""
    total = sum(file["bytes"] for file in files)
    count = max(slots * 3, -(-total // MOST_BYTES), -(-len(files) // MOST_FILES))
    shares = [[0, []] for _ in range(min(count, len(files)))]
    for file in sorted(files, key=lambda one: -one["bytes"]):
        least = min(shares, key=lambda share: (share[0], len(share[1])))
        least[0] += file["bytes"]
        least[1].append(file["object"])
    return [objects for _, objects in sorted(shares, key=lambda share: -share[0])]


def main():
    given = arguments(sys.argv[1:])
    dataset = given["dataset"]
    settings = json.loads(base64.b64decode(given["settings"]))
    source = given.get("source", "landing")
    spark = SparkSession.builder.appName(f"headrace-{dataset}").getOrCreate()
    context = spark.sparkContext
    files, known = headrace_stage.listed(settings, dataset, None if source == "landing" else source)
    shares = dealt(files, context.defaultParallelism)
    print(f"{len(files)} files of {dataset} to import, {known} known already, in {len(shares)} shares", flush=True)
    results = []
    if shares:
        held = context.broadcast(settings)
        results = (
            context.parallelize(shares, len(shares))
            .flatMap(lambda share: list(headrace_stage.imported(held.value, share)))
            .collect()
        )
    wrong = [result for result in results if not result["ok"]]
    for result in wrong:
        print(f"not imported: {json.dumps(result)}", flush=True)
    print(f"{len(results) - len(wrong)} imported, {len(wrong)} not", flush=True)
    spark.stop()
    if wrong:
        sys.exit(1)


main()
