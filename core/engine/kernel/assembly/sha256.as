// HMAC-SHA256 (FIPS 180-4, RFC 2104) of four short texts at a time, one in each lane of a vector.

import { CLEAN, isSpace } from "./layout";

/** Round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const INITIAL: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** The message's schedule: a vector per word, 64 of them. */
const W: usize = memory.data(64 * 16, 16);
/** States behind the key's inner and outer block, and the one at work: a vector per word. */
const INNER: usize = memory.data(8 * 16, 16);
const OUTER: usize = memory.data(8 * 16, 16);
const STATE: usize = memory.data(8 * 16, 16);
/** A block per lane. */
const BLOCKS: usize = memory.data(4 * 64, 16);

const BLOCK_BYTES: i32 = 64;
/** Texts longer than this need a second block. */
const LONGEST: i32 = 55;

@inline
function rotated(vector: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(vector, by), i32x4.shl(vector, 32 - by));
}

/** Compresses the schedule's first 16 words into the state. */
function compress(): void {
  for (let t = 16; t < 64; t++) {
    const w15 = v128.load(W + ((t - 15) << 4));
    const w2 = v128.load(W + ((t - 2) << 4));
    const s0 = v128.xor(v128.xor(rotated(w15, 7), rotated(w15, 18)), i32x4.shr_u(w15, 3));
    const s1 = v128.xor(v128.xor(rotated(w2, 17), rotated(w2, 19)), i32x4.shr_u(w2, 10));
    const sum = i32x4.add(v128.load(W + ((t - 16) << 4)), v128.load(W + ((t - 7) << 4)));
    v128.store(W + (t << 4), i32x4.add(sum, i32x4.add(s0, s1)));
  }
  let a = v128.load(STATE, 0);
  let b = v128.load(STATE, 16);
  let c = v128.load(STATE, 32);
  let d = v128.load(STATE, 48);
  let e = v128.load(STATE, 64);
  let f = v128.load(STATE, 80);
  let g = v128.load(STATE, 96);
  let h = v128.load(STATE, 112);
  for (let t = 0; t < 64; t++) {
    const s1 = v128.xor(v128.xor(rotated(e, 6), rotated(e, 11)), rotated(e, 25));
    const choice = v128.bitselect(f, g, e);
    const constant = i32x4.add(v128.load32_splat(K + (t << 2)), v128.load(W + (t << 4)));
    const t1 = i32x4.add(i32x4.add(h, s1), i32x4.add(choice, constant));
    const s0 = v128.xor(v128.xor(rotated(a, 2), rotated(a, 13)), rotated(a, 22));
    const majority = v128.bitselect(c, b, v128.xor(a, b));
    h = g;
    g = f;
    f = e;
    e = i32x4.add(d, t1);
    d = c;
    c = b;
    b = a;
    a = i32x4.add(t1, i32x4.add(s0, majority));
  }
  v128.store(STATE, i32x4.add(a, v128.load(STATE, 0)), 0);
  v128.store(STATE, i32x4.add(b, v128.load(STATE, 16)), 16);
  v128.store(STATE, i32x4.add(c, v128.load(STATE, 32)), 32);
  v128.store(STATE, i32x4.add(d, v128.load(STATE, 48)), 48);
  v128.store(STATE, i32x4.add(e, v128.load(STATE, 64)), 64);
  v128.store(STATE, i32x4.add(f, v128.load(STATE, 80)), 80);
  v128.store(STATE, i32x4.add(g, v128.load(STATE, 96)), 96);
  v128.store(STATE, i32x4.add(h, v128.load(STATE, 112)), 112);
}

/** The four blocks' words, big-endian, into the schedule. */
function schedule(): void {
  for (let word = 0; word < 16; word++) {
    const at = BLOCKS + (word << 2);
    let vector = v128.splat<u32>(bswap(load<u32>(at)));
    vector = v128.replace_lane<u32>(vector, 1, bswap(load<u32>(at, BLOCK_BYTES)));
    vector = v128.replace_lane<u32>(vector, 2, bswap(load<u32>(at, 2 * BLOCK_BYTES)));
    vector = v128.replace_lane<u32>(vector, 3, bswap(load<u32>(at, 3 * BLOCK_BYTES)));
    v128.store(W + (word << 4), vector);
  }
}

/** Takes the key's two padded blocks at `inner` and `outer`, 64 bytes each. */
export function setKey(inner: i32, outer: i32): void {
  absorb(inner);
  memory.copy(INNER, STATE, 8 * 16);
  absorb(outer);
  memory.copy(OUTER, STATE, 8 * 16);
}

function absorb(block: i32): void {
  for (let word = 0; word < 8; word++) v128.store(STATE + (word << 4), v128.load32_splat(INITIAL + (word << 2)));
  for (let lane = 0; lane < 4; lane++) memory.copy(BLOCKS + lane * BLOCK_BYTES, block, BLOCK_BYTES);
  schedule();
  compress();
}

/**
 * Cleans the text at [from, to) into the lane's block, padded as a message behind one block. False where it is empty,
 * too long, or, where it is to be cleaned, not ASCII: its token is then left to SQL.
 */
