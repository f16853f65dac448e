import { describe, expect, it } from 'vitest';
import { edgeSchema, type EdgeConfig } from '../../../src/edge/edge-config.ts';
import { applyDesired } from '../../../src/edge/remote/desired-state.ts';
import { createFilterControl } from '../../../src/edge/remote/filter-control.ts';

const limit = (metric: string, above: number) => ({ metric, above, severity: 'high' });
const BASE = edgeSchema.parse({
  filters: [
    { dedup: {} },
    { threshold: { limits: [limit('temp', 75), limit('vib', 5), limit('vib', 7)] } },
    { threshold: { limits: [{ metric: 'oil', below: 2, hysteresis: 0.5, severity: 'low' }] } },
  ],
});

describe('the desired state of an agent', () => {
  it('moves a limit by its metric and side, and nothing else of it', () => {
    const { edge, reported } = applyDesired(BASE, { limits: { oil: { below: 3 } } });
    expect(edge.filters[2]?.threshold?.limits).toEqual([
      { metric: 'oil', below: 3, hysteresis: 0.5, severity: 'low' },
    ]);
    expect(edge.filters.slice(0, 2)).toEqual(BASE.filters.slice(0, 2));
    expect(reported['limits']).toEqual({ temp: { above: 75 }, oil: { below: 3 } });
  });

  it('has limits of a metric of any name, and changes nothing else by it', () => {
    const filters = [{ threshold: { limits: [limit('__proto__', 60)] } }];
    const { reported } = applyDesired(BASE, { filters });
    expect(JSON.stringify(reported['limits'])).toBe('{"__proto__":{"above":60}}');
    expect({}).not.toHaveProperty('above');
  });

  it('turns filters off by name and reports all of them', () => {
    const { edge, reported } = applyDesired(BASE, { enabled: { 'threshold-2': false } });
    expect(edge).toEqual({ filters: BASE.filters, disabled: ['threshold-2'] });
    expect(reported['enabled']).toEqual({ dedup: true, threshold: true, 'threshold-2': false });
  });

  it('puts its own filters in place of the file, and moves limits of those', () => {
    const filters = [{ threshold: { limits: [limit('temp', 60)] } }];
    const { edge, reported } = applyDesired(BASE, { filters, limits: { temp: { above: 50 } } });
    expect(edge.filters).toEqual([{ threshold: { limits: [limit('temp', 50)] } }]);
    expect(reported).toMatchObject({ filters, limits: { temp: { above: 50 } } });
  });

  it.each([
    [{ limit: {} }, /Unrecognized key: "limit"/],
    [{ limits: { vib: { above: 6 } } }, /limits\.vib\.above: 2 limits are meant/],
    [{ limits: { temp: { below: 6 } } }, /limits\.temp\.below: no filter has such a limit/],
    [{ enabled: { rcf: false } }, /enabled\.rcf: no such filter/],
    [{ enabled: { dedup: 'no' } }, /enabled\.dedup: /],
    [{ filters: [{ downsample: { every: 'often' } }] }, /filters\.0\.downsample\.every/],
  ])('refuses %j', (desired, message) => {
    expect(() => applyDesired(BASE, desired)).toThrow(message);
  });
});

function control() {
  const applied: EdgeConfig[] = [];
  return { filters: createFilterControl(BASE, (edge) => applied.push(edge)), applied };
}

describe('who decides on the filters', () => {
  it('keeps what is in force when it is asked for what cannot be, and says why', () => {
    const { filters, applied } = control();
    filters.setDesired({ limits: { temp: { above: 70 } } });
    filters.setDesired({ limits: { temp: { above: 'hot' } } });
    expect(applied).toHaveLength(1);
    expect(filters.reported()).toMatchObject({
      limits: { temp: { above: 70 } },
      error: expect.stringContaining('limits.temp.above') as string,
    });
    filters.setDesired({});
    expect(applied).toHaveLength(2);
    expect(applied[1]).toEqual(BASE);
    expect(filters.reported()['error']).toBeNull();
  });

  it('takes up a changed file below what was asked for', () => {
    const { filters, applied } = control();
    filters.setDesired({ limits: { temp: { above: 70 } } });
    filters.setBase({ filters: BASE.filters.slice(1) });
    expect(applied.at(-1)?.filters[0]?.threshold?.limits[0]).toMatchObject({ above: 70 });
    filters.setBase({ filters: BASE.filters.slice(0, 1) });
    expect(applied.at(-1)).toEqual({ filters: BASE.filters.slice(0, 1) });
    expect(filters.reported()['error']).toContain('no filter has such a limit');
  });
});
