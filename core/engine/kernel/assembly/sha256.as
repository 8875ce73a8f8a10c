// HMAC-SHA256 (FIPS 180-4, RFC 2104) of four short texts at a time, one in each lane of a vector.

import { CLEAN, inCase, isSpace } from "./layout";

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

/** What a round adds to its fourth word, and to the next round's first. */
@inline
function ofMessage(e: v128, f: v128, g: v128, h: v128, constant: usize, word: usize): v128 {
  const turned = v128.xor(v128.xor(rotated(e, 6), rotated(e, 11)), rotated(e, 25));
  const given = i32x4.add(v128.load32_splat(constant), v128.load(word));
  return i32x4.add(i32x4.add(h, given), i32x4.add(turned, v128.bitselect(f, g, e)));
}

/** `ab` and `bc` say where two words differ: the first of one round is the second of the next. */
@inline
function ofState(a: v128, b: v128, ab: v128, bc: v128): v128 {
  const turned = v128.xor(v128.xor(rotated(a, 2), rotated(a, 13)), rotated(a, 22));
  return i32x4.add(turned, v128.xor(b, v128.and(ab, bc)));
}

/** A word of the schedule, of those 16, 15, 7 and 2 before it. */
@inline
function expanded(word: usize): void {
  const w15 = v128.load(word - (15 << 4));
  const w2 = v128.load(word - (2 << 4));
  const s0 = v128.xor(v128.xor(rotated(w15, 7), rotated(w15, 18)), i32x4.shr_u(w15, 3));
  const s1 = v128.xor(v128.xor(rotated(w2, 17), rotated(w2, 19)), i32x4.shr_u(w2, 10));
  const sum = i32x4.add(v128.load(word - (16 << 4)), v128.load(word - (7 << 4)));
  v128.store(word, i32x4.add(sum, i32x4.add(s0, s1)));
}

