import { fileURLToPath } from 'node:url';

/**
 * A file or folder of the package, as an absolute path. Sources lie in `src/cli`, and the build keeps
 * every module that it writes at the same depth: `dist/cli`, `dist/chunks`.
 */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
