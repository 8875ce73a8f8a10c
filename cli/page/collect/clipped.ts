// Texts as long as the page takes them.
import { LONGEST } from "../../../page/model/limits.ts";

/** What is longer is cut, and says how much is missing. */
export function clipped(text: string, longest: number = LONGEST): string {
  if (text.length <= longest) return text.toWellFormed();
  return `${text.slice(0, longest).toWellFormed()}… (${text.length - longest} more characters)`;
}
