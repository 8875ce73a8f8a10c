// The console's pulse: what changes from minute to minute is asked for every few seconds, all the rest on request.
import { useEffect, useState } from "preact/hooks";
import type { Page } from "../model/page.ts";
import type { Server } from "./console.ts";

const EVERY_MS = 3_000;

interface Pulse {
  page: Page;
  /** Why the last question was not answered. */
  trouble: string | undefined;
  refreshing: boolean;
  refresh: () => void;
}

export function usePulse(first: Page, console: Server | null): Pulse {
  const [page, setPage] = useState(first);
  const [trouble, setTrouble] = useState<string>();
  const [refreshing, setRefreshing] = useState(false);
  useEffect(() => {
    if (!console) return;
    let over = false;
    let timer: number | undefined;
    const ask = async () => {
      try {
        // A page that nobody looks at asks nothing.
        if (!document.hidden) {
          const live = await console.live();
          setPage((known) => ({ ...known, live }));
          setTrouble(undefined);
        }
      } catch {
        setTrouble("the console does not answer: it may have ended");
      }
      if (!over) timer = setTimeout(ask, EVERY_MS);
    };
    timer = setTimeout(ask, EVERY_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [console]);
  const refresh = async () => {
    if (!console) return;
    setRefreshing(true);
    try {
      setPage(await console.page());
      setTrouble(undefined);
    } catch (error) {
      setTrouble((error as Error).message);
    } finally {
      setRefreshing(false);
    }
  };
  return { page, trouble, refreshing, refresh: () => void refresh() };
}
