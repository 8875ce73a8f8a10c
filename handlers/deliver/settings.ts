// What the function was deployed with: the topics, and what goes to each.
import {
  type DeliverEnvironment,
  type DeliverSettings,
  type DeliverTopic,
  deliverSettings,
} from "../../core/environment/deliver.ts";
import type { DeliverySource } from "../../core/records/delivered.ts";
import { readDeployed } from "../aws/deployed.ts";

export async function readSettings(env: DeliverEnvironment): Promise<DeliverSettings> {
  const text = await readDeployed("settings", env.SETTINGS_URI, env.SETTINGS_DIGEST);
  return deliverSettings.parse(JSON.parse(text));
}

/** Topics that are told of a source, by name. */
export const topicsOf = (
  { topics }: DeliverSettings,
  { kind, name }: DeliverySource,
): [string, DeliverTopic][] =>
  Object.entries(topics).filter(([, topic]) =>
    topic[kind === "dataset" ? "datasets" : "models"].includes(name),
  );
