"""moto lacks SQS's redrive: what lies in a dead-letter queue goes back to the queue that it came from.

Messages go at once, as new ones: another id, no receives. Source: the SQS API reference, StartMessageMoveTask.
"""

import base64
import json
import time
import uuid


def install() -> None:
    from moto.core.responses import ActionResult
    from moto.sqs import models
    from moto.sqs.exceptions import InvalidParameterValue
    from moto.sqs.responses import SQSResponse

    import queues

    if hasattr(SQSResponse, "start_message_move_task"):
        return
    tasks = {}

    def queue_of(backend, arn):
        return backend.get_queue(arn.split(":")[-1])

    def start_message_move_task(self):
        arn, wanted = self._get_param("SourceArn"), self._get_param("DestinationArn")
        backend = self.sqs_backend
        dead = queue_of(backend, arn)
        sources = backend.list_dead_letter_source_queues(dead.name)
        if not sources:
            raise InvalidParameterValue("Source queue must be configured as a Dead Letter Queue.")
        if not wanted and len(sources) > 1:
            raise InvalidParameterValue(
                "The local AWS does not know which queue a message came from where several share a dead-letter queue: "
                "give DestinationArn."
            )
        target = queue_of(backend, wanted) if wanted else sources[0]
        with queues._LOCK:
            moved = dead.messages
            dead._messages = [one for one in dead._messages if one not in moved]
            for old in moved:
                new = models.Message(str(uuid.uuid4()), old.body, old.system_attributes)
                new.message_attributes = old.message_attributes
                new.group_id, new.deduplication_id = old.group_id, old.deduplication_id
                new.sequence_number = old.sequence_number
                new.mark_sent(delay_seconds=0)
                target.add_message(new)
        handle = base64.b64encode(json.dumps({"taskId": str(uuid.uuid4()), "sourceArn": arn}).encode()).decode()
        task = {
            "Status": "COMPLETED",
            "SourceArn": arn,
            "ApproximateNumberOfMessagesMoved": len(moved),
            "ApproximateNumberOfMessagesToMove": len(moved),
            "StartedTimestamp": int(time.time() * 1000),
        }
        if wanted:
            task["DestinationArn"] = wanted
        tasks.setdefault(arn, []).insert(0, task)
        return ActionResult({"TaskHandle": handle})

    def list_message_move_tasks(self):
        arn = self._get_param("SourceArn")
        queue_of(self.sqs_backend, arn)
        most = int(self._get_param("MaxResults") or 1)
        return ActionResult({"Results": tasks.get(arn, [])[:most]})

    SQSResponse.start_message_move_task = start_message_move_task
    SQSResponse.list_message_move_tasks = list_message_move_tasks
