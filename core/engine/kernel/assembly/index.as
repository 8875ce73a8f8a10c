// The kernel's door: what ../memory.ts calls.
export {
  accepts, addGroup, addRow, cleanAdded, currentGroup, line, nextHasPartition, nextPartition, run, setCommon, setGroup,
  setLine, status,
} from "./csv";
export { firstFree, setDialect, setLimits, setPartition, setSpans } from "./layout";
export { setKey, tokenize } from "./sha256";
