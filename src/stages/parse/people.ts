import { all, firstText, textOf, type XmlNode } from './nodes.ts';

/** `a@b.example (Jane Doe)` and `Jane Doe <a@b.example>`: the name, if there is one, is what readers want to see. */
export function nameOf(author: string): string {
  const bracketed = /^\S+@\S+\s+\((.+)\)$/.exec(author)?.[1] ?? /^(.+?)\s*<[^<>\s]*@[^<>\s]*>$/.exec(author)?.[1];
  return (bracketed ?? author.replace(/^mailto:/i, '')).trim();
}

/** The names of all people in these elements, whether written as text (RSS) or as a person construct (Atom). */
export function peopleOf(node: XmlNode, ...names: readonly string[]): string[] {
  const people: string[] = [];
  for (const name of names) {
    for (const person of all(node, name)) {
      const written = nameOf(firstText(person, 'name', 'email', 'uri', 'url') ?? textOf(person));
      if (written !== '' && !people.includes(written)) people.push(written);
    }
  }
  return people;
}
