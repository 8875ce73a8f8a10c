// The kernel's door: what ../memory.ts calls.
export { run } from "./csv";
export { addName, runJson, setNames } from "./json";
export { firstFree, setDialect, setLimits, setPartition, setSpans } from "./layout";
export {
  accepts, addGroup, addRow, cleanAdded, currentGroup, line, nextHasPartition, nextPartition, setCommon, setGroup, setLine,
  status,
} from "./rows";
export { found, setCache, setKey, tokenize } from "./sha256";
export { value } from "./values";
