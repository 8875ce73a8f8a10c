"""aws-sdk-pandas against the local AWS: each call of what people use every week, with the rows that it must give.

Each function is a test; what it raises is its failure. The environment names the endpoint. Prints a line of JSON for each.
"""

import datetime as dt
import decimal
import itertools
import json
import sys
import traceback

import awswrangler as wr
import boto3
import numpy as np
import pandas as pd

BUCKET = "wrangler-suite"
DATABASE = "wrangler"
CHECKS = []
RUNS = itertools.count()


def check(function):
    CHECKS.append(function)
    return function


def lacking(words):
    """What the local AWS has not: it must say so, in these words."""

    def wrap(function):
        def refused():
            try:
                function()
            except Exception as error:
                assert words.lower() in str(error).lower(), error
                return
            raise AssertionError("it works now: make it a check")

        refused.__name__ = f"{function.__name__}, which is refused"
        CHECKS.append(refused)
        return refused

    return wrap


def path(name):
    return f"s3://{BUCKET}/{name}/"


def rows(frame):
    return [tuple(None if value is pd.NA or value is pd.NaT else value for value in row) for row in frame.itertuples(index=False)]


def same(got, expected):
    assert got == expected, f"{got!r} is not {expected!r}"


ORDERS = pd.DataFrame(
    {
        "id": pd.array([1, 2, 3, 4], dtype="Int64"),
        "name": ["a", "b", None, "dé"],
        "amount": [1.5, float("nan"), 3.0, -0.25],
        "at": pd.to_datetime(["2024-01-31 10:00:00.123", "2024-02-01 00:00:00.000", None, "2024-02-02 23:59:59.000"]).astype("datetime64[ms]"),
        "day": [dt.date(2024, 1, 31), dt.date(2024, 2, 1), None, dt.date(2024, 2, 2)],
        "exact": [decimal.Decimal("1.50"), None, decimal.Decimal("3.00"), decimal.Decimal("-0.25")],
        "flag": pd.array([True, False, None, True], dtype="boolean"),
        "part": ["x", "x", "y", "z"],
    }
)


def set_up():
    region = boto3.session.Session().region_name
    elsewhere = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    boto3.client("s3").create_bucket(Bucket=BUCKET, **elsewhere)
    wr.catalog.create_database(DATABASE, exist_ok=True)
    wr.s3.to_parquet(ORDERS, path("orders"), dataset=True, database=DATABASE, table="orders", dtype={"exact": "decimal(12,2)"})
    wr.s3.to_parquet(
        ORDERS, path("parts"), dataset=True, database=DATABASE, table="parts", partition_cols=["part"], dtype={"exact": "decimal(12,2)"}
    )


def output():
    """UNLOAD asks for an empty folder each time."""
    return path(f"results/{next(RUNS)}")


def query(sql, **options):
    return wr.athena.read_sql_query(sql, database=DATABASE, s3_output=output(), **options)


MODES = {
    "ctas": {"ctas_approach": True},
    "plain": {"ctas_approach": False},
    "unload": {"ctas_approach": False, "unload_approach": True},
}

