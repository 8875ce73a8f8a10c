// What services tell EventBridge of their own: events of AWS, on the default bus.

/** An event as rules see it. Source: EventBridge User Guide, "AWS service event metadata". */
export interface EventMessage {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO 8601, without milliseconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** What a service says of an event; the rest is the same for all. */
export interface ServiceEvent {
  source: string;
  detailType: string;
  resources: readonly string[];
  detail: Record<string, unknown>;
}

/** Between services that something befalls and the one that has the rules. */
export class EventBus {
  #listener: ((region: string, event: ServiceEvent) => void) | undefined;

  emit(region: string, event: ServiceEvent): void {
    this.#listener?.(region, event);
  }

  /** The one that has the rules. */
  listen(listener: (region: string, event: ServiceEvent) => void): void {
    this.#listener = listener;
  }
}
