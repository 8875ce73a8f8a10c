// All cases of AWS's developer guide.
import { BASICS } from "./basics.ts";
import { CONDITIONS } from "./conditions.ts";
import { DATES } from "./dates.ts";
import { DOCUMENTS } from "./documents.ts";
import { NUMBERS } from "./numbers.ts";
import type { Pages } from "./pages.ts";
import { STRINGS } from "./strings.ts";

export const CASES: readonly Pages[] = [BASICS, NUMBERS, STRINGS, DATES, DOCUMENTS, CONDITIONS];
