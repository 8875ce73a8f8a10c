// How chapters ask the REST API, and show rows of it.
import { HeadraceError } from "../../../core/errors.ts";
import { type ApiAnswer, type ApiCall, apiAddressOf, callApi } from "../../api/client.ts";
import { table } from "../../output/table.ts";
import type { Story } from "./chapter.ts";

export type Ask = (call: ApiCall) => Promise<ApiAnswer>;

/** @throws HeadraceError api_refused where the answer is a problem */
export function askerOf({ dir, local, aws, signal }: Story): Ask {
  const address = apiAddressOf(dir, local, aws);
  return async (call) => {
    const answer = await callApi(address, aws, { ...call, signal });
    if (answer.status < 400) return answer;
    throw new HeadraceError(
      "api_refused",
      `${call.path}: ${answer.status} ${answer.body.detail}`,
      "Run again.",
    );
  };
}

export const tableOf = (names: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  table(
    names.map((title) => ({ title })),
    rows.map((cells) => cells.map((cell) => String(cell ?? ""))),
  );
