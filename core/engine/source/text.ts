// Whether bytes are text at all.
import { isUtf8 } from "node:buffer";

/** Whether bytes are UTF-8 without NUL; but for a last character that may be cut, where more are to come. */
export function isText(bytes: Buffer, last: boolean): boolean {
  let end = bytes.length;
  for (let back = 1; !last && back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      end = bytes.length - back;
      break;
    }
  }
  return isUtf8(bytes.subarray(0, end)) && !bytes.includes(0);
}
