/** Of each sign and exponent of a float32: the float16's sign and exponent, the leading bit that becomes part of its fraction, and how many bits of the fraction fall away. */
const bases = new Uint16Array(512);
const leading = new Uint32Array(512);
const dropped = new Uint8Array(512);
for (let place = 0; place < 512; place++) {
  const [sign, exponent] = [(place & 256) << 7, (place & 255) - 127];
  const [isNormal, isSubnormal] = [exponent >= -14 && exponent <= 15, exponent >= -25 && exponent < -14];
  bases[place] = sign | (isNormal ? (exponent + 15) << 10 : exponent > 15 ? 0x7c00 : 0);
  leading[place] = isSubnormal ? 0x800000 : 0;
  dropped[place] = isNormal ? 13 : isSubnormal ? -1 - exponent : 24; // 24: all of it, since it is then less than a half
}
const INFINITE = 0x7f800000;

function valueOf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
let values16: Float32Array | null = null;

/** The value of each of the 65,536 float16s, by its bits. */
export function float16Values(): Float32Array {
  if (values16) return values16;
  values16 = new Float32Array(65_536);
  for (let bits = 0; bits < values16.length; bits++) values16[bits] = valueOf(bits);
  return values16;
}

/** IEEE 754 binary16 of float32 values, rounded to the nearest, halves to even; beyond 65,504 infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const whole = new Int32Array(values.buffer, values.byteOffset, values.length);
  const result = new Uint16Array(values.length);
  for (let i = 0; i < result.length; i++) {
    const bits = whole[i]!;
    const place = bits >>> 23;
    const fraction = (bits & 0x7fffff) | leading[place]!;
    const shift = dropped[place]!;
    result[i] = bases[place]! + ((fraction + (1 << (shift - 1)) - 1 + ((fraction >>> shift) & 1)) >>> shift); // a fraction that is rounded up to 1024 carries into the exponent, as it should
    if ((bits & 0x7fffffff) > INFINITE) result[i] = bases[place]! | 0x200;
  }
  return result;
}

export function fromFloat16(bits: Uint16Array): Float32Array {
  const known = float16Values();
  const result = new Float32Array(bits.length);
  for (let i = 0; i < result.length; i++) result[i] = known[bits[i]!]!;
  return result;
}
