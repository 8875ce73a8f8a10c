// Each dataset of the contract: what it promises, what its curated rows hold, and what breaks it.
import type { Dataset } from "../../../page/model/page.ts";
import { described } from "./describe.ts";
import { someAtATime } from "./in-turn.ts";
import { athenaOf, profileOf, sampleOf } from "./profile.ts";
import { quarantinedRows } from "./quarantined.ts";
import type { Seen } from "./seen.ts";

/** @param filled names of datasets with curated rows: the others have nothing to ask an engine for */
export async function datasetsOf(seen: Seen, filled: ReadonlySet<string>): Promise<Dataset[]> {
  const ask = athenaOf(seen);
  return someAtATime(Object.entries(seen.contract.datasets), async ([name, dataset]): Promise<Dataset> => {
    const known = {
      ...described(seen.contract, name, dataset),
      quarantined: await quarantinedRows(seen, name, dataset),
    };
    if (!filled.has(name)) return known;
    try {
      const curated = await sampleOf(ask, name);
      return { ...known, curated, profile: await profileOf(ask, name, curated.columns) };
    } catch (error) {
      // One dataset that cannot be read takes none of the others away.
      return { ...known, trouble: (error as Error).message };
    }
  });
}
