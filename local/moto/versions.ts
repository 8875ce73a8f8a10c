// Which moto the local AWS runs on: the one place that names its version.

/** What pip installs where none is found. */
export const REQUIREMENT = "moto[server]==5.2.*";
export const IMAGE = "motoserver/moto:5.2.5";

/** Whether a moto of this version, such as "5.2.1", is one that the gateway's mends were made for. */
export function accepted(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major === 5 && (minor ?? 0) >= 2;
}
