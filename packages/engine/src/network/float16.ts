const view = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const [sign, exponent, fraction] = [(bits >>> 16) & 0x8000, ((bits >>> 23) & 255) - 127, bits & 0x7fffff];
  if (exponent === 128) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  if (exponent < -25) return sign;
  const dropped = exponent < -14 ? -1 - exponent : 13; // bits of the fraction that binary16 lacks; below 2⁻¹⁴ more of them
  const whole = exponent < -14 ? fraction | 0x800000 : fraction;
  const half = 2 ** (dropped - 1);
  const rest = whole % (2 * half);
  const kept = Math.floor(whole / (2 * half));
  const magnitude = (exponent < -14 ? 0 : (exponent + 15) << 10) + kept + (rest > half || (rest === half && kept % 2 === 1) ? 1 : 0);
  return sign | Math.min(magnitude, 0x7c00);
}

function valueOf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** IEEE 754 binary16 of float32 values, rounded to the nearest, halves to even; beyond 65,504 infinite. */
export const toFloat16 = (values: Float32Array): Uint16Array => Uint16Array.from(values, bitsOf);

export const fromFloat16 = (bits: Uint16Array): Float32Array => Float32Array.from(bits, valueOf);
