"""Plain Spark doing the job by its own means, as one would write it: from a local file to local files. Arguments: FILE FOLDER."""

import json
import sys

from pyspark.sql import SparkSession

READ = {
    "order_id": "try_cast(order_id AS BIGINT)",
    "customer_id": "try_cast(customer_id AS BIGINT)",
    "email": "lower(trim(email))",
    "phone": "phone",
    "amount": "try_cast(amount AS DECIMAL(12,2))",
    "currency": "currency",
    "ordered_at": "try_cast(ordered_at AS TIMESTAMP)",
    "quantity": "try_cast(quantity AS INTEGER)",
    "note": "note",
    "gift": "try_cast(gift AS BOOLEAN)",
}
# The contract's rules; what is text and no value of its type is wrong too.
FITS = [
    "order_id IS NOT NULL",
    r"(email IS NULL OR email RLIKE '^\\S+@\\S+$')",
    "(phone IS NULL OR length(phone) <= 20)",
    "(amount IS NULL OR amount >= 0)",
    "(currency IS NULL OR currency IN ('GBP', 'USD', 'EUR'))",
    "(quantity IS NULL OR quantity BETWEEN 1 AND 100)",
] + [
    f"(source.{name} IS NULL OR {name} IS NOT NULL)"
    for name in ["customer_id", "amount", "ordered_at", "quantity", "gift"]
]


def token(name):
    return f"sha2(concat('bench', {name}), 256) AS {name}"


file, folder = sys.argv[1:3]
spark = SparkSession.builder.getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")
raw = spark.read.option("header", True).option("escape", '"').option("multiLine", False).csv(file)
columns = [f"{sql} AS {name}" for name, sql in READ.items()]
typed = raw.selectExpr("*", "struct(*) AS source").selectExpr("source", *columns)
checked = typed.selectExpr("*", f"{' AND '.join(FITS)} AS fits").cache()
kept = [token(name) if name in ("email", "phone") else name for name in READ]
checked.filter("fits").selectExpr(*kept, "date_format(ordered_at, 'yyyy-MM-dd') AS day").write.option(
    "compression", "zstd"
).partitionBy("day").parquet(f"{folder}/curated")
checked.filter("NOT fits").selectExpr("to_json(source) AS value").write.text(f"{folder}/quarantine")
counts = {row["fits"]: row["count"] for row in checked.groupBy("fits").count().collect()}
print("counted " + json.dumps({"curated": counts.get(True, 0), "quarantined": counts.get(False, 0)}), flush=True)
