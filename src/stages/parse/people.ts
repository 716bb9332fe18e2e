import { all, firstText, textOf, type XmlNode } from './nodes.ts';

/** `a@b.example (Jane Doe)`, `Jane Doe (a@b.example)`, `Jane Doe <a@b.example>`: the name is what readers want to see. */
const WITH_ADDRESS = [/^\S+@\S+\s+\((.+)\)$/, /^(.+?)\s*[<(][^<>()\s]*@[^<>()\s]*[>)]$/];

function nameOf(author: string): string {
  for (const pattern of WITH_ADDRESS) {
    const name = pattern.exec(author)?.[1];
    if (name) return name.trim();
  }
  return author.replace(/^mailto:/i, '').trim();
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
