// What a mapping of a DynamoDB stream has beside that of a queue, and what Lambda refuses of it.
// Source: Lambda API Reference, CreateEventSourceMapping.
import type { Mapping } from "../mapping.ts";

export const STREAM_ARN = /^arn:[^:]+:dynamodb:[^:]+:[^:]+:table\/[^/]+\/stream\/[^/]+$/;

export const STREAM_SETTINGS = [
  "BisectBatchOnFunctionError",
  "DestinationConfig",
  "MaximumRecordAgeInSeconds",
  "MaximumRetryAttempts",
  "ParallelizationFactor",
  "TumblingWindowInSeconds",
] as const;

export type StreamSettings = Pick<Mapping, (typeof STREAM_SETTINGS)[number]>;

/** As Lambda has them where a request says nothing. */
export const streamDefaults = (): StreamSettings & Pick<Mapping, "BatchSize"> => ({
  BatchSize: 100,
  BisectBatchOnFunctionError: false,
  DestinationConfig: { OnFailure: {} },
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
  TumblingWindowInSeconds: 0,
});

/** Why Lambda does not take it; undefined where it does. */
export function streamRefusal(mapping: Mapping): string | undefined {
  const between = (name: string, value: number | undefined, least: number, most: number) =>
    value !== undefined && (value < least || value > most)
      ? `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value between ${least} and ${most}`
      : undefined;
  const age = mapping.MaximumRecordAgeInSeconds;
  if (!mapping.StartingPosition)
    return "1 validation error detected: StartingPosition is required for streams";
  if (!["TRIM_HORIZON", "LATEST"].includes(mapping.StartingPosition))
    return `StartingPosition ${mapping.StartingPosition} is not supported for DynamoDB streams.`;
  if (mapping.ScalingConfig) return "ScalingConfig is not supported for this event source.";
  if (mapping.TumblingWindowInSeconds)
    return "The local AWS has no tumbling windows of streams: leave TumblingWindowInSeconds at 0.";
  return (
    between("batchSize", mapping.BatchSize, 1, 10_000) ??
    between("maximumBatchingWindowInSeconds", mapping.MaximumBatchingWindowInSeconds, 0, 300) ??
    between("maximumRetryAttempts", mapping.MaximumRetryAttempts, -1, 10_000) ??
    between("parallelizationFactor", mapping.ParallelizationFactor, 1, 10) ??
    (age !== undefined && age !== -1 ? between("maximumRecordAgeInSeconds", age, 60, 604_800) : undefined)
  );
}
