"""The same job by polars or pandas: read, clean, check, tokenize, drop repeated keys, write Parquet by day. Prints JSON."""

import hashlib
import hmac
import importlib
import json
import os
import resource
import sys
import time

job = json.loads(sys.argv[1])
os.environ["POLARS_MAX_THREADS"] = str(job["threads"])
os.environ["OMP_NUM_THREADS"] = str(job["threads"])
FILE, FORMAT, OUT = job["file"], job["format"], os.path.join(job["folder"], "out")
CURRENCIES = ["GBP", "USD", "EUR"]
KEY = b"bench"


def token(value):
    return hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()


def polars_job(pl):
    read = {"csv": pl.scan_csv, "csv.gz": pl.scan_csv, "ndjson": pl.scan_ndjson, "parquet": pl.scan_parquet}
    options = {"infer_schema": False} if FORMAT.startswith("csv") else {}
    rows = pl.read_json(FILE).lazy() if FORMAT == "json" else read[FORMAT](FILE, **options)
    text = pl.col
    rows = rows.with_columns(
        text("order_id").cast(pl.Int64, strict=False),
        text("customer_id").cast(pl.Int64, strict=False),
        text("email").str.strip_chars().str.to_lowercase(),
        text("amount").cast(pl.Decimal(12, 2), strict=False),
        text("ordered_at").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False),
        text("quantity").cast(pl.Int32, strict=False),
        (text("gift") == "true") if FORMAT.startswith("csv") else text("gift"),
    ).filter(
        text("order_id").is_not_null()
        & text("email").str.contains(r"^\S+@\S+$")
        & (text("phone").str.len_chars() <= 20)
        & (text("amount") >= 0)
        & text("currency").is_in(CURRENCIES)
        & text("ordered_at").is_not_null()
        & text("quantity").is_between(1, 100)
    )
    rows = rows.collect()
    if job["key"]:
        rows = rows.unique("order_id", keep="first")
    if job["hmac"]:
        rows = rows.with_columns(
            text("email").map_elements(token, return_dtype=pl.String),
            text("phone").map_elements(token, return_dtype=pl.String),
        )
    rows = rows.with_columns(text("ordered_at").dt.date().alias("day"))
    for (day,), part in rows.partition_by("day", as_dict=True, include_key=False).items():
        folder = os.path.join(OUT, f"day={day}")
        os.makedirs(folder)
        part.write_parquet(os.path.join(folder, "rows.parquet"), compression="zstd", compression_level=1)


def pandas_job(pd):
    if FORMAT.startswith("csv"):
        rows = pd.read_csv(FILE, dtype=str)
    elif FORMAT == "parquet":
        rows = pd.read_parquet(FILE)
    else:
        rows = pd.read_json(FILE, lines=FORMAT == "ndjson", dtype={"phone": str}, convert_dates=False)
    for name in ("order_id", "customer_id", "amount", "quantity"):
        rows[name] = pd.to_numeric(rows[name], errors="coerce")
    rows["email"] = rows["email"].str.strip().str.lower()
    rows["ordered_at"] = pd.to_datetime(rows["ordered_at"], format="%Y-%m-%dT%H:%M:%S", errors="coerce")
    rows["gift"] = rows["gift"].astype(str).str.lower() == "true"
    rows = rows[
        rows["order_id"].notna()
        & rows["email"].str.match(r"^\S+@\S+$").fillna(False)
        & (rows["phone"].str.len() <= 20)
        & (rows["amount"] >= 0)
        & rows["currency"].isin(CURRENCIES)
        & rows["ordered_at"].notna()
        & rows["quantity"].between(1, 100)
    ].copy()
    if job["key"]:
        rows = rows.drop_duplicates("order_id", keep="first")
    if job["hmac"]:
        rows["email"] = rows["email"].map(token)
        rows["phone"] = rows["phone"].map(token)
    for day, part in rows.groupby(rows["ordered_at"].dt.date):
        folder = os.path.join(OUT, f"day={day}")
        os.makedirs(folder)
        part.to_parquet(os.path.join(folder, "rows.parquet"), compression="zstd")


peer = importlib.import_module(job["peer"])
started = time.perf_counter()
{"polars": polars_job, "pandas": pandas_job}[job["peer"]](peer)
seconds = time.perf_counter() - started
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpuSeconds": used.ru_utime + used.ru_stime,
            "peakMib": used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
        }
    )
)
