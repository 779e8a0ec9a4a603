import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

/** A key and what says whose it is, made for one start of the server. */
export interface Certified {
  key: string
  certificate: string
}

const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  alternativeNames: '551d11',
} as const
const tags = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c },
  ...{ time: 0x18, sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3 },
  ...{ dnsName: 0x82, address: 0x87 },
} as const
const yearMs = 365 * 86_400_000

/** A certificate that signs itself, for localhost and 127.0.0.1 (RFC 5280), of a key on P-256. */
export function certify(now: number): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(tags.sequence, oid(oids.ecdsaWithSha256))
  const attribute = der(
    tags.sequence,
    oid(oids.commonName),
    der(tags.utf8, Buffer.from('localhost')),
  )
  const name = der(tags.sequence, der(tags.set, attribute))
  const names = der(
    tags.sequence,
    der(tags.dnsName, Buffer.from('localhost')),
    der(tags.address, Buffer.from([127, 0, 0, 1])),
  )
  const authority = der(tags.sequence, der(tags.boolean, Buffer.from([0xff])))
  const body = der(
    tags.sequence,
    der(tags.version, der(tags.integer, Buffer.from([2]))),
    der(tags.integer, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    der(tags.sequence, time(now - yearMs), time(now + yearMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      tags.extensions,
      der(
        tags.sequence,
        der(tags.sequence, oid(oids.basicConstraints), der(tags.octets, authority)),
        der(tags.sequence, oid(oids.alternativeNames), der(tags.octets, names)),
      ),
    ),
  )
  const signature = createSign('SHA256').update(body).sign(privateKey)
  const bits = der(tags.bits, Buffer.from([0]), signature)
  const whole = der(tags.sequence, body, algorithm, bits).toString('base64')
  const lines = whole.replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}

const oid = (hex: string) => der(tags.oid, Buffer.from(hex, 'hex'))

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)
  return der(tags.time, Buffer.from(`${digits}Z`))
}
