import { describe, expect, it } from 'vitest';
import { changesText, differencesText } from '../../../src/cli/cloud/change-text.ts';
import { createStyle } from '../../../src/cli/style.ts';

const STYLE = createStyle(false);
const THRESHOLD = {
  part: 'ScoreFunction',
  type: 'AWS::Lambda::Function',
  path: ['Environment', 'zFactor'],
  before: 1,
  after: 2,
};

describe('changes as text', () => {
  it('are a line a resource, with the properties that are modified', () => {
    const rows = [
      {
        action: 'Modify',
        logicalId: 'ScoreFunction',
        type: 'AWS::Lambda::Function',
        replacement: 'False',
      },
      { action: 'Add', logicalId: 'Queue', type: 'AWS::SQS::Queue', replacement: '' },
    ] as const;
    expect(changesText(rows, [THRESHOLD], STYLE)).toEqual([
      'ACTION  RESOURCE       TYPE                   REPLACED',
      'Modify  ScoreFunction  AWS::Lambda::Function  no',
      '    ~ Environment.zFactor: 1 → 2',
      'Add     Queue          AWS::SQS::Queue',
    ]);
  });

  it('are gathered by the part that they are in, long values cut', () => {
    const came = { part: 'Queue', type: 'AWS::SQS::Queue', path: [], after: 'x'.repeat(80) };
    expect(differencesText([THRESHOLD, came], STYLE)).toEqual([
      'ScoreFunction AWS::Lambda::Function',
      '    ~ Environment.zFactor: 1 → 2',
      'Queue AWS::SQS::Queue',
      `    + ${'x'.repeat(59)}…`,
    ]);
  });
});