for mode, options in MODES.items():

    def make(mode=mode, options=options):
        def everything():
            frame = query("SELECT * FROM orders ORDER BY id", **options)
            same(list(frame["id"]), [1, 2, 3, 4])
            same([None if value is pd.NA else value for value in frame["name"]], ["a", "b", None, "dé"])
            same([None if pd.isna(value) else float(value) for value in frame["amount"]], [1.5, None, 3.0, -0.25])
            same(frame["at"].iloc[0], pd.Timestamp("2024-01-31 10:00:00.123"))
            assert pd.isna(frame["at"].iloc[2])
            same(frame["day"].iloc[0], dt.date(2024, 1, 31))
            same([value if isinstance(value, decimal.Decimal) else None for value in frame["exact"]], list(ORDERS["exact"]))
            same([None if value is pd.NA else bool(value) for value in frame["flag"]], [True, False, None, True])

        def counts():
            same(int(query("SELECT count(*) AS n FROM orders", **options)["n"].iloc[0]), 4)

        def nothing():
            try:
                same(len(query("SELECT id FROM orders WHERE id > 100", **options)), 0)
            except wr.exceptions.EmptyDataFrame:
                # UNLOAD of no rows writes no file, and so no columns.
                same(mode, "unload")

        def chunked():
            chunks = list(query("SELECT id FROM orders", chunksize=2, **options))
            same(sorted(int(one) for chunk in chunks for one in chunk["id"]), [1, 2, 3, 4])

        def chunked_by_file():
            chunks = list(query("SELECT id FROM orders", chunksize=True, **options))
            same(sum(len(chunk) for chunk in chunks), 4)

        def partitions():
            frame = query("SELECT part, count(*) AS n FROM parts GROUP BY part ORDER BY part", **options)
            same([(str(a), int(b)) for a, b in rows(frame)], [("x", 2), ("y", 1), ("z", 1)])

        def parameters():
            frame = query("SELECT id FROM orders WHERE name = :name", params={"name": "b"}, paramstyle="named", **options)
            same([int(one) for one in frame["id"]], [2])

        def positional():
            frame = query("SELECT id FROM orders WHERE id = ?", params=["3"], paramstyle="qmark", **options)
            same([int(one) for one in frame["id"]], [3])

        def arrow():
            frame = query("SELECT id, name FROM orders ORDER BY id", dtype_backend="pyarrow", **options)
            same(frame["id"].tolist(), [1, 2, 3, 4])

        def table():
            frame = wr.athena.read_sql_table("orders", database=DATABASE, s3_output=output(), **options)
            same(len(frame), 4)

        def categories():
            if mode == "plain":
                return
            frame = query("SELECT part FROM parts", categories=["part"], **options)
            same(sorted(frame["part"].astype(str)), ["x", "x", "y", "z"])

        def fails():
            try:
                query("SELECT nothing FROM orders", **options)
            except Exception as error:
                assert "nothing" in str(error), error
                return
            raise AssertionError("no error")

        for function in [everything, counts, nothing, chunked, chunked_by_file, partitions, parameters, positional, arrow, table, categories, fails]:
            function.__name__ = f"{mode}: {function.__name__}"
            CHECKS.append(function)

    make()


@check
def arrays_and_rows():
    frame = query("SELECT array[1, 2] AS a, map(array['k'], array[1]) AS m, cast(row(1, 'x') AS row(n integer, s varchar)) AS r", ctas_approach=True)
    same(list(frame["a"].iloc[0]), [1, 2])
    same(dict(frame["m"].iloc[0]), {"k": 1})
    same(dict(frame["r"].iloc[0]), {"n": 1, "s": "x"})


@check
def cached():
    first = query("SELECT 41 + 1 AS n", ctas_approach=False)
    again = query("SELECT 41 + 1 AS n", ctas_approach=False, athena_cache_settings={"max_cache_seconds": 900})
    same(int(first["n"].iloc[0]), int(again["n"].iloc[0]))


@check
def start_and_wait():
    query_id = wr.athena.start_query_execution("SELECT 1 AS one", database=DATABASE, s3_output=output())
    same(wr.athena.wait_query(query_id)["Status"]["State"], "SUCCEEDED")
    same(len(wr.athena.get_query_results(query_id)), 1)
    same(wr.athena.get_query_execution(query_id)["Status"]["State"], "SUCCEEDED")
    assert query_id in wr.athena.list_query_executions()


@check
def executions():
    query_id = wr.athena.start_query_execution("SELECT 1 AS one", database=DATABASE, s3_output=output(), wait=True)["QueryExecutionId"]
    same(len(wr.athena.get_query_executions([query_id])), 1)


@check
def query_columns():
    query_id = wr.athena.start_query_execution("SELECT 1 AS one, 'x' AS two", database=DATABASE, s3_output=output())
    wr.athena.wait_query(query_id)
    same(wr.athena.get_query_columns_types(query_id), {"one": "integer", "two": "varchar"})


@check
def create_ctas_table():
    made = wr.athena.create_ctas_table(
        "SELECT id, part FROM parts", database=DATABASE, ctas_table="made", s3_output=path("made"), wait=True, partitioning_info=["part"]
    )
    same(made["ctas_table"], "made")
    same(sorted(int(one) for one in query("SELECT id FROM made")["id"]), [1, 2, 3, 4])


@check
def create_ctas_bucketed():
    wr.athena.create_ctas_table(
        "SELECT id, name FROM orders", database=DATABASE, ctas_table="bucketed", s3_output=path("bucketed"), wait=True, bucketing_info=(["id"], 2)
    )
    same(sorted(int(one) for one in query("SELECT id FROM bucketed")["id"]), [1, 2, 3, 4])


@check
def unload():
    wr.athena.unload("SELECT id FROM orders", path=path("unloaded"), database=DATABASE)
    same(sorted(int(one) for one in wr.s3.read_parquet(path("unloaded"), path_ignore_suffix=[".csv", ".metadata", ".txt"])["id"]), [1, 2, 3, 4])


@check
def describe_table():
    frame = wr.athena.describe_table("orders", database=DATABASE, s3_output=output())
    same(list(frame["Column Name"])[:2], ["id", "name"])


