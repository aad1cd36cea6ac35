/**
 * One segment of a table: an immutable Parquet file that DuckDB, pandas, Spark or Athena read as it
 * is. Flat columns, none nullable: an empty text says that there is nothing.
 *
 * Texts are dictionary-encoded, so that a reader meets each one once per 100,000 rows; instants are
 * UTC timestamps in milliseconds. Source: Apache Parquet, "Logical types", "Encodings".
 */
import { type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { assertNever } from '../../model/brand.js';

export type ColumnKind = 'text' | 'instant' | 'count';

export type Column = {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Texts that segments of before it was added do not hold: empty there. */
  readonly added?: true;
};

/** Texts, or numbers: milliseconds since the epoch of an instant. */
export type ColumnValues = readonly string[] | readonly number[];

const ROWS_PER_GROUP = 100_000;
/** What a query narrows its reading by. */
const WITH_STATISTICS: ReadonlySet<string> = new Set(['identity_id', 'first_seen', 'last_seen']);

/** @param values of each column, all of one length */
export function packSegment(
  table: string,
  columns: readonly Column[],
  values: readonly ColumnValues[],
): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [{ name: table, num_children: columns.length }, ...columns.map(schemaOf)],
    createdBy: 'leastwise',
  });
  void parquet.write({
    rowGroupSize: ROWS_PER_GROUP,
    columnData: columns.map(({ name, kind }, n) => ({
      name,
      data: kind === 'text' ? (values[n] as string[]) : Array.from(values[n] ?? [], BigInt),
      encoding: kind === 'instant' ? 'DELTA_BINARY_PACKED' : 'RLE_DICTIONARY',
      statistics: WITH_STATISTICS.has(name),
      offsetIndex: false,
    })),
  });
  void parquet.finish();
  return new Uint8Array(writer.getBuffer());
}

function schemaOf({ name, kind }: Column): SchemaElement {
  const required = { name, repetition_type: 'REQUIRED' } as const;
  switch (kind) {
    case 'text':
      return {
        ...required,
        type: 'BYTE_ARRAY',
        converted_type: 'UTF8',
        logical_type: { type: 'STRING' },
      };
    case 'instant':
      return {
        ...required,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      };
    case 'count':
      return { ...required, type: 'INT64' };
    default:
      return assertNever(kind);
  }
}

export type SegmentReader = {
  readonly rows: number;
  /**
   * Reads one column, piece by piece.
   *
   * @param ofText what stands for a text; called once for each in a hundred thousand rows
   */
  readonly column: (
    column: Column,
    ofText: (text: string) => number,
    take: (values: ArrayLike<number | bigint>, rowStart: number) => void,
  ) => Promise<void>;
};

/** @throws Error when the bytes are no segment of these columns */
export function readSegment(bytes: Uint8Array, columns: readonly Column[]): SegmentReader {
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const metadata: FileMetaData = parquetMetadata(whole);
  const found = new Set(metadata.schema.map(({ name }) => name));
  for (const { name, added } of columns) {
    if (!found.has(name) && added === undefined) throw new Error(`no column ${name}`);
  }
  const file = { byteLength, slice: (from: number, to?: number) => whole.slice(from, to) };
  const plain = { ...metadata, schema: metadata.schema.map(asPlainNumber) };
  return {
    rows: Number(metadata.num_rows),
    column: async ({ name }, ofText, take) => {
      if (!found.has(name)) {
        take(new Array<number>(Number(metadata.num_rows)).fill(ofText('')), 0);
        return;
      }
      await parquetRead({
        file,
        metadata: plain,
        columns: [name],
        // It is declared to give a text, and may give anything: a number needs no look-up for each row.
        parsers: {
          stringFromBytes: (text: Uint8Array | undefined) => ofText(textOf(text)),
        } as never,
        onChunk: ({ columnData, rowStart }) => {
          take(columnData as ArrayLike<number | bigint>, rowStart);
        },
      });
    },
  };
}

/** Not made a `Date` for each row. */
function asPlainNumber(element: SchemaElement): SchemaElement {
  const { converted_type: _converted, logical_type: _logical, ...plain } = element;
  return element.type === 'INT64' ? plain : element;
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined
    ? ''
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
