"""DynamoDB's time to live, which moto keeps and never acts on: items whose time is over go, as DynamoDB itself deletes them.

The local AWS asks for it (local/services/dynamodb/expiry.ts) and says what time it is. Streams tell of such a deletion as
AWS's do, by `userIdentity`. Source: the DynamoDB developer guide, "How it works: DynamoDB Time to Live (TTL)" and "DynamoDB
Streams and Time to Live".
"""

import json
from datetime import datetime, timezone

# What is older is left alone, so that a wrong unit deletes nothing.
OLDEST_SECONDS = 5 * 365 * 86_400

SERVICE = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}


def _is_over(item, attribute, now):
    value = item.attrs.get(attribute)
    if value is None or value.type != "N":
        return False
    past = now - float(value.value)
    return 0 <= past < OLDEST_SECONDS


def _items(table):
    for held in list(table.items.values()):
        yield from list(held.values()) if table.has_range_key else [held]


def expire(now):
    """Deletes what is over by `now` (epoch seconds), in all tables; gives the number of items and of tables that have an end."""
    from moto.dynamodb.models import dynamodb_backends

    import turns

    gone = watched = 0
    for regions in list(dynamodb_backends.values()):
        for backend in list(regions.values()):
            for table in list(backend.tables.values()):
                if table.ttl.get("TimeToLiveStatus") != "ENABLED":
                    continue
                watched += 1
                attribute = table.ttl["AttributeName"]
                with turns.LOCK:
                    for item in [one for one in _items(table) if _is_over(one, attribute, now)]:
                        table.delete_item(item.hash_key, item.range_key)
                        gone += 1
                        if table.stream_shard is not None:
                            record = table.stream_shard.items[-1].record
                            record["userIdentity"] = SERVICE
                            record["dynamodb"]["ApproximateCreationDateTime"] = datetime.fromtimestamp(
                                now, timezone.utc
                            )
    return {"gone": gone, "tables": watched}


def _answer(request, full_url, headers):
    answer = expire(json.loads(request.data)["now"])
    return 200, {"content-type": "application/json"}, json.dumps(answer)


def install() -> None:
    from moto.moto_api._internal.urls import url_paths

    url_paths["{0}/moto-api/headrace/expiry$"] = _answer
