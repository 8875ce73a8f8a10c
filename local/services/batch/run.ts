// What runs a job's container: a process for our own images, the container engine for all others.
import type { LogStream } from "../../process/logs.ts";
import type { ContainerProperties } from "./container.ts";

/** A container to start. */
export interface ToRun {
  container: ContainerProperties;
  /** Folders of this machine that it has as its own. */
  mounts: readonly { host: string; path: string; readOnly: boolean }[];
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  /** MiB. */
  memory: number;
  vcpus: number;
  log: LogStream;
}

export interface RunEnd {
  exitCode?: number;
  reason?: string;
}

export interface Run {
  /** Asks it to end, and ends it where it has not in so many milliseconds: in those that AWS gives, where absent. */
  stop(grace?: number): void;
  ended: Promise<RunEnd>;
}

/** Between SIGTERM and SIGKILL: ECS's default. */
export const STOP_MS = 30_000;

export const OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage";