/** Compresses the schedule's first 16 words into the state. Eight rounds in a row, so that words change their names and not their places. */
function compress(): void {
  for (let word = W + (16 << 4); word < W + (64 << 4); word += 4 << 4) {
    expanded(word);
    expanded(word + (1 << 4));
    expanded(word + (2 << 4));
    expanded(word + (3 << 4));
  }
  let a = v128.load(STATE, 0);
  let b = v128.load(STATE, 16);
  let c = v128.load(STATE, 32);
  let d = v128.load(STATE, 48);
  let e = v128.load(STATE, 64);
  let f = v128.load(STATE, 80);
  let g = v128.load(STATE, 96);
  let h = v128.load(STATE, 112);
  let bc = v128.xor(b, c);
  let word = W;
  for (let k = K; k < K + (64 << 2); k += 8 << 2) {
    let t = ofMessage(e, f, g, h, k, word);
    let ab = v128.xor(a, b);
    d = i32x4.add(d, t);
    h = i32x4.add(t, ofState(a, b, ab, bc));
    t = ofMessage(d, e, f, g, k + 4, word + 16);
    bc = v128.xor(h, a);
    c = i32x4.add(c, t);
    g = i32x4.add(t, ofState(h, a, bc, ab));
    t = ofMessage(c, d, e, f, k + 8, word + 32);
    ab = v128.xor(g, h);
    b = i32x4.add(b, t);
    f = i32x4.add(t, ofState(g, h, ab, bc));
    t = ofMessage(b, c, d, e, k + 12, word + 48);
    bc = v128.xor(f, g);
    a = i32x4.add(a, t);
    e = i32x4.add(t, ofState(f, g, bc, ab));
    t = ofMessage(a, b, c, d, k + 16, word + 64);
    ab = v128.xor(e, f);
    h = i32x4.add(h, t);
    d = i32x4.add(t, ofState(e, f, ab, bc));
    t = ofMessage(h, a, b, c, k + 20, word + 80);
    bc = v128.xor(d, e);
    g = i32x4.add(g, t);
    c = i32x4.add(t, ofState(d, e, bc, ab));
    t = ofMessage(g, h, a, b, k + 24, word + 96);
    ab = v128.xor(c, d);
    f = i32x4.add(f, t);
    b = i32x4.add(t, ofState(c, d, ab, bc));
    t = ofMessage(f, g, h, a, k + 28, word + 112);
    bc = v128.xor(b, c);
    e = i32x4.add(e, t);
    a = i32x4.add(t, ofState(b, c, bc, ab));
    word += 8 << 4;
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

/** A vector's words in the other order of bytes. */
@inline
function swapped(vector: v128): v128 {
  return i8x16.shuffle(vector, vector, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Four words of each of four vectors at `from`, `step` bytes apart, to the same word of each as a vector, at `to`; bytes of words change their order. */
@inline
function turn(from: usize, step: i32, to: usize, apart: i32): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, swapped(i64x2.shuffle(ab, cd, 0, 2)));
  v128.store(to + apart, swapped(i64x2.shuffle(ab, cd, 1, 3)));
  v128.store(to + 2 * apart, swapped(i64x2.shuffle(abHigh, cdHigh, 0, 2)));
  v128.store(to + 3 * apart, swapped(i64x2.shuffle(abHigh, cdHigh, 1, 3)));
}

/** The four blocks' words, big-endian, into the schedule. */
function schedule(): void {
  for (let part = 0; part < 4; part++) turn(BLOCKS + (part << 4), BLOCK_BYTES, W + (part << 6), 16);
}

/** Copies a state of eight vectors. */
@inline
function setState(from: usize): void {
  for (let at = 0; at < 8 * 16; at += 16) v128.store(STATE + at, v128.load(from + at));
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

/** Bytes of ones, and of zeros behind them: from 16 - n on, n of them are ones. */
const MASKS: usize = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

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
  let seen = i8x16.splat(0);
  let at = 0;
  for (; at < length; at += 16) {
    let vector = v128.load(from + at);
    if (length - at < 16) vector = v128.and(vector, v128.load(MASKS + 16 - (length - at)));
    seen = v128.or(seen, vector);
    if (clean & (CLEAN.LOWER | CLEAN.UPPER)) vector = inCase(vector, clean);
    v128.store(block + at, vector);
  }
  for (; at < BLOCK_BYTES; at += 16) v128.store(block + at, i8x16.splat(0));
  if (clean && i8x16.bitmask(seen) != 0) return false;
  store<u8>(block + length, 0x80);
  store<u32>(block, bswap<u32>((BLOCK_BYTES + length) << 3), 60);
  return true;
}

/** The lanes' words of four vectors at STATE + `half`, as each lane's own bytes. */
const TURNED: usize = memory.data(8 * 16, 16);
/** Where the tokens of the lanes at work go, and where those of lanes without work do. */
const PLACES: usize = memory.data(4 * 4, 16);
const NOWHERE: usize = memory.data(64, 16);

/** Four tokens of the blocks, as hex, each to its place. */
function tokens(): void {
  setState(INNER);
  schedule();
  compress();
  // The inner hash is the outer message: 32 bytes, its end mark, and its length.
  for (let word = 0; word < 8; word++) v128.store(W + (word << 4), v128.load(STATE + (word << 4)));
  v128.store(W + (8 << 4), v128.splat<u32>(0x80000000));
  for (let word = 9; word < 15; word++) v128.store(W + (word << 4), v128.splat<u32>(0));
  v128.store(W + (15 << 4), v128.splat<u32>((BLOCK_BYTES + 32) << 3));
  setState(OUTER);
  compress();
  turn(STATE, 16, TURNED, 32);
  turn(STATE + 64, 16, TURNED + 16, 32);
  for (let lane = 0; lane < 4; lane++) {
    const to = load<usize>(PLACES + (lane << 2));
    hex(v128.load(TURNED + (lane << 5)), to);
    hex(v128.load(TURNED + (lane << 5), 16), to + 32);
  }
}

/** Sixteen bytes as 32 hex digits, lower-case. */
@inline
function hex(bytes: v128, to: usize): void {
  const high = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
  const low = v128.and(bytes, i8x16.splat(0x0f));
  v128.store(to, digits(i8x16.shuffle(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)));
  v128.store(to, digits(i8x16.shuffle(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)), 16);
}

/** The digit of each byte of 0 to 15. */
@inline
function digits(values: v128): v128 {
  const letters = v128.and(i8x16.gt_s(values, i8x16.splat(9)), i8x16.splat(0x27));
  return i8x16.add(i8x16.add(values, i8x16.splat(0x30)), letters);
}

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

/** Makes the tokens of so many lanes, and keeps them. */
function makeTokens(lanes: i32, caches: bool): void {
  for (let lane = lanes; lane < 4; lane++) store<usize>(PLACES + (lane << 2), NOWHERE);
  tokens();
  if (!caches) return;
  for (let lane = 0; lane < lanes; lane++) {
    const block = BLOCKS + lane * BLOCK_BYTES;
    const slot = slotOf(block);
    copyBlock(slot, block);
    copyBlock(slot + BLOCK_BYTES, load<usize>(PLACES + (lane << 2)));
  }
}

/** A call costs more than these 64 bytes. */
@inline
function copyBlock(to: usize, from: usize): void {
  for (let at = 0; at < BLOCK_BYTES; at += 16) v128.store(to + at, v128.load(from + at));
}

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
        copyBlock(at, slot + BLOCK_BYTES);
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
