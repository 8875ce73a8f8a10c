// What the containers around a user's job ask: Batch of their job, and ECS of their task. At an address of the test's own.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface TaskServer {
  /** Parameters of the job `job-1`. */
  parameters: Record<string, string>;
  /** Of the user's container. */
  exitCode: number;
  /** When the job was submitted, in milliseconds since 1970; its tasks `job-1:0` and `job-1:1`, were it an array, are of now. */
  createdAt: number | undefined;
  /** The containers' environment. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

export async function openTaskServer(): Promise<TaskServer> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    const answer =
      request.url === "/v4/task"
        ? {
            Containers: [
              { Name: "inputs", ExitCode: 0 },
              { Name: "work", ExitCode: told.exitCode },
            ],
          }
        : {
            jobs: ["job-1", "job-1:0", "job-1:1"].map((jobId) => ({
              jobId,
              parameters: told.parameters,
              createdAt: jobId === "job-1" ? told.createdAt : Date.now(),
            })),
          };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const told: TaskServer = {
    parameters: {},
    exitCode: 0,
    createdAt: undefined,
    env: {
      AWS_ENDPOINT_URL_BATCH: address,
      ECS_CONTAINER_METADATA_URI_V4: `${address}/v4`,
      AWS_BATCH_JOB_ID: "job-1",
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return told;
}
