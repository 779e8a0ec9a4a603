import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface Received {
  from: string
  to: string[]
  /** Header and body as they came. */
  text: string
}

/**
 * A small SMTP server on loopback (RFC 5321, without TLS). refuse answers the status to give a
 * recipient instead of 250; kinds of it change from mail to mail as the test likes.
 */
export async function smtpReceiver(options: { refuse?: (to: string) => number | null } = {}) {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    converse(socket, options.refuse ?? (() => null), received)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

function converse(
  socket: Socket,
  refuse: (to: string) => number | null,
  received: Received[],
): void {
  let mail: Received = { from: '', to: [], text: '' }
  let isData = false
  let pending = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 receiver ready')
  socket.on('data', (chunk) => {
    pending += chunk.toString('utf8')
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end)
      pending = pending.slice(end + 2)
      if (isData) takeLine(line)
      else obey(line)
    }
  })

  function takeLine(line: string) {
    if (line !== '.') {
      mail.text += `${line.startsWith('..') ? line.slice(1) : line}\n`
      return
    }
    isData = false
    received.push(mail)
    mail = { from: '', to: [], text: '' }
    say('250 taken')
  }

  function obey(line: string) {
    const [, verb = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? []
    switch (verb.toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return say('250 receiver')
      case 'MAIL':
        mail.from = /<(.*?)>/.exec(rest)?.[1] ?? ''
        return say('250 ok')
      case 'RCPT': {
        const to = /<(.*?)>/.exec(rest)?.[1] ?? ''
        const status = refuse(to)
        if (status !== null) return say(`${status} <${to}> is not welcome`)
        mail.to.push(to)
        return say('250 ok')
      }
      case 'DATA':
        isData = true
        return say('354 go on')
      case 'QUIT':
        say('221 bye')
        return socket.end()
      case 'RSET':
        return say('250 ok')
      default:
        return say('500 what?')
    }
  }
}
