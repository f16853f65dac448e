import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { renderError } from '../../src/cli/render-error.ts';
import { PmSimError } from '../../src/runtime/errors.ts';
import { errorSites } from './error-sites.ts';

const SITES = errorSites();

function thrown({ code, kind, message }: (typeof SITES)[number]): PmSimError {
  return new PmSimError(code, message, { kind, hint: 'Do this.', cause: new Error('deeper') });
}

describe('every error that the sources throw', () => {
  it('is listed with the exit code that it ends the program with', async () => {
    const lines = SITES.map((site) => {
      const exitCode = String(exitCodeOf(thrown(site))).padStart(3);
      return `${exitCode}  ${site.code}: ${site.message}`;
    });
    const text = `${[...new Set(lines)].toSorted().join('\n')}\n`;
    await expect(text).toMatchFileSnapshot('golden/errors.txt');
  });

  it('has a code of an area and a matter, unless it is put together where it is thrown', () => {
    const literal = SITES.filter(({ code }) => /^[\w/-]+$/u.test(code) && code.includes('/'));
    expect(literal.length).toBeGreaterThan(SITES.length * 0.8);
    expect(literal.filter(({ code }) => !/^[a-z0-9-]+\/[a-z0-9-]+$/u.test(code))).toEqual([]);
  });

  it('is shown without a stack, with what to do, and with its causes only on request', () => {
    for (const site of SITES) {
      const brief = renderError(thrown(site), { verbose: false });
      expect(brief).toMatch(/^pm-sim: .*Do this\.\n$/su);
      expect(brief).not.toMatch(/^\s+at /mu);
      expect(brief).not.toContain('deeper');
      expect(renderError(thrown(site), { verbose: true })).toContain('caused by: deeper');
    }
  });
});