function place(lane: i32, from: i32, to: i32, clean: i32): bool {
  if (clean & CLEAN.TRIM) {
    while (from < to && isSpace(load<u8>(from))) from++;
    while (to > from && isSpace(load<u8>(to - 1))) to--;
  }
  const length = to - from;
  const block = BLOCKS + lane * BLOCK_BYTES;
  if (length < 1 || length > LONGEST) return false;
  memory.fill(block + length, 0, BLOCK_BYTES - length);
  let seen: u8 = 0;
  for (let at = 0; at < length; at++) {
    let byte = load<u8>(from + at);
    seen |= byte;
    if (clean & CLEAN.LOWER && byte >= 0x41 && byte <= 0x5a) byte |= 0x20;
    else if (clean & CLEAN.UPPER && byte >= 0x61 && byte <= 0x7a) byte &= 0xdf;
    store<u8>(block + at, byte);
  }
  if (clean && seen >= 0x80) return false;
  store<u8>(block + length, 0x80);
  store<u32>(block, bswap<u32>((BLOCK_BYTES + length) << 3), 60);
  return true;
}

/** Four tokens of the blocks, as hex, at `to` and 64 bytes on. */
function tokens(to: usize): void {
  memory.copy(STATE, INNER, 8 * 16);
  schedule();
  compress();
  // The inner hash is the outer message: 32 bytes, its end mark, and its length.
  for (let word = 0; word < 8; word++) v128.store(W + (word << 4), v128.load(STATE + (word << 4)));
  v128.store(W + (8 << 4), v128.splat<u32>(0x80000000));
  for (let word = 9; word < 15; word++) v128.store(W + (word << 4), v128.splat<u32>(0));
  v128.store(W + (15 << 4), v128.splat<u32>((BLOCK_BYTES + 32) << 3));
  memory.copy(STATE, OUTER, 8 * 16);
  compress();
  for (let word = 0; word < 8; word++)
    for (let lane = 0; lane < 4; lane++)
      hex(load<u32>(STATE + (word << 4) + (lane << 2)), to + lane * 64 + (word << 3));
}

/** Eight hex digits, lower-case. */
@inline
function hex(word: u32, to: usize): void {
  // A byte per digit: 0 to 15 in each.
  let spread: u64 = <u64>bswap(word);
  spread = (spread | (spread << 16)) & 0x0000ffff0000ffff;
  spread = (spread | (spread << 8)) & 0x00ff00ff00ff00ff;
  spread = ((spread >> 4) & 0x000f000f000f000f) | ((spread & 0x000f000f000f000f) << 8);
  const letters = ((spread + 0x0606060606060606) >> 4) & 0x0101010101010101;
  store<u64>(to, spread + 0x3030303030303030 + letters * 0x27);
}

/** Tokens as they are made: 4 of 64 digits. */
const MADE: usize = memory.data(4 * 64, 16);

/** Tokens made before, of texts that may come again: each a block and its token. 0 slots where none are kept. */
const SLOT_BYTES: usize = 128;
let cache: usize = 0;
let slots: u64 = 0;
/** Texts of the last call whose tokens were found there. */
export let found: i32 = 0;

/** A power of two of slots, zero at first. */
export function setCache(at: i32, ofSlots: i32): void {
  cache = at;
  slots = ofSlots;
}

/** The slot of a lane's block. */
@inline
function slotOf(block: usize): usize {
  let hash: u64 = 0;
  for (let word = 0; word < BLOCK_BYTES; word += 8)
    hash = rotl<u64>((hash ^ load<u64>(block + word)) * 0x9e3779b97f4a7c15, 29);
  return cache + <usize>((hash ^ (hash >> 32)) & (slots - 1)) * SLOT_BYTES;
}

@inline
function isSame(block: usize, other: usize): bool {
  const differ = v128.or(
    v128.or(
      v128.xor(v128.load(block), v128.load(other)),
      v128.xor(v128.load(block, 16), v128.load(other, 16)),
    ),
    v128.or(
      v128.xor(v128.load(block, 32), v128.load(other, 32)),
      v128.xor(v128.load(block, 48), v128.load(other, 48)),
    ),
  );
  return !v128.any_true(differ);
}

/** Makes the tokens of so many lanes, and writes each to its place. */
function makeTokens(lanes: i32, caches: bool): void {
  tokens(MADE);
  for (let lane = 0; lane < lanes; lane++) {
    const token = MADE + lane * 64;
    memory.copy(load<i32>(PLACES + (lane << 2)), token, 64);
    if (!caches) continue;
    const block = BLOCKS + lane * BLOCK_BYTES;
    const slot = slotOf(block);
    memory.copy(slot, block, BLOCK_BYTES);
    memory.copy(slot + BLOCK_BYTES, token, 64);
  }
}

/** Where the tokens of the lanes at work go. */
const PLACES: usize = memory.data(4 * 4, 16);

/**
 * Tokens of a column's texts at [from, to), each a length and its bytes, written in the same form to `out`: 64 hex
 * digits, or an empty text where it is left to SQL. Returns the end of what was written. `caches`: whether those that
 * were made before are looked up, and these kept.
 */
export function tokenize(from: i32, to: i32, clean: i32, out: i32, caches: bool): i32 {
  let waiting = 0;
  found = 0;
  while (from < to) {
    const length = load<i32>(from);
    from += 4;
    const taken = place(waiting, from, from + length, clean);
    from += length;
    store<i32>(out, taken ? 64 : 0);
    out += 4;
    if (!taken) continue;
    const at = out;
    out += 64;
    if (caches) {
      const block = BLOCKS + waiting * BLOCK_BYTES;
      const slot = slotOf(block);
      if (isSame(block, slot)) {
        memory.copy(at, slot + BLOCK_BYTES, 64);
        found++;
        continue;
      }
    }
    store<i32>(PLACES + (waiting << 2), at);
    if (++waiting < 4) continue;
    makeTokens(4, caches);
    waiting = 0;
  }
  if (waiting > 0) makeTokens(waiting, caches);
  return out;
}
