// The task metadata endpoint of ECS, version 4, as far as containers ask how their neighbours have ended.
// Source: ECS Developer Guide, "Amazon ECS task metadata endpoint version 4".
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TaskRun } from "./task.ts";

export interface Metadata {
  /** The value of ECS_CONTAINER_METADATA_URI_V4. */
  address: string;
  /** Its task, once it runs. */
  of(run: TaskRun): void;
  close(): void;
}

export async function openMetadata(taskArn: string): Promise<Metadata> {
  let run: TaskRun | undefined;
  const path = `/v4/${taskArn.split("/").at(-1)}`;
  const server = createServer((request, response) => {
    const answer = request.url === `${path}/task` ? taskOf(taskArn, run) : undefined;
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${path}`,
    of: (running) => {
      run = running;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const taskOf = (TaskARN: string, run: TaskRun | undefined) => ({
  TaskARN,
  Containers: (run?.containers() ?? []).map(({ name, started, end }) => ({
    Name: name,
    DockerName: name,
    KnownStatus: end ? "STOPPED" : started ? "RUNNING" : "CREATED",
    ...(end?.exitCode !== undefined && { ExitCode: end.exitCode }),
  })),
});
