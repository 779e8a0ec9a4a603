import { describe, expect, it } from 'vitest'
import {
  checkUrl,
  createHttp,
  HttpFault,
  isPublicAddress,
} from '../../../src/platform/http/index.ts'
import { guardedLookup } from '../../../src/platform/http/guard.ts'
import { serve } from './server.ts'

const REFUSED = [
  'http://127.0.0.1/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://2130706433/',
  'https://127。0。0。1/',
  'https://①②⑦.0.0.1/',
  'https://0.0.0.0/',
  'https://10.1.2.3/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.100.100.200/',
  'https://168.63.129.16/',
  'https://192.0.0.192/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://user@example.com/',
  'https://user:password@example.com/',
  'https:\\\\user@example.com/',
  'http://example.com/',
  'file:///etc/passwd',
  'ftp://example.com/',
  'gopher://127.0.0.1:6379/',
  'data:text/plain,hello',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  '//example.com/',
  'not an address',
  '',
  `https://example.com/${'a'.repeat(20_000)}`,
]

describe('an address as written', () => {
  it.each(REFUSED)('is refused: %s', (text) => {
    expect(() => checkUrl(text, false)).toThrow(HttpFault)
    expect(() => checkUrl(text, false)).toThrow(
      expect.objectContaining({ kind: 'address_forbidden' }),
    )
  })

  it.each(['https://example.com/', 'https://8.8.8.8/', 'https://[2606:4700::1111]/x?y=z'])(
    'is taken: %s',
    (text) => {
      expect(checkUrl(text, false).href).toBe(text)
    },
  )

  it('may be private exactly where the operator says so', () => {
    const allowed = ['127.0.0.1:4010', '[::1]:80', 'Crm.Local:443']
    expect(checkUrl('http://127.0.0.1:4010/v3', allowed).port).toBe('4010')
    expect(checkUrl('http://[::1]/', allowed).hostname).toBe('[::1]')
    expect(checkUrl('https://crm.local/', allowed).hostname).toBe('crm.local')
    expect(() => checkUrl('http://127.0.0.1:4011/', allowed)).toThrow(HttpFault)
    expect(() => checkUrl('https://127.0.0.1/', allowed)).toThrow(HttpFault)
    expect(() => checkUrl('http://crm.local/', allowed)).toThrow(HttpFault)
    expect(() => checkUrl('ftp://127.0.0.1:4010/', true)).toThrow(HttpFault)
    expect(() => checkUrl('http://a:b@127.0.0.1:4010/', true)).toThrow(HttpFault)
  })
})

describe('an address for the settings', () => {
  it('is judged as it will be when it is called, and nothing is sent', () => {
    const http = createHttp({ allowPrivate: ['127.0.0.1:4010'] })
    expect(() => http.check('http://127.0.0.1:4010/v3')).not.toThrow()
    expect(() => http.check('http://127.0.0.1:4011/v3')).toThrow(HttpFault)
  })
})

describe('an IP address', () => {
  it('with a zone, or that is none, is not public', () => {
    for (const text of [
      'fe80::1%eth0',
      '2606:4700::1%eth0',
      '',
      '1.2.3',
      '01.2.3.4',
      'localhost',
    ]) {
      expect(isPublicAddress(text), text).toBe(false)
    }
    expect(isPublicAddress('93.184.216.34')).toBe(true)
  })
})

describe('an address as resolved', () => {
  const ask = { method: 'GET', url: 'https://crm.example.com/' }

  it.each([
    [[{ address: '127.0.0.1', family: 4 }]],
    [[{ address: '::ffff:10.0.0.1', family: 6 }]],
    [
      [
        { address: '93.184.216.34', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
    ],
  ])('is refused when any of its addresses is private: %j', async (found) => {
    const http = createHttp({ resolve: async () => found })
    await expect(http.exchange(ask)).rejects.toMatchObject({ kind: 'address_forbidden' })
  })

  it('is looked up once a connection, and what was judged is what is handed on', async () => {
    // First answer public, every later one private: a second look-up would be fooled.
    let asked = 0
    const url = new URL(ask.url)
    const lookup = guardedLookup(url, false, async () => [
      { address: asked++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 },
    ])
    const looked = () =>
      new Promise((resolve) => {
        lookup('crm.example.com', { all: true }, (error, found) => resolve(error ?? found))
      })
    expect(await looked()).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(asked).toBe(1)
    expect(await looked()).toMatchObject({ kind: 'address_forbidden' })
  })

  it('is pinned: the name is not looked up by anybody else', async () => {
    const { host } = await serve((_, response) => response.end('{"here":true}'))
    const port = host.split(':')[1]
    const http = createHttp({
      allowPrivate: [`nowhere.invalid:${port}`],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    })
    const answer = await http.exchange({ method: 'GET', url: `http://nowhere.invalid:${port}/` })
    expect(Buffer.from(answer.body).toString()).toBe('{"here":true}')
    http.close()
  })

  it('that has no address is an unknown host', async () => {
    const http = createHttp({ resolve: () => Promise.reject(new Error('ENOTFOUND')) })
    await expect(http.exchange(ask)).rejects.toMatchObject({ kind: 'unknown_host' })
    const empty = createHttp({ resolve: async () => [] })
    await expect(empty.exchange(ask)).rejects.toMatchObject({ kind: 'unknown_host' })
  })
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'of status %i is an answer and is not followed',
    async (status) => {
      const paths: string[] = []
      const { url } = await serve((request, response) => {
        paths.push(request.url!)
        response.writeHead(status, { location: 'http://169.254.169.254/' }).end()
      })
      const http = createHttp({ allowPrivate: true })
      const answer = await http.send({ method: 'GET', url: `${url}/first` })
      expect(answer.status).toBe(status)
      expect(paths).toEqual(['/first'])
      http.close()
    },
  )
})
