// What only the console's page can do: ask the server that it came from. Its address has the token that lets it in.
import type { Live, Page, Rows } from "../model/page.ts";

export interface Console {
  /** Path that all requests begin with, with the token in it. */
  base: string;
}

export interface Redriven {
  moved: { queue: string; to: string; messages: number }[];
  left: string[];
}

export interface Answer extends Rows {
  seconds: number;
  /** Rows of the result; `rows` may hold fewer. */
  total: number;
}

export interface Server {
  live(): Promise<Live>;
  page(): Promise<Page>;
  query(engine: string, sql: string, signal: AbortSignal): Promise<Answer>;
  redrive(queue: string): Promise<Redriven>;
}

export function consoleOf({ base }: Console): Server {
  const ask = async <T>(path: string, body?: object, signal?: AbortSignal): Promise<T> => {
    const answer = await fetch(`${base}${path}`, {
      ...(body && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
    const told = (await answer.json()) as T & { message?: string; fix?: string };
    if (answer.ok) return told;
    throw new Error([told.message, told.fix].filter(Boolean).join(" "));
  };
  return {
    live: () => ask("live"),
    page: () => ask("data"),
    query: (engine, sql, signal) => ask("query", { engine, sql }, signal),
    redrive: (queue) => ask("redrive", { queue }),
  };
}
