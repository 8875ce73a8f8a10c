// An event source mapping, as Lambda's API gives it.

/** As Lambda's EventSourceMappingConfiguration, of what queues and DynamoDB streams use. */
export interface Mapping {
  UUID: string;
  EventSourceArn: string;
  EventSourceMappingArn: string;
  FunctionArn: string;
  State: "Enabled" | "Disabled";
  StateTransitionReason: string;
  /** Seconds since 1970. */
  LastModified: number;
  BatchSize: number;
  /** Seconds. */
  MaximumBatchingWindowInSeconds: number;
  FunctionResponseTypes?: string[];
  ScalingConfig?: { MaximumConcurrency?: number };
  FilterCriteria?: { Filters?: { Pattern?: string }[] };
  KMSKeyArn?: string;
  MetricsConfig?: { Metrics?: string[] };
  ProvisionedPollerConfig?: { MinimumPollers?: number; MaximumPollers?: number };
  // Those that follow are a stream's alone.
  StartingPosition?: string;
  BisectBatchOnFunctionError?: boolean;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
  /** -1: as long as the stream has them. */
  MaximumRecordAgeInSeconds?: number;
  /** -1: without an end. */
  MaximumRetryAttempts?: number;
  ParallelizationFactor?: number;
  TumblingWindowInSeconds?: number;
}
