"""The Spark job that imports the files of a dataset, or of several: as many as there are, of any size.

Spark deals out files, tries a share again that failed, and counts. What a file becomes is decided by the code of the
function `stage`, which each executor runs for its share; each file is committed by itself, by its manifest.

Arguments: --dataset NAME (or NAME,NAME,… of what lies in landing), --settings BASE64 (the environment of that code, as JSON),
--source s3://BUCKET/PREFIX (the dataset's folder in landing where it is left out, or "landing").
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


def uri(item):
    return f"s3://{item['bucket']}/{item['key']}"


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
    datasets = given["dataset"].split(",")
    settings = json.loads(base64.b64decode(given["settings"]))
    source = given.get("source", "landing")
    if len(datasets) > 1 and source != "landing":
        sys.exit(f"The files of {source} are of one dataset: name one in --dataset, or leave --source out.")
    spark = SparkSession.builder.appName(f"headrace-{given['dataset']}").getOrCreate()
    context = spark.sparkContext
    files, known = headrace_stage.listed(settings, datasets, None if source == "landing" else source)
    call = {
        "pipeline": settings.get("PIPELINE"),
        "job": given.get("JOB_NAME"),
        "run": given.get("JOB_RUN_ID"),
        "dataset": given["dataset"],
    }
    offered = [{"object": uri(file["object"]), "bytes": file["bytes"]} for file in files]
    answers = headrace_stage.hooked(settings, {**call, "hook": "files"}, offered)
    left_out = {name for answer in answers for name in answer["leave_out"]}
    files = [file for file in files if uri(file["object"]) not in left_out]
    shares = dealt(files, context.defaultParallelism)
    counts = f"{known} known already, {len(offered) - len(files)} left out by the hook"
    print(f"{len(files)} files of {given['dataset']} to import, {counts}, in {len(shares)} shares", flush=True)
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
    headrace_stage.hooked(settings, {**call, "hook": "done"}, results)
    if wrong:
        sys.exit(1)


main()
