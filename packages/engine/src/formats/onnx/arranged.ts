type Numbers = Float32Array | Int8Array | Uint16Array;

/** A tensor's values with its axes in another order, as numpy's transpose has it. @param order for each new axis, which old one it is */
export function arranged<Values extends Numbers>(values: Values, shape: number[], order: number[]): { shape: number[]; values: Values } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [newShape, steps] = [order.map((axis) => shape[axis]!), order.map((axis) => strides[axis]!)];
  const made = new (values.constructor as new (length: number) => Values)(values.length);
  const place = newShape.map(() => 0);
  let from = 0;
  for (let to = 0; to < made.length; to++) {
    made[to] = values[from]!;
    for (let axis = place.length - 1; axis >= 0; axis--) {
      place[axis]! += 1;
      from += steps[axis]!;
      if (place[axis]! < newShape[axis]!) break;
      from -= steps[axis]! * newShape[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: newShape, values: made };
}