@check
def show_create_table():
    text = wr.athena.show_create_table("parts", database=DATABASE, s3_output=output())
    assert "CREATE EXTERNAL TABLE" in text and "PARTITIONED BY" in text, text


@check
def repair_table():
    same(wr.athena.repair_table("parts", database=DATABASE, s3_output=output()), "SUCCEEDED")


@check
def prepared_statement():
    wr.athena.create_prepared_statement("SELECT id FROM orders WHERE id = ?", "one_order", workgroup="primary")
    assert "one_order" in [one["StatementName"] for one in wr.athena.list_prepared_statements("primary")]
    frame = query("EXECUTE one_order", params=["2"], paramstyle="qmark", ctas_approach=False)
    same([int(one) for one in frame["id"]], [2])
    wr.athena.delete_prepared_statement("one_order", workgroup="primary")


@check
def stop_query():
    query_id = wr.athena.start_query_execution("SELECT 1", database=DATABASE, s3_output=output())
    wr.athena.stop_query_execution(query_id)
    assert wr.athena.wait_query.__name__


@check
def path_column():
    frame = query('SELECT DISTINCT "$path" AS p FROM orders', ctas_approach=False)
    same(len(frame), 1)
    assert frame["p"].iloc[0].startswith(path("orders")), frame["p"].iloc[0]


@check
def append_and_overwrite():
    more = ORDERS.head(1).assign(id=pd.array([9], dtype="Int64"))
    wr.s3.to_parquet(more, path("orders2"), dataset=True, database=DATABASE, table="orders2", dtype={"exact": "decimal(12,2)"})
    wr.s3.to_parquet(more, path("orders2"), dataset=True, database=DATABASE, table="orders2", mode="append", dtype={"exact": "decimal(12,2)"})
    same(int(query("SELECT count(*) AS n FROM orders2")["n"].iloc[0]), 2)
    wr.s3.to_parquet(more, path("orders2"), dataset=True, database=DATABASE, table="orders2", mode="overwrite", dtype={"exact": "decimal(12,2)"})
    same(int(query("SELECT count(*) AS n FROM orders2")["n"].iloc[0]), 1)


@check
def overwrite_partitions():
    frame = pd.DataFrame({"n": [1, 2], "p": ["a", "b"]})
    wr.s3.to_parquet(frame, path("op"), dataset=True, database=DATABASE, table="op", partition_cols=["p"])
    wr.s3.to_parquet(frame.head(1).assign(n=7), path("op"), dataset=True, database=DATABASE, table="op", partition_cols=["p"], mode="overwrite_partitions")
    same([(int(a), str(b)) for a, b in rows(query("SELECT n, p FROM op ORDER BY p"))], [(7, "a"), (2, "b")])


@check
def new_column():
    wr.s3.to_parquet(pd.DataFrame({"n": [1]}), path("wider"), dataset=True, database=DATABASE, table="wider")
    wr.s3.to_parquet(pd.DataFrame({"n": [2], "m": ["x"]}), path("wider"), dataset=True, database=DATABASE, table="wider", mode="append")
    frame = query("SELECT n, m FROM wider ORDER BY n")
    same([(int(a), b) for a, b in rows(frame)], [(1, None), (2, "x")])


@check
def projection():
    frame = pd.DataFrame({"n": [1, 2], "year": [2023, 2024]})
    wr.s3.to_parquet(
        frame, path("projected"), dataset=True, database=DATABASE, table="projected", partition_cols=["year"],
        athena_partition_projection_settings={"projection_types": {"year": "integer"}, "projection_ranges": {"year": "2020,2030"}},
    )
    same([int(one) for one in query("SELECT n FROM projected WHERE year = 2024")["n"]], [2])


@check
def csv_table():
    wr.s3.to_csv(pd.DataFrame({"n": [1, 2], "s": ["a", "b,c"]}), path("csv"), dataset=True, database=DATABASE, table="csv_table", index=False)
    same([(int(a), b) for a, b in rows(query("SELECT n, s FROM csv_table ORDER BY n"))][0], (1, "a"))


@check
def json_table():
    wr.s3.to_json(pd.DataFrame({"n": [1, 2]}), path("json"), dataset=True, database=DATABASE, table="json_table", orient="records", lines=True, index=False)
    same(int(query("SELECT sum(n) AS n FROM json_table")["n"].iloc[0]), 3)


@lacking("ORC")
def orc_table():
    wr.s3.to_orc(pd.DataFrame({"n": [1, 2]}), path("orc"), dataset=True, database=DATABASE, table="orc_table")
    same(int(query("SELECT sum(n) AS n FROM orc_table")["n"].iloc[0]), 3)


