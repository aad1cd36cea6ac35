/** Records of one shape on one day, counted: most of what a log says, without its records. */

/** In place of the number of a shape: the record is like no others. */
export const ODD_SHAPE = 0xffffffff;
/** Shapes have smaller numbers. */
export const MAX_SHAPES = 0x20000;

/** Columns, in the order of their first records. A shape may have a day twice where times jump about. */
export type ShapeDays = {
  readonly shapes: Uint32Array<ArrayBuffer>;
  /** Seconds since 1970, like `last`: both of the same UTC day. */
  readonly first: Uint32Array<ArrayBuffer>;
  readonly last: Uint32Array<ArrayBuffer>;
  readonly count: Uint32Array<ArrayBuffer>;
  /** A bit for each hour of the day that has a record. */
  readonly hours: Uint32Array<ArrayBuffer>;
};

export type CountShapeDays = (shapes: Uint32Array, seconds: Uint32Array) => ShapeDays;

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Days of a shape that are looked at: times that jump about take rows, not time. */
const MAX_STEPS = 8;
const NONE = -1;

export function createShapeDays(): CountShapeDays {
  /** By shape, the row begun last; `NONE` between two calls. */
  const newest = new Int32Array(MAX_SHAPES).fill(NONE);

  return (shapes, seconds) => {
    const rows = createRows(shapes.length);
    for (let n = 0; n < shapes.length; n++) {
      const shape = shapes[n] ?? ODD_SHAPE;
      if (shape === ODD_SHAPE) continue;
      const at = seconds[n] ?? 0;
      const known = newest[shape] ?? NONE;
      const row = rows.find(known, at);
      if (row === NONE) newest[shape] = rows.begin(shape, at, known);
      else rows.add(row, at);
    }
    const taken = rows.take();
    for (const shape of taken.shapes) newest[shape] = NONE;
    return taken;
  };
}

function createRows(most: number) {
  const shapes = new Uint32Array(most);
  const first = new Uint32Array(most);
  const last = new Uint32Array(most);
  const count = new Uint32Array(most);
  const hours = new Uint32Array(most);
  /** The row of the same shape that was begun before. */
  const before = new Int32Array(most);
  let size = 0;

  return {
    find: (newest: number, at: number): number => {
      const day = Math.floor(at / DAY);
      let row = newest;
      for (let step = 0; row !== NONE && step < MAX_STEPS; step++) {
        if (Math.floor((first[row] ?? 0) / DAY) === day) return row;
        row = before[row] ?? NONE;
      }
      return NONE;
    },
    begin: (shape: number, at: number, newest: number): number => {
      shapes[size] = shape;
      first[size] = at;
      last[size] = at;
      count[size] = 1;
      hours[size] = hourBit(at);
      before[size] = newest;
      return size++;
    },
    add: (row: number, at: number): void => {
      if (at < (first[row] ?? 0)) first[row] = at;
      else if (at > (last[row] ?? 0)) last[row] = at;
      count[row] = (count[row] ?? 0) + 1;
      hours[row] = (hours[row] ?? 0) | hourBit(at);
    },
    take: (): ShapeDays => ({
      shapes: shapes.slice(0, size),
      first: first.slice(0, size),
      last: last.slice(0, size),
      count: count.slice(0, size),
      hours: hours.slice(0, size),
    }),
  };
}

const hourBit = (at: number): number => 1 << (Math.floor(at / HOUR) % 24);

/** The day of the row, counted from 1970. */
export function dayOf({ first }: ShapeDays, row: number): number {
  return Math.floor((first[row] ?? 0) / DAY);
}
