import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createHttp, type HttpLimits, type Observed } from '../../../src/platform/http/index.ts'
import { serve, serveRaw } from './server.ts'

function client(limits: Partial<HttpLimits> = {}, observed: Observed[] = []) {
  return createHttp({ allowPrivate: true, limits, observe: (one) => observed.push(one) })
}

const get = (url: string, signal?: AbortSignal) => ({
  method: 'GET',
  url,
  ...(signal && { signal }),
})

describe('deadlines', () => {
  it('end a server that takes the request and never answers', async () => {
    const { url } = await serve(() => {})
    await expect(client({ headersMs: 40 }).exchange(get(url))).rejects.toMatchObject({
      kind: 'headers_timeout',
    })
  })

  it('end a connection that is never made', async () => {
    const http = createHttp({ limits: { connectMs: 40 }, resolve: () => new Promise(() => {}) })
    await expect(http.exchange(get('https://example.com/'))).rejects.toMatchObject({
      kind: 'connect_timeout',
    })
  })

  it('end a body that stalls', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":')
    })
    await expect(client({ bodyStallMs: 40 }).exchange(get(url))).rejects.toMatchObject({
      kind: 'body_stall',
    })
  })

  it('end a body that drips for ever, though each drop is in time', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    })
    const limits = { bodyStallMs: 1000, wholeMs: 120 }
    await expect(client(limits).exchange(get(url))).rejects.toMatchObject({ kind: 'whole_timeout' })
  })

  it('do not touch a slow answer that keeps within each of them', async () => {
    const { url } = await serve((_, response) => {
      response.write('[')
      setTimeout(() => response.end(']'), 60)
    })
    const answer = await client({ bodyStallMs: 10_000 }).exchange(get(url))
    expect(Buffer.from(answer.body).toString()).toBe('[]')
  })
})

describe('the body', () => {
  const limits = { bodyBytesMax: 1000 }

  it('is refused by its stated length before it is read', async () => {
    const { url } = await serve((_, response) => response.end('x'.repeat(1001)))
    await expect(client(limits).exchange(get(url))).rejects.toMatchObject({ kind: 'too_large' })
  })

  it('is cut off at the cap when its length is not stated', async () => {
    let isGone = false
    const { url } = await serve((_, response) => {
      const pour = setInterval(() => {
        response.write('x'.repeat(500))
      }, 5)
      response.on('close', () => {
        clearInterval(pour)
        isGone = true
      })
    })
    await expect(client(limits).exchange(get(url))).rejects.toMatchObject({ kind: 'too_large' })
    await expect.poll(() => isGone, { message: 'nothing more is taken' }).toBe(true)
  })

  it('is unpacked, and counted unpacked: a zip bomb is refused', async () => {
    const { url } = await serve((request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(gzipSync(request.url === '/bomb' ? Buffer.alloc(5_000_000) : '{"ok":1}'))
    })
    const http = client(limits)
    const answer = await http.exchange(get(url))
    expect(Buffer.from(answer.body).toString()).toBe('{"ok":1}')
    await expect(http.exchange(get(`${url}/bomb`))).rejects.toMatchObject({ kind: 'too_large' })
  })

  it('that is cut is a fault: by length, by chunk, inside gzip', async () => {
    const packed = gzipSync('{"rows":[1,2,3,4,5,6]}'.repeat(20))
    const { url } = await serveRaw((socket) => {
      socket.once('data', (data) => {
        const path = String(data).split(' ')[1]
        if (path === '/length') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":1')
        if (path === '/chunk') {
          socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n')
        }
        if (path === '/gzip') {
          socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n')
          socket.write(packed.subarray(0, packed.length - 12))
        }
        socket.end()
      })
    })
    const http = client()
    for (const path of ['/length', '/chunk']) {
      await expect(http.exchange(get(url + path)), path).rejects.toMatchObject({
        kind: 'connection',
      })
    }
    await expect(http.exchange(get(`${url}/gzip`))).rejects.toMatchObject({ name: 'HttpFault' })
  })

  it('in a coding nobody asked for, and an answer that is no HTTP, are malformed', async () => {
    const { url } = await serveRaw((socket) => {
      socket.once('data', (data) => {
        const isOdd = String(data).startsWith('GET /odd')
        socket.end(
          isOdd
            ? 'HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\ncontent-length: 1\r\n\r\nx'
            : 'SSH-2.0\r\n',
        )
      })
    })
    await expect(client().exchange(get(`${url}/odd`))).rejects.toMatchObject({ kind: 'malformed' })
    await expect(client().exchange(get(url))).rejects.toMatchObject({ kind: 'malformed' })
  })

  it('arrives whole, with many headers of one name', async () => {
    const { url } = await serve((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.setHeader('x-many', ['a', 'b'])
        response.end(
          JSON.stringify({ method: request.method, body: String(Buffer.concat(chunks)) }),
        )
      })
    })
    const answer = await client().exchange({ method: 'POST', url, body: 'größe' })
    expect(JSON.parse(String(Buffer.from(answer.body)))).toEqual({ method: 'POST', body: 'größe' })
    expect(answer.headers.get('x-many')).toBe('a, b')
  })
})

describe('giving up', () => {
  it('before and in the middle is an abort, not a fault of the server', async () => {
    const { url } = await serve(() => {})
    await expect(client().exchange(get(url, AbortSignal.abort()))).rejects.toMatchObject({
      kind: 'aborted',
    })
    await expect(client().exchange(get(url, AbortSignal.timeout(30)))).rejects.toMatchObject({
      kind: 'aborted',
    })
  })
})

describe('connections', () => {
  it('are kept for safe requests only', async () => {
    const ports: (number | undefined)[] = []
    const { url } = await serve((request, response) => {
      ports.push(request.socket.remotePort)
      response.end()
    })
    const http = client()
    await http.exchange(get(url))
    await http.exchange(get(url))
    await http.exchange({ method: 'POST', url })
    expect(ports[1]).toBe(ports[0])
    expect(ports[2]).not.toBe(ports[0])
    http.close()
  })

  it('refused are a fault, and the observer hears of it without anything secret', async () => {
    const observed: Observed[] = []
    const http = client({}, observed)
    const url = 'http://127.0.0.1:1/lists/ann@example.com?token=s3cret&email=ann@example.com'
    await expect(
      http.exchange({ ...get(url), headers: { authorization: 'Bearer s3cret' } }),
    ).rejects.toMatchObject({ kind: 'connection' })
    expect(observed).toEqual([expect.objectContaining({ status: null, fault: 'connection' })])
    expect(JSON.stringify(observed)).not.toMatch(/s3cret|ann|example/)
    expect(observed[0]!.url).toBe('http://127.0.0.1:1/lists/[address]?token=…&email=…')
  })
})
