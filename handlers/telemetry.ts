// The log and the metrics of a function: one service name for both, and one namespace for all of Headrace.
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

export const loggerOf = (service: string): Logger => new Logger({ serviceName: service });

/** Marked pure where it is used, so that a bundle leaves it out for a function that counts nothing. */
export const metricsOf = (service: string): Metrics =>
  new Metrics({ namespace: "Headrace", serviceName: service });
