// The chapters of the tour, in order: a new one is a file here and a line in this list.
import { api } from "./api.ts";
import { audit } from "./audit.ts";
import type { Chapter } from "./chapter.ts";
import { delivery } from "./delivery.ts";
import { exchange } from "./exchange.ts";
import { imports } from "./imports.ts";
import { models } from "./models.ts";
import { oversize } from "./oversize.ts";
import { questions } from "./questions.ts";
import { spark } from "./spark.ts";
import { tokens } from "./tokens.ts";

export const CHAPTERS: readonly Chapter[] = [
  imports,
  delivery,
  questions,
  models,
  api,
  exchange,
  tokens,
  oversize,
  audit,
  spark,
];
