// Kinds of fields that several parts of the contract's schema have, each with the words in which a wrong value is answered.
import * as z from "zod";

/** Athena, Glue and Redshift all take this: a letter, then letters, digits and underscores, in lower case. */
export const NAME = /^[a-z][a-z0-9_]{0,127}$/;
const NAME_WORDS = "a name of a-z, 0-9 and _, a letter first, 128 at most";
/** A name that Athena, Glue and Redshift all take. */
export const name = (example: string) => z.string().regex(NAME).meta({ expects: NAME_WORDS, example });
export const text = (expects: string, example: string) => z.string().meta({ expects, example });
export const flag = (example: string) => z.boolean().meta({ expects: "true or false", example });
export const texts = (expects: string, example: string) =>
  z.array(text("a text", example)).meta({ expects, example });
