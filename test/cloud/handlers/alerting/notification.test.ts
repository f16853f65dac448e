import { describe, expect, it } from 'vitest';
import { alertSubject } from '../../../../src/cloud/handlers/alerting/notification.ts';
import { ITEM as item } from './alert-item-fixture.ts';

describe('alertSubject', () => {
  it('is one line of at most 100 printable ASCII characters', () => {
    expect(alertSubject(item)).toBe('Alert (high): wt-001 vib_gearbox_mms');
    const long = alertSubject({ ...item, device: `wt-ü\n${'x'.repeat(200)}` });
    expect(long).toMatch(/^Alert \(high\): wt-\?\?x{1,}$/);
    expect(long).toHaveLength(100);
  });
});
