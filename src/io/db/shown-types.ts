import pg from 'pg';

type Parser = (text: string) => unknown;

/** JSON has no such numbers: they stay the text that Postgres writes. */
const finite: Parser = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);
const safe: Parser = (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
const boolean: Parser = (text) => text === 't';
const asIs: Parser = (text) => text;

/** A point in time in UTC, wherever server and client are; what JavaScript cannot hold, such as `infinity`, as Postgres writes it. */
const instant: Parser = (text) => {
  const at: unknown = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)(text);
  return at instanceof Date && !Number.isNaN(at.getTime()) ? at : text;
};

/** By the number of the type and of its array. */
const IN_JSON = withArrays([
  [16, 1000, boolean],
  [20, 1016, safe],
  [21, 1005, finite],
  [23, 1007, finite],
  [26, 1028, finite],
  [700, 1021, finite],
  [701, 1022, finite],
  [114, 199, JSON.parse],
  [3802, 3807, JSON.parse],
  [25, 1009, asIs],
  [1043, 1015, asIs],
  [2950, 2951, asIs],
  [1082, 1182, asIs],
  [1114, 1115, asIs],
  [1700, 1231, asIs],
  [1184, 1185, instant],
]);
const IN_TABLE = new Map<number, Parser>([
  [16, boolean],
  [1184, instant],
]);

/**
 * How values are shown that a user asks for: as Postgres writes them, but for points in time and, in JSON, for what JSON can say
 * without a loss. The parsers of pg would move dates by the machine's time zone and round large numbers.
 */
export function shownTypes({ json }: { readonly json: boolean }): pg.CustomTypesConfig {
  const parsers = json ? IN_JSON : IN_TABLE;
  return { getTypeParser: (oid) => parsers.get(oid) ?? asIs };
}

function withArrays(types: readonly (readonly [oid: number, arrayOid: number, parser: Parser])[]): Map<number, Parser> {
  return new Map(
    types.flatMap(([oid, arrayOid, parser]): [number, Parser][] => [
      [oid, parser],
      [arrayOid, (text) => inside(splitArray(text), parser)],
    ]),
  );
}

const TEXT_ARRAY = 1009;
const splitArray: Parser = (text) => pg.types.getTypeParser(TEXT_ARRAY as 25)(text);

function inside(value: unknown, parser: Parser): unknown {
  if (Array.isArray(value)) return value.map((each) => inside(each, parser));
  return value === null ? null : parser(value as string);
}
