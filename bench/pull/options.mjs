import { parseArgs } from 'node:util';

/** What the command line says; `--help` prints the usage and ends. Numbers are numbers, in `defaults` as in the answer. */
export function readOptions(usage, defaults) {
  const typeOf = (value) => ({ type: typeof value === 'boolean' ? 'boolean' : 'string' });
  const options = Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, typeOf(value)]));
  const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage.trim());
    process.exit();
  }
  const read = ([name, value]) => [
    name,
    typeof value === 'number' ? Number(values[name] ?? value) : (values[name] ?? value),
  ];
  return Object.fromEntries(Object.entries(defaults).map(read));
}
