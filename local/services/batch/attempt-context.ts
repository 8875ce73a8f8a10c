// What attempts are made with, and what the containers of one have in common.
import type { Forward } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import type { Logs } from "../../process/logs.ts";
import type { Job } from "./job.ts";
import type { Metadata } from "./metadata.ts";
import type { OwnImages } from "./own-images.ts";

export interface AttemptContext {
  endpoint: string;
  accountId: string;
  forward: Forward;
  roles: RoleAccess;
  logs: Logs;
  images: OwnImages;
  /** For files of processes. */
  scratch: string;
}

/** What the containers of an attempt have in common. */
export interface Task {
  job: Job;
  /** 32 hex digits. */
  id: string;
  environmentName: string;
  /** Holds its volumes, by their names. */
  folder: string;
  /** Where it has several containers. */
  metadata?: Metadata | undefined;
}
