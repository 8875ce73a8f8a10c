// The topic of curated datasets tells of rejected files, too: what follows rows asks for their notices alone.
import type { CuratedNotice } from "../../core/records/curated-notice.ts";
import { type Expr, jsonencode } from "../kit/index.ts";

const CURATED: CuratedNotice["type"] = "dataset.curated";

/** A subscription's filter policy, by the notice's message attribute `type`. */
export const ONLY_CURATED: Expr = jsonencode({ type: [CURATED] });
