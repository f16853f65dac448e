// The licences of the packages that a bundle holds: most of them ask to travel with the code.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/u;

/** Writes one text of every package among the inputs of a bundle. */
export async function writeLicences({ root, inputs, to }) {
  const folders = new Set(inputs.map((input) => FOLDER.exec(input)?.[0]).filter(Boolean));
  const texts = await Promise.all(
    [...folders].toSorted((a, b) => (a < b ? -1 : 1)).map((folder) => licenceOf(root, folder)),
  );
  await writeFile(join(root, to), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

async function licenceOf(root, folder) {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const file = (await readdir(path)).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/iu.test(entry));
  const text = file === undefined ? '' : `\n${(await readFile(join(path, file), 'utf8')).trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}
