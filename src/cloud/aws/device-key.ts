import type { KeyObject } from 'node:crypto';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { isEncryptedKey, readPrivateKey } from '../x509/keys.ts';

/**
 * The private key of a device, decrypted in memory if it is encrypted.
 * @param path of its file, for the error; neither the key nor the passphrase is ever in it
 * @throws PmSimError `device/bad-key`, `device/passphrase`
 */
export function readDeviceKey(
  pem: string,
  path: string,
  passphrase: string | undefined,
): KeyObject {
  try {
    return readPrivateKey(pem, path, passphrase);
  } catch (cause) {
    if (isEncryptedKey(pem)) throw wrongPassphrase(path, passphrase);
    throw new PmSimError('device/bad-key', messageOf(cause), {
      hint: 'Provision the device again, or restore the file.',
      cause,
    });
  }
}

function wrongPassphrase(path: string, passphrase: string | undefined): PmSimError {
  const what = passphrase === undefined ? 'and no passphrase was given' : 'with another passphrase';
  return new PmSimError('device/passphrase', `The private key ${path} is encrypted ${what}.`, {
    hint: 'Set PM_SIM_KEY_PASSPHRASE, or name a file that holds it: --key-passphrase-file, or keyPassphraseFile in the file of an agent.',
  });
}
