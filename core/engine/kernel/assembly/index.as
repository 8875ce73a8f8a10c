// The kernel's door: what ../kernel.ts calls.
export { accepts, addRow, bytes, cleanAdded, clearGroup, line, rows, run, setLine, status } from "./csv";
export { firstFree, setDialect, setLimits, setPlaces, setTables } from "./layout";
export { setKey, tokenize } from "./sha256";