@check
def catalog():
    assert wr.catalog.does_table_exist(DATABASE, "orders")
    same(wr.catalog.get_table_location(DATABASE, "orders"), path("orders"))
    same(wr.catalog.get_table_types(DATABASE, "orders")["exact"], "decimal(12,2)")
    assert DATABASE in list(wr.catalog.databases()["Database"])
    assert "orders" in list(wr.catalog.tables(database=DATABASE)["Table"])
    same(len(wr.catalog.table(DATABASE, "orders")), 8)
    same(len(wr.catalog.get_partitions(DATABASE, "parts")), 3)
    same(len(wr.catalog.get_parquet_partitions(DATABASE, "parts")), 3)


@check
def catalog_changes():
    wr.catalog.upsert_table_parameters({"owner": "me"}, DATABASE, "orders")
    same(wr.catalog.get_table_parameters(DATABASE, "orders")["owner"], "me")
    wr.catalog.add_column(DATABASE, "orders", "extra", "string", column_comment="more")
    same(query("SELECT extra FROM orders LIMIT 1", ctas_approach=False)["extra"].isna().iloc[0], np.True_)
    wr.catalog.delete_column(DATABASE, "orders", "extra")
    assert wr.catalog.delete_table_if_exists(DATABASE, "op")


@check
def catalog_prefix():
    same([one["Name"] for one in wr.catalog.get_tables(database=DATABASE, name_prefix="par")], ["parts"])


@lacking("cannot do glue SearchTables")
def catalog_search():
    same([one["Name"] for one in wr.catalog.search_tables(text="parts") if one["DatabaseName"] == DATABASE], ["parts"])


@check
def statistics():
    client = boto3.client("glue")
    client.update_column_statistics_for_partition(
        DatabaseName=DATABASE,
        TableName="parts",
        PartitionValues=["x"],
        ColumnStatisticsList=[
            {
                "ColumnName": "id",
                "ColumnType": "bigint",
                "AnalyzedTime": dt.datetime(2024, 1, 1),
                "StatisticsData": {"Type": "LONG", "LongColumnStatisticsData": {"MinimumValue": 1, "MaximumValue": 2, "NumberOfNulls": 0, "NumberOfDistinctValues": 2}},
            }
        ],
    )
    found = client.get_column_statistics_for_partition(DatabaseName=DATABASE, TableName="parts", PartitionValues=["x"], ColumnNames=["id"])
    same(found["ColumnStatisticsList"][0]["StatisticsData"]["LongColumnStatisticsData"]["MaximumValue"], 2)


@lacking("only CREATE EXTERNAL TABLE")
def iceberg():
    wr.athena.to_iceberg(ORDERS[["id", "name"]].head(2), database=DATABASE, table="ice", table_location=path("ice"), temp_path=path("ice-temp"), s3_output=output())
    same(int(query("SELECT count(*) AS n FROM ice", ctas_approach=False)["n"].iloc[0]), 2)


@check
def objects():
    wr.s3.to_csv(pd.DataFrame({"n": [1]}), f"{path('plain')}a.csv", index=False)
    same(list(wr.s3.read_csv(path("plain"))["n"]), [1])
    same(wr.s3.list_objects(path("plain")), [f"{path('plain')}a.csv"])
    assert wr.s3.does_object_exist(f"{path('plain')}a.csv")
    same(list(wr.s3.size_objects(path("plain")).values()), [4])
    wr.s3.copy_objects([f"{path('plain')}a.csv"], path("plain"), path("copied"))
    wr.s3.delete_objects(path("plain"))
    same(wr.s3.list_objects(path("plain")), [])


@check
def select_partitioned():
    frame = wr.s3.read_parquet_table(database=DATABASE, table="parts", partition_filter=lambda one: one["part"] == "x")
    same(len(frame), 2)


@check
def metadata():
    types, partitions = wr.s3.read_parquet_metadata(path("parts"), dataset=True)
    same(types["id"], "bigint")
    same(partitions, {"part": "string"})
    wr.s3.store_parquet_metadata(path("parts"), database=DATABASE, table="stored", dataset=True)
    same(int(query("SELECT count(*) AS n FROM stored")["n"].iloc[0]), 4)


def main():
    set_up()
    failed = 0
    for function in CHECKS:
        try:
            function()
            told = {"name": function.__name__, "ok": True}
        except Exception as error:
            failed += 1
            lines = [line for line in traceback.format_exc().splitlines() if "calls.py" in line]
            told = {"name": function.__name__, "ok": False, "error": f"{type(error).__name__}: {error}"[:600], "at": lines[-1:] }
        print(json.dumps(told), flush=True)
    sys.exit(1 if failed else 0)


main()
