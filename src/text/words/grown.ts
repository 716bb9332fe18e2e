/** The same array with room for `length` entries and, where it had less, half as many again, so that growing one by one is cheap. */
export function grown<Column extends Int32Array | Uint32Array | Float64Array>(column: Column, length: number): Column {
  if (length <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => Column)(Math.max(16, length + (length >> 1)));
  larger.set(column);
  return larger;
}
