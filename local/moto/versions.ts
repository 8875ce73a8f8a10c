// Which moto the local AWS runs on: the one place that names its version.

/** The series that the fixes were made for; server/serve.py refuses to start another. */
export const SERIES = "5.2";
/** What pip installs where none is found. */
export const REQUIREMENT = `moto[server]==${SERIES}.*`;
export const IMAGE = `motoserver/moto:${SERIES}.5`;
