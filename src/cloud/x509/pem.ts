import { PmSimError } from '../../runtime/errors.ts';

const LINE_CHARACTERS = 64;

/** RFC 7468 textual encoding of `der`. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += LINE_CHARACTERS) {
    lines.push(base64.slice(at, at + LINE_CHARACTERS));
  }
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/**
 * The bytes of the first block whose label is one of `labels`.
 * @throws PmSimError `x509/malformed`
 */
export function decodePem(text: string, ...labels: readonly string[]): Buffer {
  for (const label of labels) {
    const begin = `-----BEGIN ${label}-----`;
    const start = text.indexOf(begin);
    const end = text.indexOf(`-----END ${label}-----`, start);
    if (start >= 0 && end > start) return base64Of(text.slice(start + begin.length, end), label);
  }
  throw new PmSimError('x509/malformed', `There is no "BEGIN ${labels[0]}" block in the text.`, {
    hint: 'Send the whole PEM text, with its BEGIN and END lines.',
  });
}

function base64Of(body: string, label: string): Buffer {
  const compact = body.replaceAll(/\s+/gu, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(compact)) {
    throw new PmSimError('x509/malformed', `The ${label} block is not base64.`, {
      hint: 'Copy the PEM text again, without edits.',
    });
  }
  return Buffer.from(compact, 'base64');
}
