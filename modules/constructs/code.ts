// The zips of functions and layers: what they hold decides when they are uploaded, and never where they lie.
import { artifact, type Construct, type Expr, remembered, tf } from "../kit/index.ts";

/** For a layer's zip: another path is nothing new; a layer that is made anew takes the path of today. */
export const PATH_IS_NO_CHANGE = { ignoreChanges: ["filename"] };

/**
 * A function is updated in place, and an ignored path would then be read where it was. So the path is remembered, until
 * the zip is another one or the processor is, with which the provider uploads it again.
 */
export function functionZip(
  scope: Construct,
  file: string,
  architecture: Expr,
): { filename: Expr; hash: Expr } {
  const path = artifact(file);
  const hash = tf`filebase64sha256(${path})`;
  const code = remembered(scope, "code", { path }, { until: [hash, architecture] });
  return { filename: code.attr("path"), hash };
}
