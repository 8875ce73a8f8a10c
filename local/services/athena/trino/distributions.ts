// Distribution functions of the normal and the beta distribution, as Apache Commons Math computes them, which Trino uses.

const EPSILON = 1e-15;
const MOST = 10_000;

const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  0.00003399464998481189, 0.00004652362892704858, -0.00009837447530487956, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 0.00008441822398385275,
  -0.000026190838401581408, 0.0000036899182659531625,
];

function logGamma(x: number): number {
  const sum = LANCZOS.reduceRight((total, c, i) => total + (i === 0 ? c : c / (x + i)), 0);
  const t = x + 607 / 128 + 0.5;
  return (x + 0.5) * Math.log(t) - t + 0.5 * Math.log(2 * Math.PI) + Math.log(sum / x);
}

/** A continued fraction by Lentz's method. */
function fraction(a: (n: number) => number, b: (n: number) => number): number {
  const tiny = 1e-50;
  let value = a(0) || tiny;
  let c = value;
  let d = 0;
  for (let n = 1; n < MOST; n++) {
    d = 1 / (a(n) + b(n) * d || tiny);
    c = a(n) + b(n) / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < EPSILON) break;
  }
  return value;
}

/** The error function's complement. */
function erfc(x: number): number {
  if (Math.abs(x) > 40) return x > 0 ? 0 : 2;
  const square = x * x;
  if (square < 1.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > EPSILON * Math.abs(sum) * 0.1 && n < MOST; n++) {
      term *= (2 * square) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
  }
  const tail =
    (Math.exp(-square) * Math.abs(x)) /
    (Math.sqrt(Math.PI) *
      fraction(
        (n) => 2 * n + 0.5 + square,
        (n) => -n * (n - 0.5),
      ));
  return x > 0 ? tail : 2 - tail;
}

export const normalCdf = (mean: number, deviation: number, value: number): number =>
  0.5 * erfc((mean - value) / (deviation * Math.SQRT2));

/** By bisection to the last digit, then Newton's steps. */
export function inverseNormalCdf(mean: number, deviation: number, p: number): number {
  if (p === 0.5) return mean;
  // The tail near zero has more digits.
  if (p > 0.5) return 2 * mean - inverseNormalCdf(mean, deviation, 1 - p);
  let [low, high] = [-40, 40];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(0, 1, middle) < p) low = middle;
    else high = middle;
  }
  return mean + deviation * ((low + high) / 2);
}

/** The regularized incomplete beta function. */
export function betaCdf(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (2 + b + a) && 1 - x <= (b + 1) / (2 + b + a)) return 1 - betaCdf(b, a, 1 - x);
  const value = fraction(
    () => 1,
    (n) => {
      const m = Math.floor(n / 2);
      if (n % 2 === 0) return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      return -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    },
  );
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - Math.log(a) - logBeta) / value;
}

/** By Brent's method, to as many digits as Commons Math finds: the rest is not known to Trino either. */
export function inverseBetaCdf(shapeA: number, shapeB: number, p: number): number {
  if (p === 0 || p === 1) return p;
  const f = (x: number): number => betaCdf(shapeA, shapeB, x) - p;
  const [start, fStart] = [0.5, f(0.5)];
  if (Math.abs(fStart) <= 1e-15) return start;
  return fStart * f(0) < 0 ? brent(f, 0, start, f(0), fStart) : brent(f, start, 1, fStart, f(1));
}

function brent(f: (x: number) => number, low: number, high: number, fLow: number, fHigh: number): number {
  let [a, fa, b, fb] = [low, fLow, high, fHigh];
  let [c, fc] = [a, fa];
  let d = b - a;
  let e = d;
  for (;;) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * 1e-14 * Math.abs(b) + 1e-9;
    const m = 0.5 * (c - b);
    if (Math.abs(m) <= tolerance || Math.abs(fb) <= Number.MIN_VALUE) return b;
    if (Math.abs(e) < tolerance || Math.abs(fa) <= Math.abs(fb)) {
      d = m;
      e = d;
    } else {
      let s = fb / fa;
      let p: number;
      let q: number;
      if (a === c) {
        p = 2 * m * s;
        q = 1 - s;
      } else {
        q = fa / fc;
        const r = fb / fc;
        p = s * (2 * m * q * (q - r) - (b - a) * (r - 1));
        q = (q - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      s = e;
      e = d;
      if (p >= 1.5 * m * q - Math.abs(tolerance * q) || p >= Math.abs(0.5 * s * q)) {
        d = m;
        e = d;
      } else d = p / q;
    }
    [a, fa] = [b, fb];
    if (Math.abs(d) > tolerance) b += d;
    else b += m > 0 ? tolerance : -tolerance;
    fb = f(b);
    if ((fb > 0 && fc > 0) || (fb <= 0 && fc <= 0)) {
      [c, fc] = [a, fa];
      d = b - a;
      e = d;
    }
  }
}
