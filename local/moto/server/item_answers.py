"""Answers of moto's DynamoDB that carry items.

moto walks through each value of each item by botocore's model, which takes 100 microseconds of a value; items are in the
wire's form already. And its Scan gives the items of whoever asked only to count them (`Select` COUNT), which DynamoDB does
not: API reference, "Scan", `Select`.
"""

import base64
import json

# Members of answers that hold items or attribute values: GetItem, Query and Scan, the writes, BatchGetItem and TransactGetItems.
ITEMS = ("Item", "Items", "Attributes", "Responses", "LastEvaluatedKey")


def _binary(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is no part of an item")


def install() -> None:
    from moto.dynamodb.responses import DynamoHandler, DynamoResult

    plain_result = DynamoResult.execute_result
    plain_scan = DynamoHandler.scan

    def execute_result(self, context):
        whole = self._result
        items = {}
        if isinstance(whole, dict):
            items = {name: whole[name] for name in ITEMS if whole.get(name) is not None}
        if not items:
            return plain_result(self, context)
        self._result = {name: value for name, value in whole.items() if name not in items}
        try:
            status, headers, body = plain_result(self, context)
        finally:
            self._result = whole
        return status, headers, json.dumps({**json.loads(body or "{}"), **items}, default=_binary)

    def scan(self):
        result = plain_scan(self)
        if self.body.get("Select", "").upper() == "COUNT" and isinstance(result, DynamoResult):
            result._result.pop("Items", None)
        return result

    DynamoResult.execute_result = execute_result
    DynamoHandler.scan = scan
