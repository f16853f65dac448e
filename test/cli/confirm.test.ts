import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmed } from '../../src/cli/confirm.ts';
import { fakeIo } from './fake-io.ts';

function terminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  return { stdin, io: { ...fakeIo(), stdin: stdin as unknown as NodeJS.ReadStream } };
}

function ask(io: ReturnType<typeof terminal>['io'], signal = new AbortController().signal) {
  return confirmed({ text: 'Go on?', yes: false, signal }, io);
}

describe('a question', () => {
  it.each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yet', false],
  ])('that is answered %j is answered %s', async (answer, agreed) => {
    const { stdin, io } = terminal();
    const asked = ask(io);
    stdin.write(`${answer}\n`);
    expect(await asked).toBe(agreed);
    expect(io.stderr.text()).toBe('Go on? [y/N] ');
  });

  it('is not asked where the answer was given before', async () => {
    const io = fakeIo();
    const { signal } = new AbortController();
    expect(await confirmed({ text: 'Go on?', yes: true, signal }, io)).toBe(true);
    expect(io.stderr.text()).toBe('');
  });

  it('is an error where nobody can be asked', async () => {
    const { signal } = new AbortController();
    await expect(confirmed({ text: 'Go on?', yes: false, signal }, fakeIo())).rejects.toMatchObject(
      { code: 'options/unconfirmed' },
    );
  });

  it('is a no when it is interrupted', async () => {
    const { io } = terminal();
    const controller = new AbortController();
    const asked = ask(io, controller.signal);
    controller.abort();
    expect(await asked).toBe(false);
  });
});
