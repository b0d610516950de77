/**
 * JSON, all tables in one file:
 *
 *   { "format": "liquidation-lens", "version": 1, "book": { "exchange", "symbol" },
 *     "tables": { "candles": { "fields": […], "rows": [[…], …] }, … } }
 */
import * as v from 'valibot';
import type { Cell } from './field-rules.ts';
import { fieldNamesOf, TABLE_NAMES, type Table, type TableName } from './tables.ts';
import { shown, TransferError } from './transfer-error.ts';

const FORMAT = 'liquidation-lens';
const VERSION = 1;
/** Rows that are handed on as one string. */
const PIECE = 1000;

export interface NamedTables {
  readonly exchange: string;
  readonly symbol: string;
  readonly tables: readonly Table[];
}

const FileSchema = v.object({
  book: v.object({ exchange: v.string(), symbol: v.string() }),
  tables: v.record(
    v.string(),
    v.object({ fields: v.array(v.string()), rows: v.array(v.array(v.unknown())) }),
  ),
});

const writeTable = ({ name, rows }: Table): string[] => {
  const pieces = [`"${name}":{"fields":${JSON.stringify(fieldNamesOf(name))},"rows":[`];
  for (let at = 0; at < rows.length; at += PIECE) {
    const lines = rows.slice(at, at + PIECE).map((row) => JSON.stringify(row));
    pieces.push(`${at === 0 ? '\n' : ',\n'}${lines.join(',\n')}`);
  }
  return [...pieces, '\n]}'];
};

/** The file in pieces, to be put one after the other. */
export const writeJson = ({ exchange, symbol, tables }: NamedTables): string[] => [
  `{"format":"${FORMAT}","version":${VERSION},"book":${JSON.stringify({ exchange, symbol })},"tables":{\n`,
  ...tables.flatMap((table, index) => [index === 0 ? '' : ',\n', ...writeTable(table)]),
  '\n}}\n',
];

const parseText = (text: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const isWhole = text.trimEnd().endsWith('}');
    throw new TransferError(
      isWhole
        ? `The file is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`
        : 'The file ends too early: it was cut off. Export or copy it again.',
    );
  }
};

const checkHead = (file: unknown): void => {
  const { format, version } = (file ?? {}) as Partial<Record<'format' | 'version', unknown>>;
  if (format !== FORMAT)
    throw new TransferError(
      `The file is JSON, but not of Liquidation Lens: "format" is ${shown(format)}, not "${FORMAT}".`,
    );
  if (version !== VERSION)
    throw new TransferError(
      `The file has version ${shown(version)}; this extension reads version ${VERSION}. Update the extension, or export again.`,
    );
};

const tableOf = (name: string, fields: readonly string[], rows: readonly unknown[][]): Table => {
  const known = TABLE_NAMES.find((one) => one === name);
  if (!known) throw new TransferError(`tables.${name}: there is no table of this name.`);
  const wanted: string = fieldNamesOf(known satisfies TableName).join(', ');
  if (fields.join(', ') !== wanted)
    throw new TransferError(`tables.${name}.fields: ${shown(fields)} should be ${wanted}.`);
  return { name: known, rows: rows as Cell[][] };
};

/** A file's text as tables whose cells are still unchecked. */
export const readJson = (text: string): NamedTables => {
  const file = parseText(text);
  checkHead(file);
  const result = v.safeParse(FileSchema, file);
  if (!result.success) {
    const [issue] = result.issues;
    throw new TransferError(`${v.getDotPath(issue) ?? 'The file'}: ${issue.message}.`);
  }
  const { book, tables } = result.output;
  return {
    ...book,
    tables: Object.entries(tables).map(([name, { fields, rows }]) => tableOf(name, fields, rows)),
  };
};
