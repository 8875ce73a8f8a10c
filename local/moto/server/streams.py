"""moto's DynamoDB Streams: records that say their table's region, a shard's state for readers that ask often, and no iterators that pile up.

moto keeps every iterator that it ever gave, a new one with each GetRecords. Here an iterator says by itself where it is.
"""

import base64
import json


def install() -> None:
    from moto.dynamodb.models import table as models
    from moto.dynamodbstreams.models import DynamoDBStreamsBackend, ShardIterator

    plain = models.StreamRecord.__init__

    def init(self, table, *arguments):
        plain(self, table, *arguments)
        self.record["awsRegion"] = table.region_name

    models.StreamRecord.__init__ = init

    def token(shard, sequence_number):
        place = {"table": shard.table.name, "at": sequence_number}
        return base64.b64encode(json.dumps(place).encode()).decode()

    def arn_of(shard, sequence_number):
        table = shard.table
        return f"{table.table_arn}/stream/{table.latest_stream_label}|1|{token(shard, sequence_number)}"

    ShardIterator.arn = property(lambda self: arn_of(self.stream_shard, self.sequence_number))

    plain_iterator = DynamoDBStreamsBackend.get_shard_iterator

    def get_shard_iterator(self, *arguments, **more):
        iterator = plain_iterator(self, *arguments, **more)
        self.shard_iterators.clear()
        return iterator

    def get_records(self, iterator_arn, limit):
        place = json.loads(base64.b64decode(iterator_arn.split("|")[-1]))
        shard = self.dynamodb.get_table(place["table"]).stream_shard
        records = shard.get(place["at"], limit)
        return {"NextShardIterator": arn_of(shard, place["at"] + len(records)), "Records": records}

    DynamoDBStreamsBackend.get_shard_iterator = get_shard_iterator
    DynamoDBStreamsBackend.get_records = get_records
