import ssh2 from 'ssh2'

/** Why a text is no private key that can be used, as a sentence; null where it is one. Pure. */
export function keyProblem(text: string, passphrase: string): string | null {
  const read = ssh2.utils.parseKey(text, passphrase === '' ? undefined : passphrase)
  if (read instanceof Error) {
    return /passphrase|encrypted|decrypt/i.test(read.message)
      ? 'The key is locked, and the passphrase does not open it.'
      : 'This is no private key Homing can read: OpenSSH and PEM are understood.'
  }
  const [key] = Array.isArray(read) ? read : [read]
  return key?.isPrivateKey() ? null : 'This is a public key; the private one is needed.'
}
