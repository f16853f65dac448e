import { readFileSync } from 'node:fs';
import { packageFile } from './package-file.ts';

/** Version of pm-sim, from its manifest. */
export function packageVersion(): string {
  const manifest = readFileSync(packageFile('package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
