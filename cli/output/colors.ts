// Colours for stderr, where everything for people goes: none where it is no terminal or NO_COLOR says so.
import pc from "picocolors";

const { NO_COLOR, FORCE_COLOR, TERM } = process.env;

export const colors = pc.createColors(
  !NO_COLOR && (Boolean(FORCE_COLOR) || (process.stderr.isTTY === true && TERM !== "dumb")),
);
