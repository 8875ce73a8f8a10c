// What AWS Lambda takes: sizes and the libraries of its operating system, and the check of both before anything ships.
import { HeadraceError } from "../../core/errors.ts";

export const MIB = 1024 * 1024;

/** AWS Lambda quotas: a zip uploaded directly, and a function with its layers once unpacked. */
export const MAX_ZIP_BYTES = 50 * MIB;
export const MAX_UNPACKED_BYTES = 250 * MIB;

/** Amazon Linux 2023, which the nodejs22.x runtime runs on: glibc 2.34 and GCC 11's libstdc++. */
export const LAMBDA_LIBRARIES = { GLIBC: "2.34", GLIBCXX: "3.4.29", CXXABI: "1.3.13" };

/** The processors of Lambda, as Terraform names them, and what npm calls each. */
export const ARCHITECTURES = { arm64: "arm64", x86_64: "x64" } as const;
export type Architecture = keyof typeof ARCHITECTURES;

/** Throws `zip_too_large` where Lambda would refuse `name`. Sizes in bytes. */
export function checkSizes(name: string, zipped: number, unpacked: number): void {
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  if (zipped > MAX_ZIP_BYTES)
    throw new HeadraceError(
      "zip_too_large",
      `${name} is ${mib(zipped)} zipped; Lambda takes ${mib(MAX_ZIP_BYTES)}.`,
      "Pack fewer files, or move a dependency into another layer.",
    );
  if (unpacked > MAX_UNPACKED_BYTES)
    throw new HeadraceError(
      "zip_too_large",
      `${name} unpacks to ${mib(unpacked)}; Lambda takes ${mib(MAX_UNPACKED_BYTES)} with all layers.`,
      "Pack fewer files.",
    );
}
