// Where deliveries lie in the exports bucket, and what the audit calls one that is done.

/** Everything of deliveries in the exports bucket: it expires by itself. */
export const DELIVERY_PREFIX = "_deliveries/";

/** Days after which it does: a day longer than a queue keeps what could not be delivered. */
export const DELIVERY_DAYS = 15;

/** The folder that a run of the models writes a model's rows to, for its deliveries. */
export const modelRowsPrefix = (model: string, runId: string): string =>
  `${DELIVERY_PREFIX}models/${model}/${runId}/`;

/** The object that a link opens: by topic, run and content, so that a repeat writes the same. */
export const linkedKey = (topic: string, runId: string, content: string, part: number): string =>
  `${DELIVERY_PREFIX}topics/${topic}/${runId}/${content}-${part}.ndjson`;

/** What a delivery is of. */
export interface DeliverySource {
  kind: "dataset" | "model";
  name: string;
}

/** How `delivered_to` of a run's audit record names a delivery: the topic, and the model where the run made several. */
export const deliveredName = (topic: string, { kind, name }: DeliverySource): string =>
  kind === "dataset" ? topic : `${topic}/${name}`;
